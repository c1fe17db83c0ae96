export function surprise_grad_x_rate(x: number, shape: Uint8Array, rate: number): [number, number] {
  expectNumber("grad(surprise)", "x", x);
  expectKind("grad(surprise)", "shape", shape, "Uint8Array");
  expectNumber("grad(surprise)", "rate", rate);
  if (!(x > 0)) throw new RangeError(`a gamma variable is positive, but got ${x}`);
  const shape_0 = shape[0];
  return [rate - (shape_0 - 1) / x, x - shape_0 / rate];
}
