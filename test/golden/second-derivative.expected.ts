export function gaussian_grad(x: number): number {
  expectNumber("grad(gaussian)", "x", x);
  const t = -0.5 * x;
  const exp = Math.exp(t * x);

  // return Math.exp(-0.5 * x * x)
  return exp * t + exp * x * -0.5;
}

export function gaussian_grad2(x: number): number {
  expectNumber("grad(grad(gaussian))", "x", x);
  const t = -0.5 * x;
  const exp = Math.exp(t * x);

  // return Math.exp(-0.5 * x * x)
  const t1 = x * exp;
  return -0.5 * exp - t1 * t + (exp - t1 * x) * -0.5;
}
