export function activate_grad(x: number, kind: any): number {
  expectNumber("grad(activate)", "x", x);
  const m = kind === "relu" ? 0 : kind === "softplus" ? 1 : kind === "silu" ? 2 : 3;
  const taken = m <= 0;
  let t: number;
  let t1: number;
  if (taken) {
    t = 0;
    t1 = 0;
  } else {
    const taken_1 = m <= 1;
    t1 = taken_1 ? Math.exp(x) : 0;
    t = taken_1 ? 0 : m <= 2 ? Math.exp(-x) : 0;
  }

  let x_b: number;
  let result_b: number;
  if (taken) {
    x_b = 0;
    result_b = 1;
  } else {
    const taken_1 = m <= 1;
    if (taken_1) {
      result_b = 1;
      x_b = 0;
    } else {
      if (m <= 3) {
        x_b = 1;
        result_b = 0;
      } else {
        x_b = 0;
        result_b = 1;
      }
      if (m <= 2) {
        const t2 = 1 + t;
        // x /= 1 + Math.exp(-x)
        x_b /= t2;
        const x_1 = x / t2;
        x_b += x_b * x_1 * t;
      }
    }
    if (taken_1) {
      // return Math.log1p(Math.exp(x))
      x_b += result_b / (1 + t1) * t1;
      result_b = 0;
    }
  }
  if (taken) {
    // return Math.max(x, 0)
    x_b += x > 0 ? result_b : x < 0 ? 0 : x === 0 ? 0.5 * result_b : NaN;
  }
  return x_b;
}
