/** Rounding functions: piecewise constant, but for `fround`. */
import type { Row, Spelling } from "./rule.js";

const STEP = "0, also at the jumps.";

function step(js: Spelling, evaluate: (x: number) => number, domain: string, source: string): Row {
  return { arity: 1, js, evaluate, domain, convention: STEP, source, points: [[1.3], [-2.7], [0.2]] };
}

function expectWhole(x: number): number {
  if (x % 1) throw new RangeError(`${x} is no whole number`);
  return x;
}

function expectElement(index: number, length: number, field: string): number {
  if (index >= 0 && index < length && index % 1 === 0) return index;
  const [missing]: Record<string, number>[] = [];
  return missing[field];
}

export const rounding = {
  floor: step({ call: "Math.floor" }, Math.floor, "between integers", "ECMA-262, Math.floor"),
  ceil: step({ call: "Math.ceil" }, Math.ceil, "between integers", "ECMA-262, Math.ceil"),
  round: step({ call: "Math.round" }, Math.round, "between half-integers", "ECMA-262, Math.round"),
  trunc: step({ call: "Math.trunc" }, Math.trunc, "between integers", "ECMA-262, Math.trunc"),
  whole: {
    arity: 1,
    js: { helper: "expectWhole", named: true },
    evaluate: expectWhole,
    // It may throw, which is for the program to do.
    approximate: true,
    domain: "nowhere: what elements of arrays are counted by",
    convention: "0: an index has no derivative.",
    source: "the identity on whole numbers, infinities and NaN",
    points: [],
  },
  element: {
    arity: 3,
    operands: ["index", "length", "field"],
    js: { helper: "expectElement" },
    evaluate: expectElement,
    // It may throw, which is for the program to do.
    approximate: true,
    domain: "nowhere: where elements of lists are",
    convention: "0: an index has no derivative.",
    source: "the identity on the indices of a list; ECMA-262, property accessors, for others",
    points: [],
  },
  sign: step({ call: "Math.sign" }, Math.sign, "x ≠ 0", "ECMA-262, Math.sign"),
  fround: {
    arity: 1,
    js: { call: "Math.fround" },
    evaluate: Math.fround,
    partial: ({ t }) => t,
    domain: "nowhere, strictly: the rounded function is a staircase",
    convention: "1: the derivative of the function that is rounded.",
    source: "ECMA-262, Math.fround",
    points: [[1.3], [-2.7]],
  },
} satisfies Record<string, Row>;
