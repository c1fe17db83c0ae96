export function penalty_grad(residuals: Float64Array, mode: any, delta: number): Float64Array {
  expectFloat64Array("grad(penalty)", "residuals", residuals);
  expectNumber("grad(penalty)", "delta", delta);
  const residuals_b = new Float64Array(residuals.length);
  const isAbsolute = mode === "absolute";
  for (let i = 0; i < residuals.length; i++) {
    if (!isAbsolute && mode !== "quadratic" && mode !== "huber") {
      throw new RangeError(`no such mode: ${mode}`);
    }
  }

  let sum_b = 1;
  for (let i = residuals.length - 1; i >= 0; i--) {
    const r = residuals[i];
    let r_b: number;
    switch (mode) {
      case "absolute":
        // sum += Math.abs(r)
        r_b = sum_b * Math.sign(r);
        break;
      case "quadratic":
        // sum += r * r
        r_b = 2 * (sum_b * r);
        break;
      case "huber": {
        // if (Math.abs(r) <= delta) sum += 0.5 * r * r
        let r_b_1: number;
        let t: number;
        if (Math.abs(r) <= delta) {
          r_b_1 = sum_b * (0.5 * r) + sum_b * r * 0.5;
          t = 0;
        } else {
          // else sum += delta * (Math.abs(r) - 0.5 * delta)
          t = sum_b * delta;
          // if (Math.abs(r) <= delta) sum += 0.5 * r * r
          r_b_1 = 0;
        }
        r_b = r_b_1 + t * Math.sign(r);
        break;
      }
      default:
        sum_b = 0;
        r_b = 0;
    }
    residuals_b[i] += r_b;
  }
  return residuals_b;
}
