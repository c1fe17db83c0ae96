/** The four operations, negation, remainder, and the identities. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { F64 } from "../ir/types.js";
import { both } from "../ir/conditions.js";
import { choose } from "./choice.js";
import { Plane } from "./complex.js";
import type { Row } from "./rule.js";

export const arithmetic = {
  add: {
    arity: 2,
    js: { infix: "+", precedence: 11 },
    evaluate: (a: number, b: number) => a + b,
    partial: ({ t }) => t,
    linear: "all",
    imaginary: ({ build, parts: [s, t] }) => (s && t ? build.prim("add", s, t) : ((s ?? t) as Value)),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Number::add",
    points: [
      [1.5, -0.25],
      [40, 3],
    ],
  },
  sub: {
    arity: 2,
    js: { infix: "-", precedence: 11 },
    evaluate: (a: number, b: number) => a - b,
    partial: ({ build, i, t }) => (i === 0 ? t : build.prim("neg", t)),
    linear: "all",
    imaginary: ({ build, parts: [s, t] }) => (s && t ? build.prim("sub", s, t) : (s ?? build.prim("neg", t as Value))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Number::subtract",
    points: [
      [1.5, -0.25],
      [-3, 7],
    ],
  },
  mul: {
    arity: 2,
    js: { infix: "*", precedence: 12 },
    evaluate: (a: number, b: number) => a * b,
    partial: ({ build, i, t, args }) => build.prim("mul", t, args[1 - i]),
    linear: [0, 1],
    imaginary: ({ build, args: [a, b], parts: [s, t] }) => {
      const [ofA, ofB] = [s && build.prim("mul", s, b), t && build.prim("mul", a, t)];
      return ofA && ofB ? build.prim("add", ofA, ofB) : ((ofA ?? ofB) as Value);
    },
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Number::multiply",
    points: [
      [1.5, -0.25],
      [0, 3],
      [-2, 0],
    ],
  },
  div: {
    arity: 2,
    js: { infix: "/", precedence: 12 },
    evaluate: (a: number, b: number) => a / b,
    partial: ({ build, i, t, args: [a, b], y, constant }) => {
      if (i === 0) return build.prim("div", t, b);
      const scaled = build.prim("mul", t, y);
      // The reciprocal is known: another division would cost as much as all the rest.
      return build.prim("neg", constant?.(a) === 1 ? build.prim("mul", scaled, y) : build.prim("div", scaled, b));
    },
    linear: [0],
    imaginary: ({ build, args: [a, b], parts: [s, t] }) => {
      const plane = new Plane(build);
      if (!t) return plane.quotient(s as Value, b);
      const difference = plane.difference(s ? plane.product(s, b) : 0, plane.product(a, t));
      return plane.quotient(difference, plane.sum(plane.product(b, b), plane.product(t, t)));
    },
    domain: "b ≠ 0",
    convention: "Poles as in calculus: Infinity or NaN at b = 0.",
    source: "ECMA-262, Number::divide",
    points: [
      [1.5, -0.25],
      [0, 3],
      [-2, 7],
    ],
  },
  mulOrZero: {
    arity: 2,
    js: { guarded: "mul" },
    evaluate: (a: number, b: number) => (a === 0 ? 0 : a * b),
    partial: ({ build, i, t, args: [a, b] }) =>
      i === 0
        ? unlessVoid(
            build,
            a,
            () => build.prim("not", build.prim("isFinite", b)),
            () => build.prim("mulOrZero", t, b),
          )
        : build.prim("mulOrZero", a, t),
    linear: [0],
    domain: "everywhere",
    convention: "0 where a is 0, also at an infinite or missing b.",
    source: "this library",
    points: [
      [1.5, -0.25],
      [-2, 7],
    ],
  },
  divOrZero: {
    arity: 2,
    js: { guarded: "div" },
    evaluate: (a: number, b: number) => (a === 0 ? 0 : a / b),
    partial: ({ build, i, t, args: [a, b], y }) =>
      i === 0
        ? unlessVoid(
            build,
            a,
            () => build.prim("not", build.prim("gt", build.prim("abs", b), build.const(0))),
            () => build.prim("divOrZero", t, b),
          )
        : build.prim("neg", build.prim("divOrZero", build.prim("mulOrZero", y, t), b)),
    linear: [0],
    domain: "b ≠ 0",
    convention: "0 where a is 0, also at b = 0.",
    source: "this library",
    points: [
      [1.5, -0.25],
      [-2, 7],
    ],
  },
  neg: {
    arity: 1,
    js: { prefix: "-", precedence: 14 },
    evaluate: (x: number) => -x,
    partial: ({ build, t }) => build.prim("neg", t),
    linear: "all",
    imaginary: ({ build, parts: [t] }) => build.prim("neg", t as Value),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Number::unaryMinus",
    points: [[1.5], [0]],
  },
  mod: {
    arity: 2,
    js: { infix: "%", precedence: 12 },
    evaluate: (a: number, b: number) => a % b,
    expensive: true,
    partial: ({ build, i, t, args: [a, b] }) =>
      i === 0 ? t : build.prim("neg", build.prim("mul", t, build.prim("trunc", build.prim("div", a, b)))),
    domain: "b ≠ 0, and a not a multiple of b",
    convention:
      "At a multiple of b, where the value jumps, the derivatives of the branch to which the value belongs: 1 and -trunc(a / b).",
    source: "ECMA-262, Number::remainder",
    points: [
      [7.3, 2.1],
      [-7.3, 2.1],
      [5.5, -2.2],
      [0.5, 3],
    ],
  },
  toNumber: {
    arity: 1,
    js: { prefix: "+", precedence: 14 },
    evaluate: (x: unknown) => Number(x),
    partial: ({ t, args: [x] }) => (x.type.kind === "f64" ? t : null),
    linear: "all",
    domain: "everywhere",
    convention: "The identity on numbers; what is converted from another type has no derivative.",
    source: "ECMA-262, ToNumber",
    points: [[1.5], [-3]],
  },
  stopGradient: {
    arity: 1,
    js: { identity: true },
    evaluate: (x: number) => x,
    domain: "everywhere",
    convention: "The identity, with derivative zero by definition.",
    source: "stopGradient of this library",
    points: [],
  },
} satisfies Record<string, Row>;

/** `partial()`, but 0 where `a` is 0 and the pole would be multiplied with what depends on it. */
function unlessVoid(build: Builder, a: Value, isPole: () => Value, partial: () => Value): Value {
  const isVoid = both(build, build.prim("eq", a, build.const(0)), isPole);
  return choose(build, isVoid, build.const(0, F64), partial);
}
