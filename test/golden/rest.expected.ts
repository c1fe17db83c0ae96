var kept_x_b: number[] | undefined;

export function norm_grad_1(...x: number[]): number {
  expectKind("grad(norm)", "x", x, ["Array", "f64"]);
  expectPassed("grad(norm)", 2, 0, x);
  const n = x.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const xi = x[i];
    sum += xi * xi;
  }

  // return Math.sqrt(sum)
  const sum_b = 1 / (2 * Math.sqrt(sum));
  const x_b = kept_x_b?.length === n ? kept_x_b : new Array<number>(n).fill(0);
  kept_x_b = undefined;
  for (let i = n - 1; i >= 0; i--) {
    // for (const xi of x) sum += xi * xi
    const xi = x[i];
    x_b[i] = 2 * (sum_b * xi);
  }
  const x1_b = x_b[1];
  kept_x_b = x_b;
  return x1_b;
}
