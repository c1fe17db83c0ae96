/** Lambert W, elliptic integrals, exponential integrals, zeta and sinc. */
import type { SpecialName } from "../../ir/primitives.js";
import type { PartialAt, Row } from "../rule.js";
import { call, minusTimes, ofNextOrder, shifted, special, times } from "./row.js";

/** The derivative of a function that has a primitive for its derivatives of all orders. */
function first(name: SpecialName) {
  return (at: PartialAt) => times(at, call(at, name, at.build.const(1), at.args[0]));
}

const OF_ELLIPTIC = {
  domain: "m < 1",
  convention: "NaN at 1 and beyond.",
  points: [[0], [0.3], [-1.5], [0.8]],
};

const withOrders = (points: readonly (readonly number[])[]) => points.map(([x], k) => [1 + (k % 2), x]);

export const otherFunctions = {
  lambertW: special("lambertW", {
    operands: ["x"],
    // At 0 it is 1: nothing is divided by x.
    partial: ({ build, t, y }) =>
      build.prim("div", t, build.prim("mul", build.prim("exp", y), build.prim("add", build.const(1), y))),
    domain: "x > -1/e",
    convention: "At -1/e the pole of calculus: Infinity. NaN below.",
    source: "DLMF 4.13.4",
    points: [[0], [0.5], [-0.2], [30]],
  }),
  lambertWm1: special("lambertWm1", {
    operands: ["x"],
    // Where exp(y) underflows, this does not.
    partial: ({ build, t, args: [x], y }) =>
      build.prim("mul", t, build.prim("div", y, build.prim("mul", x, build.prim("add", build.const(1), y)))),
    domain: "-1/e < x < 0",
    convention: "At -1/e the pole of calculus: -Infinity. NaN at 0 and elsewhere.",
    source: "DLMF 4.13.4",
    points: [[-0.2], [-0.01]],
  }),
  ellipticK: special("ellipticK", {
    operands: ["m"],
    partial: first("ellipticKDerivative"),
    source: "DLMF 19.4.1, with k² = m",
    ...OF_ELLIPTIC,
  }),
  ellipticE: special("ellipticE", {
    operands: ["m"],
    partial: first("ellipticEDerivative"),
    source: "DLMF 19.4.2, with k² = m",
    ...OF_ELLIPTIC,
  }),
  ellipticKDerivative: ofNextOrder("ellipticKDerivative", {
    operands: ["n", "m"],
    source: "DLMF 19.5.1, with k² = m",
    ...OF_ELLIPTIC,
    points: withOrders(OF_ELLIPTIC.points),
  }),
  ellipticEDerivative: ofNextOrder("ellipticEDerivative", {
    operands: ["n", "m"],
    source: "DLMF 19.5.2, with k² = m",
    ...OF_ELLIPTIC,
    points: withOrders(OF_ELLIPTIC.points),
  }),
  expint: special("expint", {
    operands: ["n", "x"],
    integers: [0],
    partial: (at) => (at.i === 0 ? null : minusTimes(at, call(at, "expint", shifted(at, 0, -1), at.args[1]))),
    domain: "x > 0",
    convention: "At 0 infinite for n < 3. NaN below.",
    source: "DLMF 8.19.13",
    points: [
      [1, 0.6],
      [2, 3],
      [0, 1.5],
      [-1, 2],
    ],
  }),
  expintEi: special("expintEi", {
    operands: ["x"],
    partial: ({ build, t, args: [x] }) => build.prim("mul", t, build.prim("div", build.prim("exp", x), x)),
    domain: "x ≠ 0",
    convention: "At 0 infinite.",
    source: "DLMF 6.2.5",
    points: [[0.6], [-2], [5]],
  }),
  zeta: special("zeta", {
    operands: ["x"],
    partial: first("zetaDerivative"),
    domain: "x ≠ 1",
    convention: "NaN at 1.",
    source: "DLMF 25.2.1",
    points: [[0.4], [3], [-1.5]],
  }),
  zetaDerivative: ofNextOrder("zetaDerivative", {
    operands: ["n", "x"],
    domain: "x ≠ 1",
    convention: "NaN at 1.",
    source: "DLMF 25.2.9, 25.4.2, as series",
    points: [
      [1, 0.4],
      [2, 3],
      [1, -1.5],
    ],
  }),
  sinc: special("sinc", {
    operands: ["x"],
    partial: first("sincDerivative"),
    domain: "everywhere",
    convention: "",
    source: "DLMF 10.49.3, of π x",
    points: [[0], [0.4], [-2.7]],
  }),
  sincDerivative: ofNextOrder("sincDerivative", {
    operands: ["n", "x"],
    domain: "everywhere",
    convention: "",
    source: "DLMF 10.51.1, of π x",
    points: [
      [1, 0],
      [2, 0.4],
      [1, -2.7],
    ],
  }),
} satisfies Record<string, Row>;
