// Central differences: two calls of the function for each parameter.
export const title = "central differences";

export function prepare(_, { parameters, primal }) {
  const point = parameters.slice();
  return () => {
    const gradient = parameters.map((value, k) => {
      const step = 6e-6 * Math.max(1, Math.abs(value));
      point[k] = value + step;
      const above = primal(point);
      point[k] = value - step;
      const below = primal(point);
      point[k] = value;
      return (above - below) / (2 * step);
    });
    return [primal(parameters), gradient];
  };
}
