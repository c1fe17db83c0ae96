/** The gamma function and its kin. */
import type { Row } from "../rule.js";
import { call, minusTimes, ofNextOrder, shifted, special, times } from "./row.js";

const BETA_DOMAIN = "a, b ≠ 0, -1, -2, ...; in a also where b is an integer and a + b ≤ 0";
const LBETA_DOMAIN = "a, b, a + b ≠ 0, -1, -2, ...; in a also where b is an integer and a + b ≤ 0";
const LBETA_POLES =
  "At 0 and at the negative integers, where a or b has poles, and where a + b alone is one of these, NaN or infinite.";
const POLES = "At 0 and at the negative integers, where it has poles, NaN or infinite.";

export const gammaFunctions = {
  gamma: special("gamma", {
    operands: ["x"],
    partial: (at) => times(at, at.build.prim("mul", at.y, call(at, "digamma", at.args[0]))),
    domain: "x ≠ 0, -1, -2, ...",
    convention: POLES,
    source: "DLMF 5.2.2",
    points: [[0.3], [1], [4.5], [-1.4], [25]],
  }),
  lgamma: special("lgamma", {
    operands: ["x"],
    partial: (at) => times(at, call(at, "digamma", at.args[0])),
    domain: "x ≠ 0, -1, -2, ...",
    convention: POLES,
    source: "DLMF 5.2.2",
    points: [[0.3], [2], [4.5], [-1.4], [120]],
  }),
  digamma: special("digamma", {
    operands: ["x"],
    partial: (at) => times(at, call(at, "polygamma", at.build.const(1), at.args[0])),
    domain: "x ≠ 0, -1, -2, ...",
    convention: POLES,
    source: "DLMF 5.15",
    points: [[0.3], [1.4616], [4.5], [-1.4], [120]],
  }),
  trigamma: special("trigamma", {
    operands: ["x"],
    partial: (at) => times(at, call(at, "polygamma", at.build.const(2), at.args[0])),
    domain: "x ≠ 0, -1, -2, ...",
    convention: POLES,
    source: "DLMF 5.15",
    points: [[0.4], [4.5], [-1.4]],
  }),
  polygamma: ofNextOrder("polygamma", {
    operands: ["n", "x"],
    domain: "x ≠ 0, -1, -2, ...",
    convention: POLES,
    source: "DLMF 5.15",
    points: [
      [0, 1.7],
      [1, 2.5],
      [3, 4.5],
      [2, -1.4],
    ],
  }),
  digammaDifference: special("digammaDifference", {
    operands: ["n", "a", "b"],
    integers: [0],
    partial: (at) => {
      const [, a, b] = at.args;
      if (at.i === 0) return null;
      const next = shifted(at, 0, 1);
      if (at.i === 1) return times(at, call(at, "digammaDifference", next, a, b));
      return times(at, call(at, "polygamma", next, at.build.prim("add", a, b)));
    },
    domain: "a, a + b ≠ 0, -1, -2, ...; in a also where b is an integer and the poles cancel",
    convention: "At 0 and at the negative integers, where it has poles, NaN or infinite.",
    source: "DLMF 5.15",
    points: [
      [0, 0.7, 2.5],
      [1, 3, 0.5],
      [0, 40, 1],
      [0, -1.3, 0.5],
      [1, 2.5, -3.2],
    ],
  }),
  beta: special("beta", {
    operands: ["a", "b"],
    partial: (at) => {
      const [first, second] = at.i === 0 ? [1, 0] : [0, 1];
      return times(at, call(at, "betaDerivative", at.build.const(first), at.build.const(second), ...at.args));
    },
    domain: BETA_DOMAIN,
    convention: POLES,
    source: "DLMF 5.12.1, 5.2.2",
    points: [
      [0.5, 2],
      [3, 3],
      [7, 0.8],
      [-0.3, 1.6],
      [-2.4, 1.7],
      [-1.3, -0.4],
      [-2.5, 1.5],
    ],
  }),
  betaDerivative: special("betaDerivative", {
    operands: ["i", "j", "a", "b"],
    integers: [0, 1],
    partial: (at) => {
      const [i, j, a, b] = at.args;
      if (at.i < 2) return null;
      const [first, second] = at.i === 2 ? [shifted(at, 0, 1), j] : [i, shifted(at, 1, 1)];
      return times(at, call(at, "betaDerivative", first, second, a, b));
    },
    domain: BETA_DOMAIN,
    convention: POLES,
    source: "DLMF 5.12.1, 5.15",
    points: [
      [1, 0, 0.5, 2],
      [1, 1, 3, 1.5],
      [0, 2, -2.4, 1.7],
      [1, 1, -1.25, -0.75],
    ],
  }),
  lbeta: special("lbeta", {
    operands: ["a", "b"],
    partial: (at) => {
      const { build, args, i } = at;
      return minusTimes(at, call(at, "digammaDifference", build.const(0), args[i], args[1 - i]));
    },
    domain: LBETA_DOMAIN,
    convention: LBETA_POLES,
    source: "DLMF 5.12.1, 5.2.2",
    points: [
      [0.5, 2],
      [3, 30],
      [70, 80],
      [-0.3, 1.6],
      [-2.4, 1.7],
    ],
  }),
} satisfies Record<string, Row>;
