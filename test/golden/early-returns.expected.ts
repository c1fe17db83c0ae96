export function biweight_grad_residual_scale(residual: number, scale: number): [number, number] {
  expectNumber("grad(biweight)", "residual", residual);
  expectNumber("grad(biweight)", "scale", scale);
  const r = residual / scale;
  const c = Math.abs(r) > 1;
  let c1: boolean;
  if (c) {
    c1 = false;
  } else {
    const u = 1 - r * r;
    c1 = u === 1;
  }

  // if (Math.abs(r) > 1) return 1 / 6
  let r_b: number;
  if (c) {
    r_b = 0;
    return [r_b === 0 ? 0 : r_b / scale, -(r_b === 0 ? 0 : r_b * (r / scale))];
  }
  // if (u === 1) return 0
  let u_b: number;
  if (c1) {
    u_b = 0;
  } else {
    const u = 1 - r * r;
    // return (1 - u ** 3) / 6
    u_b = 3 * u ** 2 * -0.16666666666666666;
  }
  // const u = 1 - r * r
  r_b = -2 * (u_b * r);
  return [r_b === 0 ? 0 : r_b / scale, -(r_b === 0 ? 0 : r_b * (r / scale))];
}
