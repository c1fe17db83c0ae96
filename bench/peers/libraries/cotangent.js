// The gradients that the compiler makes.
export const title = "Cotangent";

export function prepare(_, { parameters, gradient }) {
  return () => gradient(parameters);
}
