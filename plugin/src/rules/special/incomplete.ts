/** Incomplete gamma and beta functions, also by their parameters: the derivatives by those are functions with orders. */
import type { Value } from "../../ir/ops.js";
import type { PartialAt, Row } from "../rule.js";
import { call, minusTimes, shifted, special, times } from "./row.js";

/** (c - 1) / v */
function exponentBy({ build }: PartialAt, c: Value, v: Value): Value {
  return build.prim("div", build.prim("sub", c, build.const(1)), v);
}

/** The derivative of P by its operands; that of Q is its negative. */
function ofGammaP(at: PartialAt): Value {
  const { build, args, i } = at;
  if (i === 0) return call(at, "gammaPDerivative", build.const(1), ...args);
  return call(at, "gammaDensity", build.const(0), ...args);
}

function gammaDensityBy(at: PartialAt): Value | null {
  const { build, args, i, y } = at;
  const [n, a, x] = args;
  if (i === 0) return null;
  if (i === 1) return times(at, call(at, "gammaDensity", shifted(at, 0, 1), a, x));
  const own = build.prim("mul", y, build.prim("sub", exponentBy(at, a, x), build.const(1)));
  if (at.constant?.(n) === 0) return times(at, own);
  const lower = build.prim("div", call(at, "gammaDensity", shifted(at, 0, -1), a, x), x);
  return times(at, build.prim("add", own, build.prim("mul", n, lower)));
}

function betaDensityBy(at: PartialAt): Value | null {
  const { build, args, i, y } = at;
  const [k, l, a, b, x] = args;
  if (i < 2) return null;
  if (i === 2) return times(at, call(at, "betaDensity", shifted(at, 0, 1), l, a, b, x));
  if (i === 3) return times(at, call(at, "betaDensity", k, shifted(at, 1, 1), a, b, x));
  const rest = build.prim("sub", build.const(1), x);
  let sum = build.prim("mul", y, build.prim("sub", exponentBy(at, a, x), exponentBy(at, b, rest)));
  if (at.constant?.(k) !== 0) {
    const lower = build.prim("div", call(at, "betaDensity", shifted(at, 0, -1), l, a, b, x), x);
    sum = build.prim("add", sum, build.prim("mul", k, lower));
  }
  if (at.constant?.(l) !== 0) {
    const lower = build.prim("div", call(at, "betaDensity", k, shifted(at, 1, -1), a, b, x), rest);
    sum = build.prim("sub", sum, build.prim("mul", l, lower));
  }
  return times(at, sum);
}

const OF_GAMMA = "a > 0, x > 0";
const OF_BETA = "a, b > 0, 0 < x < 1";

export const incompleteIntegrals = {
  gammaP: special("gammaP", {
    operands: ["a", "x"],
    partial: (at) => times(at, ofGammaP(at)),
    domain: OF_GAMMA,
    convention: "At x = 0 the density there, which is infinite for a < 1. NaN elsewhere.",
    source: "DLMF 8.8.13, 8.2.4; by a: the integral, differentiated",
    points: [
      [0.4, 0.3],
      [2.5, 1.7],
      [3, 6],
      [40, 37],
    ],
  }),
  gammaQ: special("gammaQ", {
    operands: ["a", "x"],
    partial: (at) => minusTimes(at, ofGammaP(at)),
    domain: OF_GAMMA,
    convention: "As that of P.",
    source: "DLMF 8.8.13, 8.2.4; by a: the integral, differentiated",
    points: [
      [0.4, 0.3],
      [2.5, 1.7],
      [3, 6],
    ],
  }),
  gammaPDerivative: special("gammaPDerivative", {
    operands: ["n", "a", "x"],
    integers: [0],
    partial: (at) => {
      const [n, a, x] = at.args;
      if (at.i === 0) return null;
      if (at.i === 2) return times(at, call(at, "gammaDensity", n, a, x));
      return times(at, call(at, "gammaPDerivative", shifted(at, 0, 1), a, x));
    },
    domain: OF_GAMMA,
    convention: "NaN at x = 0 for a < 1.",
    source: "DLMF 8.2.4, the integral differentiated",
    points: [
      [1, 0.4, 0.3],
      [1, 2.5, 1.7],
      [2, 3, 6],
    ],
  }),
  gammaDensity: special("gammaDensity", {
    operands: ["n", "a", "x"],
    integers: [0],
    partial: gammaDensityBy,
    domain: OF_GAMMA,
    convention: "NaN at x = 0.",
    source: "DLMF 8.2.4, its integrand",
    points: [
      [0, 0.4, 0.3],
      [1, 2.5, 1.7],
      [2, 3, 6],
    ],
  }),
  betaI: special("betaI", {
    operands: ["a", "b", "x"],
    partial: (at) => {
      const { build, args, i } = at;
      const [zero, one] = [build.const(0), build.const(1)];
      if (i === 2) return times(at, call(at, "betaDensity", zero, zero, ...args));
      return times(at, call(at, "betaIDerivative", i === 0 ? one : zero, i === 0 ? zero : one, ...args));
    },
    domain: OF_BETA,
    convention: "At x = 0 and 1 the density there. NaN elsewhere.",
    source: "DLMF 8.17.1; by a and b: the integral, differentiated",
    points: [
      [0.5, 3, 0.3],
      [2, 5, 0.4],
      [30, 8, 0.7],
    ],
  }),
  betaIDerivative: special("betaIDerivative", {
    operands: ["i", "j", "a", "b", "x"],
    integers: [0, 1],
    partial: (at) => {
      const [i, j, a, b, x] = at.args;
      if (at.i < 2) return null;
      if (at.i === 4) return times(at, call(at, "betaDensity", i, j, a, b, x));
      const [first, second] = at.i === 2 ? [shifted(at, 0, 1), j] : [i, shifted(at, 1, 1)];
      return times(at, call(at, "betaIDerivative", first, second, a, b, x));
    },
    domain: OF_BETA,
    convention: "NaN at x = 0 for a < 1, and at x = 1 for b < 1.",
    source: "DLMF 8.17.1, the integral differentiated",
    points: [
      [1, 0, 0.5, 3, 0.3],
      [0, 1, 2, 5, 0.4],
      [1, 1, 4, 2, 0.7],
    ],
  }),
  betaDensity: special("betaDensity", {
    operands: ["i", "j", "a", "b", "x"],
    integers: [0, 1],
    partial: betaDensityBy,
    domain: OF_BETA,
    convention: "NaN at x = 0 and 1.",
    source: "DLMF 8.17.1, its integrand",
    points: [
      [0, 0, 0.5, 3, 0.3],
      [0, 1, 2, 5, 0.4],
      [2, 1, 4, 2, 0.7],
    ],
  }),
} satisfies Record<string, Row>;
