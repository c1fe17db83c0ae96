/** Operations on 32-bit integers: piecewise constant. */
import type { Row, Spelling } from "./rule.js";

function binary(js: Spelling, evaluate: (a: number, b: number) => number, source: string): Row {
  return {
    arity: 2,
    js,
    evaluate,
    domain: "integers",
    convention: "0.",
    source,
    points: [
      [13.5, 6.5],
      [-7.5, 3.2],
    ],
  };
}

function unary(js: Spelling, evaluate: (x: number) => number, source: string): Row {
  return { arity: 1, js, evaluate, domain: "integers", convention: "0.", source, points: [[13.5], [-7.5]] };
}

export const bitwise = {
  bitAnd: binary({ infix: "&", precedence: 7 }, (a, b) => a & b, "ECMA-262, Number::bitwiseAND"),
  bitXor: binary({ infix: "^", precedence: 6 }, (a, b) => a ^ b, "ECMA-262, Number::bitwiseXOR"),
  bitOr: binary({ infix: "|", precedence: 5 }, (a, b) => a | b, "ECMA-262, Number::bitwiseOR"),
  bitNot: unary({ prefix: "~", precedence: 14 }, (x) => ~x, "ECMA-262, Number::bitwiseNOT"),
  shl: binary({ infix: "<<", precedence: 10 }, (a, b) => a << b, "ECMA-262, Number::leftShift"),
  shr: binary({ infix: ">>", precedence: 10 }, (a, b) => a >> b, "ECMA-262, Number::signedRightShift"),
  ushr: binary({ infix: ">>>", precedence: 10 }, (a, b) => a >>> b, "ECMA-262, Number::unsignedRightShift"),
  imul: binary({ call: "Math.imul" }, Math.imul, "ECMA-262, Math.imul"),
  clz32: unary({ call: "Math.clz32" }, Math.clz32, "ECMA-262, Math.clz32"),
} satisfies Record<string, Row>;
