/** Programs of several trades, with records, tables and functions. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("blending colours by mode", () =>
  check(
    `type RGB = [number, number, number];
enum Mode {
  Multiply = "multiply",
  Screen = "screen",
  Overlay = "overlay",
}
const blendChannel: Record<Mode, (a: number, b: number) => number> = {
  [Mode.Multiply]: (a, b) => a * b,
  [Mode.Screen]: (a, b) => 1 - (1 - a) * (1 - b),
  [Mode.Overlay]: (a, b) => (a < 0.5 ? 2 * a * b : 1 - 2 * (1 - a) * (1 - b)),
};
const toLinear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
function blend(a: RGB, b: RGB, mode: Mode, alpha = 1): RGB {
  return a.map((c, i) => c * (1 - alpha) + alpha * blendChannel[mode](c, b[i])) as RGB;
}
const luminance = ([r, g, b]: RGB): number => 0.2126 * toLinear(r) + 0.7152 * toLinear(g) + 0.0722 * toLinear(b);
export function f(a: RGB, b: RGB, alpha: number): number {
  return Object.values(Mode).reduce((s, m) => s + luminance(blend(a, b, m as Mode, alpha)), 0);
}`,
    { points: [[[0.3, 0.6, 0.02], [0.5, 0.2, 0.8], 0.7]] },
  ));

test("the yield of a bond by Newton's method", () =>
  check(
    `interface Bond {
  face: number;
  coupon: number;
  periods: number;
  frequency?: 1 | 2 | 4;
}
const cashflows = ({ face, coupon, periods, frequency = 2 }: Bond): number[] =>
  Array.from({ length: periods }, (_, i) => (face * coupon) / frequency + (i === periods - 1 ? face : 0));
const pv = (flows: readonly number[], y: number, frequency: number): number =>
  flows.reduce((s, c, i) => s + c / (1 + y / frequency) ** (i + 1), 0);
function yieldOf(bond: Bond, price: number): number {
  let y = 0.05;
  for (let i = 0; i < 12; i++) {
    const flows = cashflows(bond);
    const p = pv(flows, y, bond.frequency ?? 2);
    const h = 1e-4;
    const d = (pv(flows, y + h, bond.frequency ?? 2) - p) / h;
    const next = y - (p - price) / d;
    if (Math.abs(next - y) < 1e-14) break;
    y = next;
  }
  return y;
}
export function f(coupon: number, price: number, face: number): number {
  return yieldOf({ face, coupon, periods: 6 }, price) * 100;
}`,
    { points: [[0.04, 98, 100]], tolerance: 0.00001, second: false },
  ));

test("a fit with options that may be a name", () =>
  check(
    `interface FitOptions {
  method: "linear" | "exp";
  weights?: number[];
  ridge?: number;
  normalize?: boolean;
}
const DEFAULTS: Readonly<FitOptions> = { method: "linear", ridge: 0, normalize: false };
function parse(options: Partial<FitOptions> | FitOptions["method"] = {}): FitOptions {
  return typeof options === "string" ? { ...DEFAULTS, method: options } : { ...DEFAULTS, ...options };
}
function fit(
  xs: number[],
  ys: number[],
  options?: Partial<FitOptions> | FitOptions["method"],
): { slope: number; intercept: number; predict(x: number): number } {
  const { method, weights, ridge = 0, normalize } = parse(options);
  const t = method === "exp" ? ys.map((y) => Math.log(y)) : ys;
  const w = weights ?? xs.map(() => 1);
  const sw = w.reduce((a, b) => a + b, 0);
  const mx = xs.reduce((s, x, i) => s + w[i] * x, 0) / sw;
  const my = t.reduce((s, y, i) => s + w[i] * y, 0) / sw;
  let num = 0,
    den = ridge;
  xs.forEach((x, i) => {
    num += w[i] * (x - mx) * (t[i] - my);
    den += w[i] * (x - mx) ** 2;
  });
  const slope = num / den;
  const intercept = my - slope * mx;
  const scale = normalize ? 1 / Math.hypot(slope, intercept) : 1;
  return {
    slope,
    intercept,
    predict: (x) => {
      const v = slope * x + intercept;
      return scale * (method === "exp" ? Math.exp(v) : v);
    },
  };
}
export function f(ys: number[], ridge: number): number {
  const xs = [0, 1, 2, 3];
  return (
    fit(xs, ys).predict(4) +
    fit(xs, ys, "exp").predict(0.5) * fit(xs, ys, { ridge, normalize: true }).slope +
    fit(xs, ys, { weights: [1, 2, 2, 1] }).intercept
  );
}`,
    { points: [[[1, 2.2, 2.9, 4.5], 0.3]] },
  ));

test("a generator as an integrator", () =>
  check(
    `type State = { t: number; y: number[] };
function* rk4(deriv: (t: number, y: number[]) => number[], y0: number[], h: number, steps: number): Generator<State> {
  let t = 0,
    y = y0.slice();
  yield { t, y };
  for (let n = 0; n < steps; n++) {
    const axpy = (a: number, k: number[]): number[] => y.map((v, i) => v + a * k[i]);
    const k1 = deriv(t, y),
      k2 = deriv(t + h / 2, axpy(h / 2, k1)),
      k3 = deriv(t + h / 2, axpy(h / 2, k2)),
      k4 = deriv(t + h, axpy(h, k3));
    y = y.map((v, i) => v + (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
    t += h;
    yield { t, y };
  }
}
export function f(a: number, b: number, y0: number[]): number {
  let loss = 0;
  for (const { t, y } of rk4((t, [u, v]) => [a * u - b * u * v, b * u * v - v + 0.1 * Math.sin(t)], y0, 0.1, 5)) {
    if (t < 0.15) continue;
    loss += (y[0] - 1) ** 2 + y[1];
  }
  return loss;
}`,
    { points: [[1.1, 0.6, [1.2, 0.7]]] },
  ));

test("shortest paths in a Map of edges", () =>
  check(
    `type Graph = Map<string, { to: string; cost: number }[]>;
function build(edges: [string, string, number][]): Graph {
  const g: Graph = new Map();
  for (const [a, b, cost] of edges) {
    if (!g.has(a)) g.set(a, []);
    if (!g.has(b)) g.set(b, []);
    g.get(a)!.push({ to: b, cost });
    g.get(b)!.push({ to: a, cost });
  }
  return g;
}
function shortest(g: Graph, from: string): Map<string, number> {
  const dist = new Map<string, number>([[from, 0]]);
  const open = new Set([from]);
  while (open.size > 0) {
    let best: string | undefined;
    for (const n of open) if (best === undefined || dist.get(n)! < dist.get(best)!) best = n;
    open.delete(best!);
    for (const { to, cost } of g.get(best!) ?? []) {
      const d = dist.get(best!)! + cost;
      if (d < (dist.get(to) ?? Infinity)) {
        dist.set(to, d);
        open.add(to);
      }
    }
  }
  return dist;
}
export function f(w: number[]): number {
  const g = build([
    ["a", "b", w[0]],
    ["b", "c", w[1]],
    ["a", "c", w[2] * w[2]],
    ["c", "d", w[3]],
  ]);
  const d = shortest(g, "a");
  return d.get("d")! * 2 + d.get("c")! ** 2;
}`,
    { points: [[[1, 2, 3, 0.5]], [[1, 2, 0.5, 0.5]]] },
  ));

test("options priced by side", () =>
  check(
    `const OPTION = { call: 1, put: -1 } as const;
type Side = keyof typeof OPTION;
const cdf = (x: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const d = 0.3989423 * Math.exp((-x * x) / 2);
  const p = d * t * (0.3193815 + t * (-0.3565638 + t * (1.781478 + t * (-1.821256 + t * 1.330274))));
  return x > 0 ? 1 - p : p;
};
function price(
  side: Side,
  { s, k, t, r = 0.01, v }: { s: number; k: number; t: number; r?: number; v: number },
): number {
  const sign = OPTION[side];
  const d1 = (Math.log(s / k) + (r + (v * v) / 2) * t) / (v * Math.sqrt(t));
  const d2 = d1 - v * Math.sqrt(t);
  return sign * (s * cdf(sign * d1) - k * Math.exp(-r * t) * cdf(sign * d2));
}
export function f(s: number, v: number, t: number): number {
  let total = 0;
  for (const side of ["call", "put"] as const)
    for (const k of [90, 100, 110]) total += price(side, { s, k, t, v, ...(k === 100 ? { r: 0.03 } : {}) });
  return total;
}`,
    { points: [[101, 0.2, 0.5]] },
  ));

test("layers of several kinds as parameters", () =>
  check(
    `type Layer =
  | { kind: "dense"; w: number[][]; b: number[] }
  | { kind: "activation"; name: "relu" | "tanh" }
  | { kind: "scale"; by: number };
const act = { relu: (v: number) => Math.max(0, v), tanh: Math.tanh };
function forward(layers: readonly Layer[], x: number[]): number[] {
  return layers.reduce((v, layer) => {
    switch (layer.kind) {
      case "dense":
        return layer.w.map((row, i) => row.reduce((s, w, j) => s + w * v[j], layer.b[i]));
      case "activation":
        return v.map((e) => act[layer.name](e));
      case "scale":
        return v.map((e) => e * layer.by);
    }
  }, x);
}
export function f(layers: Layer[], x: number[]): number {
  const out = forward(layers, x);
  return out.reduce((s, v) => s + v * v, 0);
}`,
    {
      points: [
        [
          [
            {
              kind: "dense",
              w: [
                [0.1, 0.4],
                [-0.3, 0.2],
              ],
              b: [0.5, 0.1],
            },
            { kind: "activation", name: "tanh" },
            { kind: "scale", by: 1.5 },
            { kind: "dense", w: [[1, -0.5]], b: [0] },
            { kind: "activation", name: "relu" },
          ],
          [0.3, 0.9],
        ],
      ],
    },
  ));

test("words counted in dictionaries", () =>
  check(
    `type Counts = Record<string, number>;
const tokens = (text: string): string[] => text.toLowerCase().split(/\\W+/).filter(Boolean);
function tfidf(docs: string[], weights: number[]): Counts[] {
  const df: Counts = {};
  const tf = docs.map((d, i) => {
    const c: Counts = {};
    for (const t of tokens(d)) c[t] = (c[t] ?? 0) + weights[i];
    for (const t of Object.keys(c)) df[t] = (df[t] ?? 0) + c[t];
    return c;
  });
  return tf.map((c) => Object.fromEntries(Object.entries(c).map(([t, v]) => [t, v / df[t]])));
}
const dot = (a: Counts, b: Counts): number => Object.keys(a).reduce((s, k) => s + a[k] * (b[k] ?? 0), 0);
export function f(weights: number[]): number {
  const [a, b] = tfidf(["the cat sat", "the dog sat down", "a cat"], weights);
  return dot(a, b) + dot(a, a);
}`,
    { points: [[[1, 2, 0.5]]] },
  ));

test("an expression on a stack, with tables of operators", () =>
  check(
    `type Token = { type: "num"; value: number } | { type: "op"; op: "+" | "-" | "*" | "/" } | { type: "var"; name: string };
const OPS: Record<string, { prec: number; fn: (a: number, b: number) => number }> = {
  "+": { prec: 1, fn: (a, b) => a + b },
  "-": { prec: 1, fn: (a, b) => a - b },
  "*": { prec: 2, fn: (a, b) => a * b },
  "/": { prec: 2, fn: (a, b) => a / b },
};
export function f(x: number, y: number): number {
  const vars: Record<string, number> = { x, y };
  const rpn: Token[] = [
    { type: "var", name: "x" },
    { type: "num", value: 2 },
    { type: "op", op: "*" },
    { type: "var", name: "y" },
    { type: "op", op: "/" },
    { type: "var", name: "x" },
    { type: "op", op: "-" },
  ];
  const stack: number[] = [];
  for (const t of rpn) {
    if (t.type === "num") stack.push(t.value);
    else if (t.type === "var") stack.push(vars[t.name]);
    else {
      const b = stack.pop()!,
        a = stack.pop()!;
      stack.push(OPS[t.op].fn(a, b));
    }
  }
  return stack[0];
}`,
    { points: [[1.5, 2]] },
  ));
