/** Powers and roots. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { F64 } from "../ir/types.js";
import { both } from "../ir/conditions.js";
import { choose } from "./choice.js";
import { ofOne, Plane } from "./complex.js";
import type { ImaginaryAt, PartialAt, Row } from "./rule.js";

export const power = {
  pow: {
    arity: 2,
    js: { infix: "**", precedence: 13, right: true },
    evaluate: (a: number, b: number) => a ** b,
    approximate: true,
    partial: (at) => (at.i === 1 ? exponentPartial(at) : basePartial(at)),
    imaginary: imaginaryPower,
    domain: "a > 0; also a ≤ 0 in a, where b is an integer",
    convention:
      "In a: 0 where b = 0, also at a = 0. In b: 0 where a = 0 and b ≥ 0; for a < 0 it is NaN. Poles as in calculus. A constant b gives cheaper forms: 2 * a * t for a ** 2.",
    source: "ECMA-262, Number::exponentiate; DLMF 4.7(ii)",
    points: [
      [2.5, 1.7],
      [0.3, -2.2],
      [1.5, 3],
      [3, 0],
      [4, 0.5],
      [1.2, 2],
    ],
  },
  sqrt: {
    arity: 1,
    js: { call: "Math.sqrt" },
    evaluate: (x: number) => Math.sqrt(x),
    partial: ({ build, t, y }) => build.prim("div", t, build.prim("mul", build.const(2), y)),
    imaginary: ofOne((plane, x, t) => plane.root({ re: x, im: t }).im),
    domain: "x > 0",
    convention: "At x = 0 the pole of calculus: Infinity; so √(x·x) has NaN at 0. For x < 0 it is NaN.",
    source: "ECMA-262, Math.sqrt; DLMF 4.7(ii)",
    points: [[0.3], [4], [100]],
  },
  cbrt: {
    arity: 1,
    js: { call: "Math.cbrt" },
    evaluate: (x: number) => Math.cbrt(x),
    approximate: true,
    partial: ({ build, t, y }) => build.prim("div", t, build.prim("mul", build.const(3), build.prim("mul", y, y))),
    imaginary: ofOne((plane, x, t) => {
      // The function is odd, and so is the branch that is real where x is negative.
      const side = plane.side(x);
      const angle = plane.angle({ re: plane.of("abs", x), im: plane.product(side, t) });
      const length = plane.of("cbrt", plane.of("hypot", x, t));
      return plane.product(side, plane.product(length, plane.of("sin", plane.quotient(angle, 3))));
    }),
    domain: "x ≠ 0",
    convention: "At x = 0 the pole of calculus: Infinity.",
    source: "ECMA-262, Math.cbrt; DLMF 4.7(ii)",
    points: [[0.3], [-4], [100]],
  },
  hypot: {
    arity: "variadic",
    js: { call: "Math.hypot" },
    evaluate: (...x: number[]) => Math.hypot(...x),
    approximate: true,
    // The ratio first: it is at most 1, where a square could overflow.
    partial: ({ build, i, t, args, y }) =>
      choose(build, build.prim("eq", y, build.const(0)), build.const(0, F64), () =>
        build.prim("mul", t, build.prim("div", args[i], y)),
      ),
    imaginary: ({ build, args, parts }) => {
      const plane = new Plane(build);
      const squares = args.map((re, k) => {
        const z = { re, im: parts[k] ?? build.const(0, F64) };
        return plane.times(z, z);
      });
      return plane.root(squares.reduce((a, b) => ({ re: plane.sum(a.re, b.re), im: plane.sum(a.im, b.im) }))).im;
    },
    domain: "away from the origin",
    convention: "0 at the origin: the element of least norm of Clarke's generalised gradient.",
    source: "ECMA-262, Math.hypot; Clarke, Optimization and Nonsmooth Analysis, 2.3",
    points: [[3, 4], [-0.5, 2, 1], [1.5], [0, 2]],
  },
} satisfies Record<string, Row>;

/** d(a ** b)/da * t = b a ** (b - 1) t */
function basePartial(at: PartialAt): Value | null {
  const { build, t, args, y } = at;
  const [a, b] = args;
  const n = at.constant?.(b);
  if (n === undefined) return variableExponent(at);
  const scaled = (factor: Value) => build.prim("mul", build.prim("mul", build.const(n), factor), t);
  if (n === 0) return null;
  if (n === 1) return t;
  if (n === 0.5) return build.prim("div", t, build.prim("mul", build.const(2), y));
  if (n === 1.5) return scaled(build.prim("sqrt", a));
  if (n === -1) return build.prim("neg", build.prim("mul", build.prim("mul", y, y), t));
  // Away from 0, and only there, y / a is the lower power; a negative integer power has its pole at 0 in any form.
  if (n < 0 && Number.isInteger(n))
    return build.prim("mul", build.prim("div", build.prim("mul", build.const(n), y), a), t);
  return scaled(smallPower(build, a, n - 1));
}

/** A power by products, which are much faster; `a ** 2` is as fast and reads better. */
function smallPower(build: Builder, a: Value, n: number): Value {
  if (n === 1) return a;
  if (n === 3) return build.prim("mul", build.prim("mul", a, a), a);
  if (n === 4) {
    const square = build.prim("mul", a, a);
    return build.prim("mul", square, square);
  }
  return build.prim("pow", a, build.const(n));
}

/**
 * The formula holds everywhere but at 0 ** 0, where it is 0 * Infinity. The guard excludes that point only: at b = 0
 * elsewhere the formula is also right after it is differentiated in b.
 */
function variableExponent({ build, t, args: [a, b] }: PartialAt): Value {
  const zero = build.const(0);
  const corner = both(build, build.prim("eq", b, zero), () => build.prim("eq", a, zero));
  return choose(build, corner, build.const(0, F64), () =>
    build.prim("mul", build.prim("mul", b, build.prim("pow", a, build.prim("sub", b, build.const(1)))), t),
  );
}

/** d(a ** b)/db * t = y log(a) t, and its limit 0 at a = 0. */
function exponentPartial(at: PartialAt): Value {
  const { build, t, args, y } = at;
  const [a, b] = args;
  const formula = () => build.prim("mul", build.prim("mul", t, y), build.prim("log", a));
  const base = at.constant?.(a);
  if (base !== undefined && base !== 0) return formula();
  const zero = build.const(0);
  const limit = both(build, build.prim("eq", a, zero), () => build.prim("ge", b, zero));
  return choose(build, limit, build.const(0, F64), formula);
}

/** exp(b log a). A negative base has whole exponents: (-1)^b takes the power to the other side, where the angle is small. */
function imaginaryPower({ build, args: [a, b], parts: [s, t] }: ImaginaryAt): Value {
  const plane = new Plane(build);
  const side = plane.side(a);
  const z = { re: plane.of("abs", a), im: s ? plane.product(side, s) : build.const(0, F64) };
  const length = plane.of("hypot", z.re, z.im);
  const turn = plane.product(b, plane.angle(z));
  const power = plane.of("pow", length, b);
  if (!t) return plane.product(plane.of("pow", side, b), plane.product(power, plane.of("sin", turn)));
  const shrinks = plane.of("exp", plane.of("neg", plane.product(t, plane.angle(z))));
  const angle = plane.sum(turn, plane.product(t, plane.of("log", length)));
  return plane.product(plane.of("pow", side, b), plane.product(plane.product(power, shrinks), plane.of("sin", angle)));
}
