/** Pullbacks that are called again, of memory whose references are replaced. */
import { test } from "vitest";
import { check } from "../support/harness.js";

const run = (name: string, source: string, points: unknown[][]): void => {
  test(name, () => {
    check(source, { points });
  });
};

run(
  "records",
  `
interface Box { v: Float64Array; w: { u: number[] }; n: number }
function make(v: number): Box { return { v: new Float64Array([v, 1]), w: { u: [v, 2] }, n: v }; }
export function f(x: Float64Array): number {
  const a = make(3);
  const old = a.v; const oldW = a.w;
  a.v[0] += x[0] * x[1];
  a.w.u[1] *= x[0];
  a.n += x[1];
  a.v = x;
  a.w = { u: [x[0], x[1]] };
  a.v[1] *= 2 * a.n;
  return old[0] * Math.sin(a.v[0] * a.v[1]) * oldW.u[1] + a.w.u[0] * a.n * a.n;
}`,
  [[Float64Array.of(-0.576, 0.3)]],
);
run(
  "list of records",
  `
interface Item { v: number[]; n: number }
function make(k: number): Item[] { const list: Item[] = []; for (let i = 0; i < k; i++) list.push({ v: [i, 1], n: i }); return list; }
export function f(x: number): number {
  const a = make(3);
  const first = a[0];
  for (const item of a) { item.v[1] *= x; item.n += x * x; }
  a[0] = { v: [x, x * x], n: x };
  const old = a[1].v;
  a[1].v = a[0].v;
  a.push(first); 
  let s = 0;
  for (const item of a) s += item.v[0] * item.v[1] * item.n + Math.cos(item.v[1]);
  return s * old[1];
}`,
  [[-0.576]],
);

run(
  "objects of a class, made of constants",
  `
const K = 0.1;
class Body {
z = 0.3;
constructor(public x: number, public y: number, public v: Float64Array) {}
static make(q: number): Body { return new Body(q, Math.sin(q), new Float64Array([q, 0.3, 0.4])); }
get sum(): number { return this.x + this.y * this.v[1]; }
energy(q: number): number {
this.v[(1) % 3] -= Math.sin(q);
this.y **= 2;
return q;
}
nudge(q: number): Body {
this.v = new Float64Array([Math.asinh(this.v[(2) % 3]), (this.v[2] = (this.v[1]) % 1.5), K / Math.sqrt(1 + 1.5 * 1.5)]);
return this;
}
}
class Ball extends Body {
r = 3;
constructor(x: number, y: number) {
super(x, y, new Float64Array([y, 0.2, x]));
this.r += 0.5 * x;
}
}
export function f(s_b: number, a0: Float64Array): number {
const bodies2: Body[] = [Body.make((2 + K)), new Body(s_b, 0, new Float64Array(a0)), Body.make((a0[0] + s_b))];
const bodies3: Body[] = [new Ball(0, s_b), bodies2[((2 ^ 1)) % 3], bodies2[1]];
let t5: [number, number] = [bodies3[1].energy(s_b * 1 / (1 + 0.5 * 0.5)), (s_b - a0[1])];
bodies2[(0) % 3] = bodies2[0];
for (const o12 of bodies2) o12.nudge(a0[0]);
return bodies3.reduce((p, q) => p + q.x * q.sum, 0);
}`,
  [[-0.779, new Float64Array([0.982, 0.191, -0.461])]],
);
