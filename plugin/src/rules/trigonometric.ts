/** Circular functions and their inverses. */
import type { Value } from "../ir/ops.js";
import { ofOne, type Plane } from "./complex.js";
import type { PartialAt, Row } from "./rule.js";

/** t / √(1 - x²), with 1 - x² as a product because the difference of squares cancels near 1. */
function arcsine({ build, t, args: [x] }: PartialAt): Value {
  const one = build.const(1);
  const square = build.prim("mul", build.prim("sub", one, x), build.prim("add", one, x));
  return build.prim("div", t, build.prim("sqrt", square));
}

export const trigonometric = {
  sin: {
    arity: 1,
    js: { call: "Math.sin" },
    evaluate: (x: number) => Math.sin(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => build.prim("mul", t, build.prim("cos", x)),
    imaginary: ofOne((plane, x, t) => plane.product(plane.of("cos", x), plane.of("sinh", t))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.sin; DLMF 4.20",
    points: [[0], [0.7], [-4]],
  },
  cos: {
    arity: 1,
    js: { call: "Math.cos" },
    evaluate: (x: number) => Math.cos(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => build.prim("neg", build.prim("mul", t, build.prim("sin", x))),
    imaginary: ofOne((plane, x, t) => plane.product(plane.of("sin", x), plane.of("neg", plane.of("sinh", t)))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.cos; DLMF 4.20",
    points: [[0], [0.7], [-4]],
  },
  tan: {
    arity: 1,
    js: { call: "Math.tan" },
    evaluate: (x: number) => Math.tan(x),
    approximate: true,
    partial: ({ build, t, y }) => build.prim("mul", t, build.prim("add", build.const(1), build.prim("mul", y, y))),
    imaginary: ofOne((plane, x, t) => {
      const [twice, two] = [plane.product(2, x), plane.product(2, t)];
      return plane.quotient(plane.of("sinh", two), plane.sum(plane.of("cos", twice), plane.of("cosh", two)));
    }),
    domain: "x ≠ π/2 + kπ",
    convention: "",
    source: "ECMA-262, Math.tan; DLMF 4.20",
    points: [[0], [0.7], [-4]],
  },
  asin: {
    arity: 1,
    js: { call: "Math.asin" },
    evaluate: (x: number) => Math.asin(x),
    approximate: true,
    partial: arcsine,
    imaginary: ofOne(imaginaryArcsine),
    domain: "|x| < 1",
    convention: "At x = ±1 the pole of calculus: Infinity. Beyond, NaN.",
    source: "ECMA-262, Math.asin; DLMF 4.24(ii)",
    points: [[0], [0.7], [-0.4]],
  },
  acos: {
    arity: 1,
    js: { call: "Math.acos" },
    evaluate: (x: number) => Math.acos(x),
    approximate: true,
    partial: (at) => at.build.prim("neg", arcsine(at)),
    imaginary: ofOne((plane, x, t) => plane.of("neg", imaginaryArcsine(plane, x, t))),
    domain: "|x| < 1",
    convention: "At x = ±1 the pole of calculus: -Infinity. Beyond, NaN.",
    source: "ECMA-262, Math.acos; DLMF 4.24(ii)",
    points: [[0], [0.7], [-0.4]],
  },
  atan: {
    arity: 1,
    js: { call: "Math.atan" },
    evaluate: (x: number) => Math.atan(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) =>
      build.prim("div", t, build.prim("add", build.const(1), build.prim("mul", x, x))),
    imaginary: ofOne((plane, x, t) => {
      const squares = plane.sum(plane.product(x, x), plane.product(t, t));
      return plane.quotient(plane.of("atanh", plane.quotient(plane.product(2, t), plane.sum(1, squares))), 2);
    }),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.atan; DLMF 4.24(ii)",
    points: [[0], [0.7], [-4]],
  },
  atan2: {
    arity: 2,
    js: { call: "Math.atan2" },
    evaluate: (a: number, b: number) => Math.atan2(a, b),
    approximate: true,
    partial: ({ build, i, t, args: [a, b] }) => {
      const square = build.prim("add", build.prim("mul", a, a), build.prim("mul", b, b));
      return i === 0
        ? build.prim("div", build.prim("mul", t, b), square)
        : build.prim("neg", build.prim("div", build.prim("mul", t, a), square));
    },
    domain: "away from the origin; across the cut a = 0, b < 0 the value jumps and the derivative does not",
    convention: "At the origin the angle has no generalised derivative: NaN.",
    source: "ECMA-262, Math.atan2; DLMF 4.24(ii)",
    points: [
      [1, 2],
      [-0.5, 0.3],
      [2, -1],
      [-2, -1.5],
      [0, 1],
    ],
  },
} satisfies Record<string, Row>;

/** W. Kahan, Branch cuts for complex elementary functions (1987): without the difference of two numbers that are almost one. */
function imaginaryArcsine(plane: Plane, x: Value, t: Value): Value {
  const below = plane.root({ re: plane.difference(1, x), im: plane.of("neg", t) });
  const above = plane.root({ re: plane.sum(1, x), im: t });
  return plane.of("asinh", plane.times({ re: below.re, im: plane.of("neg", below.im) }, above).im);
}
