export function biweight_grad_residual_scale(residual: number, scale: number): [number, number] {
  expectNumber("grad(biweight)", "residual", residual);
  expectNumber("grad(biweight)", "scale", scale);
  const r = residual / scale;

  // if (Math.abs(r) > 1) return 1 / 6
  let r_b: number;
  if (Math.abs(r) > 1) {
    r_b = 0;
    return [r_b === 0 ? 0 : r_b / scale, -(r_b === 0 ? 0 : r_b * (r / scale))];
  }
  // if (u === 1) return 0
  const u = 1 - r * r;
  const u_b = u === 1 ? 0 : 3 * u ** 2 * -0.16666666666666666;
  // const u = 1 - r * r
  r_b = -2 * (u_b === 0 ? 0 : u_b * r);
  return [r_b === 0 ? 0 : r_b / scale, -(r_b === 0 ? 0 : r_b * (r / scale))];
}
