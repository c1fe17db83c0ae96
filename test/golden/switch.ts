import { grad } from "cotangent";

type Activation = "relu" | "softplus" | "silu" | "identity";

export function activate(x: number, kind: Activation): number {
  switch (kind) {
    case "relu":
      return Math.max(x, 0);
    case "softplus":
      return Math.log1p(Math.exp(x));
    case "silu":
      x /= 1 + Math.exp(-x);
    // falls through
    default:
      return x;
  }
}

export const slope = grad(activate);

activate(2, "relu"); // 2
activate(0, "softplus"); // Math.LN2
activate(1, "silu"); // 1 / (1 + Math.exp(-1))
slope(-1, "relu"); // 0
slope(0, "softplus"); // 0.5
slope(0, "silu"); // 0.5
slope(5, "identity"); // 1
