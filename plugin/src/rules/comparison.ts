/** Comparisons and tests: their results are booleans, which carry no derivative. */
import type { Row, Spelling } from "./rule.js";

function comparison(infix: string, precedence: number, evaluate: (a: never, b: never) => boolean, source: string): Row {
  return {
    arity: 2,
    js: { infix, precedence },
    evaluate,
    domain: "away from ties",
    convention: "0.",
    source,
    points: [
      [1, 2],
      [2, 1],
    ],
  };
}

function test(js: Spelling, evaluate: (x: unknown) => boolean, source: string): Row {
  return { arity: 1, js, evaluate, domain: "everywhere", convention: "0.", source, points: [[1.5], [2]] };
}

const relational = 9;
const equality = 8;

export const comparisons = {
  lt: comparison("<", relational, (a, b) => a < b, "ECMA-262, IsLessThan"),
  le: comparison("<=", relational, (a, b) => a <= b, "ECMA-262, IsLessThan"),
  gt: comparison(">", relational, (a, b) => a > b, "ECMA-262, IsLessThan"),
  ge: comparison(">=", relational, (a, b) => a >= b, "ECMA-262, IsLessThan"),
  eq: comparison("===", equality, (a, b) => a === b, "ECMA-262, IsStrictlyEqual"),
  ne: comparison("!==", equality, (a, b) => a !== b, "ECMA-262, IsStrictlyEqual"),
  // biome-ignore lint/suspicious/noDoubleEquals: the primitive is the loose comparison.
  looseEq: comparison("==", equality, (a, b) => a == b, "ECMA-262, IsLooselyEqual"),
  // biome-ignore lint/suspicious/noDoubleEquals: the primitive is the loose comparison.
  looseNe: comparison("!=", equality, (a, b) => a != b, "ECMA-262, IsLooselyEqual"),
  not: test({ prefix: "!", precedence: 14 }, (x) => !x, "ECMA-262, ToBoolean"),
  isNullish: test(
    { postfix: " == null", precedence: equality },
    (x) => x === null || x === undefined,
    "ECMA-262, IsLooselyEqual",
  ),
  isNaN: test({ call: "Number.isNaN" }, Number.isNaN, "ECMA-262, Number.isNaN"),
  isFinite: test({ call: "Number.isFinite" }, Number.isFinite, "ECMA-262, Number.isFinite"),
  isInteger: test({ call: "Number.isInteger" }, Number.isInteger, "ECMA-262, Number.isInteger"),
  toBoolean: test({ call: "Boolean" }, Boolean, "ECMA-262, ToBoolean"),
} satisfies Record<string, Row>;
