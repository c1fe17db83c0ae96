export function activate_grad(x: number, kind: any): number {
  expectNumber("grad(activate)", "x", x);
  const m = kind === "relu" ? 0 : kind === "softplus" ? 1 : kind === "silu" ? 2 : 3;
  const taken = m <= 0;
  const isZero = !taken;
  let exp: number;
  let isZero_1: boolean;
  let t: number;
  if (isZero) {
    let exit: number;
    if (m <= 1) {
      exp = Math.exp(x);
      exit = 1;
    } else {
      exit = 0;
      exp = 0;
    }
    isZero_1 = exit === 0;
    t = isZero_1 && m <= 2 ? Math.exp(-x) : 0;
  } else {
    isZero_1 = false;
    t = 0;
    exp = 0;
  }

  let x_b: number;
  let result_b: number;
  if (isZero) {
    if (isZero_1) {
      if (m <= 3) {
        x_b = 1;
        result_b = 0;
      } else {
        x_b = 0;
        result_b = 1;
      }
      if (m <= 2) {
        const t1 = 1 + t;
        const x_1 = x / t1;
        // x /= 1 + Math.exp(-x)
        x_b = x_b / t1 + x_b * x_1 / t1 * t;
      }
    } else {
      result_b = 1;
      x_b = 0;
    }
    if (m <= 1) {
      // return Math.log1p(Math.exp(x))
      x_b += result_b / (1 + exp) * exp;
      result_b = 0;
    }
  } else {
    x_b = 0;
    result_b = 1;
  }
  if (taken) {
    // return Math.max(x, 0)
    x_b += x > 0 ? result_b : x < 0 ? 0 : x === 0 ? 0.5 * result_b : NaN;
  }
  return x_b;
}
