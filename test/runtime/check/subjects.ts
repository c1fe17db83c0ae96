import type { JvpProducts, Subject } from "../../../runtime/src/check/index.js";
import type { Tangent, Tangents } from "cotangent";

/** A random smooth function from three numbers to two, with exact derivatives: sums of products of elementary functions. */
export function smooth(random: () => number): Subject<[x: Float64Array], Float64Array> {
  const terms = Array.from({ length: 4 }, () => ({
    output: random() < 0.5 ? 0 : 1,
    scale: 4 * random() - 2,
    left: elementary[Math.floor(elementary.length * random())],
    right: elementary[Math.floor(elementary.length * random())],
    i: Math.floor(3 * random()),
    j: Math.floor(3 * random()),
  }));
  // Every number matters to every result.
  const f = (x: Float64Array): Float64Array => {
    const y = Float64Array.of(x[0] + x[1] * x[2], x[0] * x[1] - x[2]);
    for (const { output, scale, left, right, i, j } of terms) y[output] += scale * left[0](x[i]) * right[0](x[j]);
    return y;
  };
  const jacobian = (x: Float64Array): [Float64Array, Float64Array] => {
    const rows: [Float64Array, Float64Array] = [Float64Array.of(1, x[2], x[1]), Float64Array.of(x[1], x[0], -1)];
    for (const { output, scale, left, right, i, j } of terms) {
      rows[output][i] += scale * left[1](x[i]) * right[0](x[j]);
      rows[output][j] += scale * left[0](x[i]) * right[1](x[j]);
    }
    return rows;
  };
  return {
    name: "smooth",
    parameters: ["x"],
    f,
    jvp: ([x], [v]) => [f(x), Float64Array.from(jacobian(x), (row) => row.reduce((sum, d, i) => sum + d * v[i], 0))],
    vjp: (x) => {
      const [first, second] = jacobian(x);
      return [f(x), (u) => [first.map((d, i) => u[0] * d + u[1] * second[i])]];
    },
  };
}

/** Functions with their derivatives. */
const elementary: readonly (readonly [(x: number) => number, (x: number) => number])[] = [
  [Math.sin, Math.cos],
  [Math.exp, Math.exp],
  [(x) => x * x, (x) => 2 * x],
  [Math.tanh, (x) => 1 - Math.tanh(x) ** 2],
  [(x) => Math.log(2 + x * x), (x) => (2 * x) / (2 + x * x)],
  [() => 1, () => 0],
];

export interface Spring {
  k: number;
  rest: number;
  name: string;
}

export interface Energies {
  total: number;
  parts: number[];
}

type EnergyArgs = [spring: Spring, xs: Float64Array, count: number];

/** The energies of a spring at some lengths: records, a string, an integer that must not be moved. */
export function springs(
  change: (jacobian: { byK: Float64Array; byRest: Float64Array; byX: Float64Array }) => void = () => {},
): Subject<EnergyArgs, Energies> & Required<Pick<Subject<EnergyArgs, Energies>, "jvp" | "vjp">> {
  const f = ({ k, rest }: Spring, xs: Float64Array, count: number): Energies => {
    const parts = Array.from({ length: count }, (_, i) => 0.5 * k * (xs[i] - rest) ** 2);
    return { total: parts.reduce((sum, part) => sum + part, 0), parts };
  };
  const jacobian = ({ k, rest }: Spring, xs: Float64Array) => {
    const rows = {
      byK: xs.map((x) => 0.5 * (x - rest) ** 2),
      byRest: xs.map((x) => -k * (x - rest)),
      byX: xs.map((x) => k * (x - rest)),
    };
    change(rows);
    return rows;
  };
  return {
    name: "springs",
    parameters: ["spring", "xs", "count"],
    f,
    jvp: ([spring, xs, count], [v, dxs]) => {
      const { byK, byRest, byX } = jacobian(spring, xs);
      const parts = Array.from({ length: count }, (_, i) => byK[i] * v.k + byRest[i] * v.rest + byX[i] * dxs[i]);
      return [f(spring, xs, count), { total: parts.reduce((sum, part) => sum + part, 0), parts }];
    },
    vjp: (spring, xs, count) => {
      const { byK, byRest, byX } = jacobian(spring, xs);
      return [
        f(spring, xs, count),
        ({ total, parts }) => {
          const weight = (i: number): number => (i < count ? total + parts[i] : 0);
          const gradient = { k: 0, rest: 0, name: null };
          xs.forEach((_, i) => {
            gradient.k += weight(i) * byK[i];
            gradient.rest += weight(i) * byRest[i];
          });
          return [gradient, byX.map((d, i) => weight(i) * d), 0];
        },
      ];
    },
  };
}

/** `x^3 y` with its gradient and all products; each derivative can be replaced. */
export function cubic(
  change: Partial<{
    gradient: (x: number, y: number) => [number, number];
    hessian: (x: number, y: number) => [number, number, number];
  }> = {},
): Subject<[x: number, y: number], number> {
  const f = (x: number, y: number): number => x ** 3 * y;
  const gradient = (x: number, y: number): [number, number] => [3 * x * x * y, x ** 3];
  const second = change.gradient ?? gradient;
  const hessian = change.hessian ?? ((x, y): [number, number, number] => [6 * x * y, 3 * x * x, 0]);
  return {
    name: "cubic",
    parameters: ["x", "y"],
    f,
    jvp: ([x, y], [dx, dy]) => {
      const [byX, byY] = gradient(x, y);
      return [f(x, y), byX * dx + byY * dy];
    },
    vjp: (x, y) => [f(x, y), (u) => gradient(x, y).map((d) => u * d) as [number, number]],
    second: {
      of: "gradient",
      f: second,
      jvp: ([x, y], [dx, dy]) => {
        const [xx, xy, yy] = hessian(x, y);
        return [second(x, y), [xx * dx + xy * dy, xy * dx + yy * dy]];
      },
      vjp: (x, y) => {
        const [xx, xy, yy] = hessian(x, y);
        return [second(x, y), ([u, v]) => [xx * u + xy * v, xy * u + yy * v]];
      },
    },
  };
}

/** A vector function with the products of its jvp: `(x^2 y, sin x)`. */
export function curve(
  change: (tangents: [number, number]) => [number, number] = (tangents) => tangents,
): Subject<[x: number, y: number], [number, number]> {
  type A = [x: number, y: number];
  type R = [number, number];
  const f = (x: number, y: number): R => [x * x * y, Math.sin(x)];
  const jvp = ([x, y]: Readonly<A>, [a, b]: Readonly<Tangents<A>>): [R, Tangent<R>] => [
    f(x, y),
    [2 * x * y * a + x * x * b, Math.cos(x) * a],
  ];
  const second: JvpProducts<A, R> = {
    of: "jvp",
    f: jvp,
    jvp: ([[x, y], [a, b]], [[dx, dy], [da, db]]) => [
      jvp([x, y], [a, b]),
      [
        jvp([x, y], [dx, dy])[1],
        change([
          2 * (y * a * dx + x * a * dy + x * b * dx) + 2 * x * y * da + x * x * db,
          -Math.sin(x) * a * dx + Math.cos(x) * da,
        ]),
      ],
    ],
    vjp: ([x, y], [a, b]) => [
      jvp([x, y], [a, b]),
      ([[p, q], [r, s]]) => [
        change([
          2 * x * y * p + Math.cos(x) * q + 2 * (y * a + x * b) * r - Math.sin(x) * a * s,
          x * x * p + 2 * x * a * r,
        ]),
        [2 * x * y * r + Math.cos(x) * s, x * x * r],
      ],
    ],
  };
  return {
    name: "curve",
    parameters: ["x", "y"],
    f,
    jvp,
    vjp: (x, y) => [f(x, y), ([p, q]) => [2 * x * y * p + Math.cos(x) * q, x * x * p]],
    second,
  };
}
