import { test } from "vitest";
import { checkInstances } from "../support/instances.js";

test("one object", () =>
  checkInstances(
    `
export class Spring {
  readonly label = "spring";
  constructor(public k: number, private rest: number) {}
  energy(x: number): number { return 0.5 * this.k * (x - this.rest) ** 2; }
}
export const f = (s: Spring, x: number): number => s.energy(x);
export const make = (): Parameters<typeof f> => [new Spring(2, 0.3), 1.5];
`,
    [0, 1],
  ));

test("objects of several classes", () =>
  checkInstances(
    `
abstract class Shape { scale = 1; abstract area(): number; grow(k: number): void { this.scale *= k; } weight(): number { return this.scale * this.area(); } }
class Circle extends Shape { constructor(public r: number) { super(); } area(): number { return Math.PI * this.r ** 2; } }
class Rect extends Shape { sides: [number, number]; constructor(a: number, b: number) { super(); this.sides = [a, b]; } area(): number { return this.sides[0] * this.sides[1]; } override weight(): number { return super.weight() ** 2; } }
export function f(shapes: Shape[], k: number): number {
  let sum = 0;
  for (const s of shapes) { s.grow(k); sum += s.weight(); if (s instanceof Rect) s.sides[0] *= 2; }
  return sum * (shapes[0] instanceof Circle ? shapes[0].r : 1);
}
export const make = (): Parameters<typeof f> => { const c = new Circle(1.2); return [[c, new Rect(2, 3), c], 1.1]; };
`,
    [0, 1],
  ));

test("a graph with cycles, shared nodes and mutation through one alias seen through another", () =>
  checkInstances(
    `
class Node { next: Node | null = null; prev: Node | null = null; links: Node[] = []; name = "n"; constructor(public value: number) {} }
class Graph { root: Node; last: Node; constructor(nodes: Node[]) { this.root = nodes[0]; this.last = nodes[nodes.length - 1]; } 
  relax(k: number): void { let n: Node | null = this.root; while (n) { for (const other of n.links) other.value += k * n.value; n = n.next; } } }
export function f(g: Graph, k: number): number {
  g.relax(k);
  g.last.value *= g.root.value;
  g.root.links[0].value **= 2;
  const tail = new Node(k * g.last.value);
  tail.prev = g.last; g.last.next = tail; tail.links.push(g.root);
  g.last = tail;
  g.relax(0.5);
  let s = 0;
  for (let n: Node | null = g.last; n; n = n.prev) s = s * 0.7 + n.value * (n.prev ? n.prev.value : 1);
  return s;
}
export const make = (): Parameters<typeof f> => {
  const nodes = [1.2, 0.4, -0.8, 0.9].map((v) => new Node(v));
  nodes.forEach((n, i) => { n.next = nodes[i + 1] ?? null; n.prev = nodes[i - 1] ?? null; n.links.push(nodes[(i + 2) % 4], nodes[0]); });
  return [new Graph(nodes), 0.3];
};
`,
    [0, 1],
  ));

test("typed arrays, nested arrays and optional fields in objects", () =>
  checkInstances(
    `
class Layer { readonly w: Float64Array; bias?: number; gain: number | null = null; rows: number[][]; scale32: Float32Array; index = Int32Array.of(1, 0);
  constructor(w: number[], rows: number[][]) { this.w = Float64Array.from(w); this.rows = rows; this.scale32 = Float32Array.of(0.5, 2); }
  out(x: number): number { let s = this.bias ?? 1; for (let i = 0; i < this.w.length; i++) s += this.w[this.index[i]] * x ** i * this.rows[i][0]; return s * (this.gain ?? 2); } }
class Net { layers: Layer[] = []; meta = { name: "net", decay: 0.1 }; }
export function f(net: Net, x: number): number {
  let y = x;
  for (const l of net.layers) { y = Math.tanh(l.out(y)); l.rows[0].push(y); l.rows[1] = l.rows[0]; }
  let s = 0;
  for (const l of net.layers) for (const row of l.rows) for (const v of row) s += v * net.meta.decay;
  return y + s;
}
export const make = (): Parameters<typeof f> => { const net = new Net(); const shared = [0.4, 0.2]; const a = new Layer([0.1, 0.7], [shared, [0.9]]); a.bias = 0.3; const b = new Layer([1, -0.7], [[1.1], shared]); b.gain = 1.7; net.layers.push(a, b); return [net, 0.8]; };
`,
    [0, 1],
  ));

test("generic objects", () =>
  checkInstances(
    `
class Box<T> { constructor(public value: T, readonly weight: number) {} map<U>(g: (t: T, w: number) => U): Box<U> { return new Box(g(this.value, this.weight), this.weight); } }
export function f(b: Box<Box<number>>, c: Box<number[]>): number {
  const d = b.map((inner, w) => inner.value * w);
  c.value[0] *= d.value;
  return d.map((v) => v * c.value[0] + c.value[1]).value * c.weight;
}
export const make = (): Parameters<typeof f> => [new Box(new Box(1.3, 2), 0.4), new Box([0.2, 1.1], 3)];
`,
    [0, 1],
  ));

test("objects through an interface", () =>
  checkInstances(
    `
interface Term { value(x: number): number }
class Const implements Term { constructor(public c: number) {} value(): number { return this.c; } }
class Lin { constructor(public a: number, public b: number) {} value(x: number): number { return this.a * x + this.b; } }
class Mul implements Term { constructor(public l: Term, public r: Term) {} value(x: number): number { return this.l.value(x) * this.r.value(x); } }
export function f(t: Term, x: number): number { return t.value(x) + new Mul(t, new Const(x)).value(2); }
export const make = (): Parameters<typeof f> => { const l = new Lin(2, 3); return [new Mul(new Mul(l, new Const(0.5)), l), 0.8]; };
`,
    [1],
  ));
