/** Bessel functions of integer order. */
import type { Value } from "../../ir/ops.js";
import type { SpecialName } from "../../ir/primitives.js";
import type { PartialAt, Row } from "../rule.js";
import { call, minusTimes, scaled, shifted, special, times } from "./row.js";

type Bessel = Extract<SpecialName, `bessel${string}`>;

/** sign (F(n - 1, x) ± F(n + 1, x)) / 2; of order 0 it is ± F(1, x). */
function ofNeighbours(name: Bessel, sign: 1 | -1, operator: "add" | "sub"): (at: PartialAt) => Value | null {
  return (at) => {
    const { build, args, i } = at;
    if (i === 0) return null;
    const x = args[1];
    if (at.constant?.(args[0]) === 0) {
      const first = call(at, name, build.const(1), x);
      return sign === 1 && operator === "add" ? times(at, first) : minusTimes(at, first);
    }
    const [below, above] = [-1, 1].map((by) => call(at, name, shifted(at, 0, by), x));
    return scaled(at, 0.5 * sign, build.prim(operator, below, above));
  };
}

const operands = ["n", "x"];
const integers = [0];

export const besselFunctions = {
  besselJ: special("besselJ", {
    operands,
    integers,
    partial: ofNeighbours("besselJ", 1, "sub"),
    domain: "everywhere",
    convention: "",
    source: "DLMF 10.6.1",
    points: [
      [0, 0],
      [0, 2.3],
      [1, 0.4],
      [3, 7],
      [-2, 30],
    ],
  }),
  besselY: special("besselY", {
    operands,
    integers,
    partial: ofNeighbours("besselY", 1, "sub"),
    domain: "x > 0",
    convention: "At 0 infinite or NaN, NaN below.",
    source: "DLMF 10.6.1",
    points: [
      [0, 2.3],
      [1, 0.9],
      [3, 7],
      [-2, 30],
    ],
  }),
  besselI: special("besselI", {
    operands,
    integers,
    partial: ofNeighbours("besselI", 1, "add"),
    domain: "everywhere",
    convention: "",
    source: "DLMF 10.29.1",
    points: [
      [0, 0],
      [0, 2.3],
      [1, 0.4],
      [3, 7],
      [-2, 5],
    ],
  }),
  besselK: special("besselK", {
    operands,
    integers,
    partial: ofNeighbours("besselK", -1, "add"),
    domain: "x > 0",
    convention: "At 0 infinite, NaN below.",
    source: "DLMF 10.29.1",
    points: [
      [0, 2.3],
      [1, 0.9],
      [3, 7],
      [-2, 5],
    ],
  }),
} satisfies Record<string, Row>;
