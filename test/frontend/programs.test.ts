// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { test } from "vitest";
import { check } from "../support/harness.js";

test("kepler", () =>
  check(
    `export function f(M: number, e: number): number {
  if (e < 0 || e >= 1) throw new RangeError("eccentricity " + e);
  let E = e > 0.8 ? Math.PI : M;
  for (let k = 0; k < 50; k++) {
    const d = (E - e * Math.sin(E) - M) / (1 - e * Math.cos(E));
    E -= d;
    if (Math.abs(d) < 1e-14) break;
  }
  return E;
}`,
    {
      points: [
        [1, 0.3],
        [2, 0.9],
      ],
    },
  ));

test("black-scholes with modes", () =>
  check(
    `
const SQRT2PI = Math.sqrt(2 * Math.PI);
type Kind = "call" | "put";
function cdf(x: number): number {
  const k = 1 / (1 + 0.2316419 * Math.abs(x));
  const coefficients = [0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  let poly = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) poly = k * (coefficients[i] + poly);
  const tail = Math.exp(-x * x / 2) / SQRT2PI * poly;
  return x >= 0 ? 1 - tail : tail;
}
interface Market { spot: number; rate: number; vol: number }
export function f(m: Market, strike: number, t = 1, kind: Kind = "call"): number {
  const { spot, rate: r, vol } = m;
  const d1 = (Math.log(spot / strike) + (r + vol ** 2 / 2) * t) / (vol * Math.sqrt(t));
  const d2 = d1 - vol * Math.sqrt(t);
  switch (kind) {
    case "call": return spot * cdf(d1) - strike * Math.exp(-r * t) * cdf(d2);
    case "put": return strike * Math.exp(-r * t) * cdf(-d2) - spot * cdf(-d1);
  }
}`,
    {
      points: [
        [{ spot: 100, rate: 0.03, vol: 0.2 }, 95, 2, "put"],
        [{ spot: 100, rate: 0.03, vol: 0.2 }, 95, 0.5, "call"],
      ],
    },
  ));

test("lu with pivoting", () =>
  check(
    `
export function f(a: number[][], b: number[]): number {
  const n = b.length;
  const m = a;
  const A: number[][] = [];
  for (const row of m) A.push([...row]);
  const x = b.slice();
  let det = 1;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(A[i][k]) > Math.abs(A[p][k])) p = i;
    if (p !== k) { [A[p], A[k]] = [A[k], A[p]]; [x[p], x[k]] = [x[k], x[p]]; det = -det; }
    if (A[k][k] === 0) throw new Error("singular");
    det *= A[k][k];
    for (let i = k + 1; i < n; i++) {
      const w = A[i][k] / A[k][k];
      for (let j = k; j < n; j++) A[i][j] -= w * A[k][j];
      x[i] -= w * x[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= A[i][j] * x[j];
    x[i] /= A[i][i];
  }
  let s = Math.log(Math.abs(det));
  for (const v of x) s += v * v;
  return s;
}`,
    {
      points: [
        [
          [
            [1, 2, 3],
            [4, 5, 6.5],
            [7, 8.5, 10],
          ],
          [1, 2, 3],
        ],
      ],
    },
  ));

test("network", () =>
  check(
    `
type Activation = (v: number) => number;
interface Layer { w: Float64Array[]; b: Float64Array; act: "tanh" | "relu" | "none" }
const relu: Activation = (v) => (v > 0 ? v : 0);
function activate(kind: Layer["act"], v: number): number {
  if (kind === "tanh") return Math.tanh(v);
  else if (kind === "relu") return relu(v);
  return v;
}
function forward({ w, b, act }: Layer, x: Float64Array): Float64Array {
  const out = new Float64Array(b.length);
  for (let i = 0; i < out.length; i++) {
    let s = b[i];
    const row = w[i];
    for (let j = 0; j < x.length; j++) s += row[j] * x[j];
    out[i] = activate(act, s);
  }
  return out;
}
export function f(layers: Layer[], x: Float64Array, target: number): number {
  let h = x;
  for (const layer of layers) h = forward(layer, h);
  const e = h[0] - target;
  return 0.5 * e * e;
}`,
    {
      points: [
        [
          [
            { w: [Float64Array.of(0.1, -0.3), Float64Array.of(0.5, 0.2)], b: Float64Array.of(0.1, 0.2), act: "tanh" },
            { w: [Float64Array.of(0.7, -0.9)], b: Float64Array.of(0.3), act: "none" },
          ],
          Float64Array.of(1, 2),
          0.5,
        ],
      ],
    },
  ));

test("simpson with a callback and recursion", () =>
  check(
    `
function adaptive(g: (t: number) => number, a: number, b: number, eps: number, depth: number): number {
  const m = (a + b) / 2;
  const whole = (b - a) / 6 * (g(a) + 4 * g(m) + g(b));
  const l = (m - a) / 6 * (g(a) + 4 * g((a + m) / 2) + g(m));
  const r = (b - m) / 6 * (g(m) + 4 * g((m + b) / 2) + g(b));
  if (depth <= 0 || Math.abs(l + r - whole) < eps) return l + r;
  return adaptive(g, a, m, eps / 2, depth - 1) + adaptive(g, m, b, eps / 2, depth - 1);
}
export function f(k: number, w: number): number {
  return adaptive((t) => Math.exp(-k * t) * Math.cos(w * t), 0, 1, 1e-6, 6);
}`,
    { points: [[0.5, 3]] },
  ));

test("rk4 with a state array and closure", () =>
  check(
    `
export function f(theta: Float64Array, n: number): number {
  const [alpha, beta] = theta;
  const deriv = (y: Float64Array, out: Float64Array): void => {
    out[0] = alpha * y[0] - y[0] * y[1];
    out[1] = beta * y[0] * y[1] - y[1];
  };
  let y = new Float64Array([1, 0.5]);
  const k1 = new Float64Array(2), k2 = new Float64Array(2), tmp = new Float64Array(2);
  const h = 0.1;
  for (let s = 0; s < n; s++) {
    deriv(y, k1);
    for (let i = 0; i < 2; i++) tmp[i] = y[i] + 0.5 * h * k1[i];
    deriv(tmp, k2);
    const next = new Float64Array(2);
    for (let i = 0; i < 2; i++) next[i] = y[i] + h * k2[i];
    y = next;
  }
  return y[0] + y[1] ** 2;
}`,
    { points: [[Float64Array.of(1.1, 0.4), 7]], wrt: [0] },
  ));

test("priority of operations on strings", () =>
  check(
    `
export function f(x: number, unit: string): number {
  const scale: { [unit: string]: number } = { m: 1, km: 1000 };
  const label = unit.trim().toLowerCase();
  const k = scale[label] ?? 1;
  console.log(\`\${label}: \${x.toFixed(2)}\`);
  return x * x * k;
}`,
    { points: [[3, " KM "]], wrt: [0] },
  ));
test("effects", () =>
  check(
    `export function f(x: number, n: number): number { let y = x, s = 0; x > 1 && (y = x * 2); x > 5 || (s += y); n > 2 ? (y *= x) : s++; const each = (g: (i: number) => unknown) => { for (let i = 0; i < n; i++) g(i); }; each((i) => i > 1 && (s += x * i)); return y + s; }`,
    {
      points: [
        [0.5, 2],
        [3, 4],
        [6, 3],
      ],
      wrt: [0],
    },
  ));
