/** Error functions and the normal distribution. */
import type { Value } from "../../ir/ops.js";
import { choose } from "../choice.js";
import type { PartialAt, Row } from "../rule.js";
import { call, minusTimes, ofNextOrder, scaled, special, times } from "./row.js";

const twoBySqrtPi = 2 / Math.sqrt(Math.PI);
const halfSqrtPi = Math.sqrt(Math.PI) / 2;
const sqrtTwoPi = Math.sqrt(2 * Math.PI);

/** exp(factor v v) */
function bell({ build }: PartialAt, factor: 1 | -1 | 0.5 | -0.5, v: Value): Value {
  const square = build.prim("mul", v, v);
  if (Math.abs(factor) === 1) return build.prim("exp", factor === 1 ? square : build.prim("neg", square));
  return build.prim("exp", build.prim("mul", build.const(factor), square));
}

export const errorFunctions = {
  erf: special("erf", {
    operands: ["x"],
    partial: (at) => scaled(at, twoBySqrtPi, bell(at, -1, at.args[0])),
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.2.1",
    points: [[0], [0.4], [-1.3], [2.5]],
  }),
  erfc: special("erfc", {
    operands: ["x"],
    partial: (at) => scaled(at, -twoBySqrtPi, bell(at, -1, at.args[0])),
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.2.2",
    points: [[0], [0.4], [-1.3], [2.5]],
  }),
  erfcx: special("erfcx", {
    operands: ["x"],
    partial: (at) => times(at, call(at, "erfcxDerivative", at.build.const(1), at.args[0])),
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.10.1",
    points: [[0], [0.4], [-1.3], [12]],
  }),
  erfcxDerivative: ofNextOrder("erfcxDerivative", {
    operands: ["n", "x"],
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.18.9",
    points: [
      [0, 0.4],
      [1, -0.7],
      [2, 3],
    ],
  }),
  erfinv: special("erfinv", {
    operands: ["x"],
    partial: (at) => scaled(at, halfSqrtPi, bell(at, 1, at.y)),
    domain: "|x| < 1",
    convention: "At ±1 the pole of calculus: Infinity. Beyond, NaN.",
    source: "DLMF 7.17, 7.2.1",
    points: [[0], [0.3], [-0.7]],
  }),
  erfcinv: special("erfcinv", {
    operands: ["x"],
    partial: (at) => scaled(at, -halfSqrtPi, bell(at, 1, at.y)),
    domain: "0 < x < 2",
    convention: "At 0 and 2 the pole of calculus: -Infinity. Beyond, NaN.",
    source: "DLMF 7.17, 7.2.2",
    points: [[1], [0.3], [1.6]],
  }),
  normalCdf: special("normalCdf", {
    operands: ["x"],
    partial: (at) => scaled(at, 1 / sqrtTwoPi, bell(at, -0.5, at.args[0])),
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.2.2",
    points: [[0], [1.2], [-2.5]],
  }),
  normalLogCdf: special("normalLogCdf", {
    operands: ["x"],
    partial: (at) => times(at, call(at, "normalHazard", at.args[0])),
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.8.1",
    points: [[0], [1.2], [-2.5], [-40]],
  }),
  normalHazard: special("normalHazard", {
    operands: ["x"],
    // In the lower tail x + y cancels: there the derivative of 1 / erfcx is taken as it is.
    partial: (at) => {
      const { build, args, y } = at;
      const [x] = args;
      const upper = minusTimes(at, build.prim("mul", y, build.prim("add", x, y)));
      return choose(build, build.prim("ge", x, build.const(-1)), upper, () => {
        const z = build.prim("mul", build.const(-Math.SQRT1_2), x);
        const slope = call(at, "erfcxDerivative", build.const(1), z);
        return scaled(at, halfSqrtPi, build.prim("mul", build.prim("mul", y, y), slope));
      });
    },
    domain: "everywhere",
    convention: "",
    source: "DLMF 7.8.1, 7.10.1",
    points: [[0], [1.2], [-2.5], [-40]],
  }),
  normalQuantile: special("normalQuantile", {
    operands: ["x"],
    partial: (at) => scaled(at, sqrtTwoPi, bell(at, 0.5, at.y)),
    domain: "0 < x < 1",
    convention: "At 0 and 1 the pole of calculus: Infinity. Beyond, NaN.",
    source: "DLMF 7.17, 7.2.2",
    points: [[0.5], [0.2], [0.8]],
  }),
} satisfies Record<string, Row>;
