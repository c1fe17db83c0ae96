/** Hyperbolic functions and their inverses. */
import { ofOne } from "./complex.js";
import type { Row } from "./rule.js";

export const hyperbolic = {
  sinh: {
    arity: 1,
    js: { call: "Math.sinh" },
    evaluate: (x: number) => Math.sinh(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => build.prim("mul", t, build.prim("cosh", x)),
    imaginary: ofOne((plane, x, t) => plane.product(plane.of("cosh", x), plane.of("sin", t))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.sinh; DLMF 4.34",
    points: [[0], [0.7], [-4]],
  },
  cosh: {
    arity: 1,
    js: { call: "Math.cosh" },
    evaluate: (x: number) => Math.cosh(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => build.prim("mul", t, build.prim("sinh", x)),
    imaginary: ofOne((plane, x, t) => plane.product(plane.of("sinh", x), plane.of("sin", t))),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.cosh; DLMF 4.34",
    points: [[0], [0.7], [-4]],
  },
  tanh: {
    arity: 1,
    js: { call: "Math.tanh" },
    evaluate: (x: number) => Math.tanh(x),
    approximate: true,
    partial: ({ build, t, y }) => build.prim("mul", t, build.prim("sub", build.const(1), build.prim("mul", y, y))),
    imaginary: ofOne((plane, x, t) => {
      const [twice, two] = [plane.product(2, x), plane.product(2, t)];
      return plane.quotient(plane.of("sin", two), plane.sum(plane.of("cosh", twice), plane.of("cos", two)));
    }),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.tanh; DLMF 4.34",
    points: [[0], [0.7], [-2]],
  },
  asinh: {
    arity: 1,
    js: { call: "Math.asinh" },
    evaluate: (x: number) => Math.asinh(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) =>
      build.prim("div", t, build.prim("sqrt", build.prim("add", build.const(1), build.prim("mul", x, x)))),
    imaginary: ofOne((plane, x, t) => {
      // The function is odd: on this side nothing cancels.
      const side = plane.side(x);
      const [re, im] = [plane.of("abs", x), plane.product(side, t)];
      const square = plane.times({ re, im }, { re, im });
      const root = plane.root({ re: plane.sum(1, square.re), im: square.im });
      return plane.product(side, plane.angle({ re: plane.sum(re, root.re), im: plane.sum(im, root.im) }));
    }),
    domain: "everywhere",
    convention: "",
    source: "ECMA-262, Math.asinh; DLMF 4.38(ii)",
    points: [[0], [0.7], [-4]],
  },
  acosh: {
    arity: 1,
    js: { call: "Math.acosh" },
    evaluate: (x: number) => Math.acosh(x),
    approximate: true,
    // Products instead of differences of squares, which cancel near 1.
    partial: ({ build, t, args: [x] }) => {
      const one = build.const(1);
      const square = build.prim("mul", build.prim("sub", x, one), build.prim("add", x, one));
      return build.prim("div", t, build.prim("sqrt", square));
    },
    imaginary: ofOne((plane, x, t) => {
      const root = plane.times(
        plane.root({ re: plane.difference(x, 1), im: t }),
        plane.root({ re: plane.sum(x, 1), im: t }),
      );
      return plane.angle({ re: plane.sum(x, root.re), im: plane.sum(t, root.im) });
    }),
    domain: "x > 1",
    convention: "At x = 1 the pole of calculus: Infinity. For x < 1 the value is NaN.",
    source: "ECMA-262, Math.acosh; DLMF 4.38(ii)",
    points: [[1.2], [3], [40]],
  },
  atanh: {
    arity: 1,
    js: { call: "Math.atanh" },
    evaluate: (x: number) => Math.atanh(x),
    approximate: true,
    partial: ({ build, t, args: [x] }) => {
      const one = build.const(1);
      return build.prim("div", t, build.prim("mul", build.prim("sub", one, x), build.prim("add", one, x)));
    },
    imaginary: ofOne((plane, x, t) => {
      const re = plane.difference(plane.product(plane.difference(1, x), plane.sum(1, x)), plane.product(t, t));
      return plane.quotient(plane.angle({ re, im: plane.product(2, t) }), 2);
    }),
    domain: "|x| < 1",
    convention: "At x = ±1 the pole of calculus: Infinity. Beyond, the value is NaN.",
    source: "ECMA-262, Math.atanh; DLMF 4.38(ii)",
    points: [[0], [0.7], [-0.4]],
  },
} satisfies Record<string, Row>;
