import { grad } from "cotangent";

type Mode = "absolute" | "quadratic" | "huber";

/** The sum of a penalty of each residual. */
export function penalty(residuals: Float64Array, mode: Mode, delta: number): number {
  let sum = 0;
  for (const r of residuals) {
    switch (mode) {
      case "absolute":
        sum += Math.abs(r);
        break;
      case "quadratic":
        sum += r * r;
        break;
      case "huber":
        if (Math.abs(r) <= delta) sum += 0.5 * r * r;
        else sum += delta * (Math.abs(r) - 0.5 * delta);
        break;
      default:
        throw new RangeError(`no such mode: ${mode}`);
    }
  }
  return sum;
}

export const gradient = grad(penalty);

penalty(Float64Array.of(1, -3), "huber", 2); // 4.5
gradient(Float64Array.of(1, -3), "absolute", 2); // Float64Array.of(1, -1)
gradient(Float64Array.of(1, -3), "quadratic", 2); // Float64Array.of(2, -6)
gradient(Float64Array.of(1, -3), "huber", 2); // Float64Array.of(1, -2)
