import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

test("accessors run once for each use", () =>
  check(
    `
class Temp {
  private _c = 0;
  static count = 0;
  static readonly ZERO = 273.15;
  static of(c: number): Temp { const t = new Temp(); t.celsius = c; return t; }
  get celsius(): number { console.log("get"); return this._c; }
  set celsius(v: number) { console.log("set"); this._c = v * 1.5; }
  get kelvin(): number { return this._c + Temp.ZERO; }
}
export function f(x: number, y: number): number {
  const t = Temp.of(x);
  t.celsius += y;
  t.celsius *= t.kelvin;
  Temp.count++;
  const { celsius, kelvin } = t;
  return celsius * x + kelvin;
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("fields that hold arrow functions", () =>
  check(
    `
class Model {
  w: number;
  act = (v: number): number => Math.tanh(v * this.w);
  constructor(w: number) { this.w = w; }
  run(xs: number[]): number { let s = 0; const each = (v: number) => { s += this.act(v) * this.w; }; for (const x of xs) each(x); return s; }
}
export function f(x: number, y: number): number {
  const m = new Model(x);
  m.w += y;
  return m.run([x, y, 2]);
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("objects of arrays of objects, shared and mutated through aliases", () =>
  check(
    `
class Vec { x = 0; y = 0; static of(x: number, y: number) { const v = new Vec(); v.x = x; v.y = y; return v; } plus(o: Vec) { return Vec.of(this.x + o.x, this.y + o.y); } addTo(o: Vec): void { o.x += this.x; o.y += this.y; } }
class Body { trail: Vec[] = []; meta = { mass: 1, tags: ["a"], box: { lo: new Vec(), hi: Vec.of(1, 2) } }; constructor(public pos: Vec) {} 
  move(d: Vec) { this.pos = this.pos.plus(d); this.trail.push(this.pos); this.meta.box.hi = this.pos; this.meta.mass *= 1 + d.x; return this; } }
class World { bodies: Body[][] = [[], []]; current?: Body; shared = new Vec();
  add(k: number, b: Body) { this.bodies[k].push(b); this.current = b; return this; } 
  step(d: Vec) { for (const row of this.bodies) for (const b of row) { b.move(d); this.shared = b.pos; } } }
export function f(x: number, y: number, n: number): number {
  const w = new World();
  const p = Vec.of(x, y);
  w.add(0, new Body(p)).add(1, new Body(p)).add(1, new Body(Vec.of(y, x)));
  for (let i = 0; i < n; i++) w.step(Vec.of(x * 0.1, y * i));
  p.addTo(w.shared);
  w.bodies[0][0].trail[0].x *= 3;
  w.bodies[1][0].meta.box.hi.y = x;
  let s = 0;
  for (const row of w.bodies) for (const b of row) { s += b.pos.x * b.pos.y * b.meta.mass + b.meta.box.hi.x; for (const t of b.trail) s += t.x ** 2 - t.y; }
  return s + (w.current?.pos.x ?? 0) + w.shared.x;
}
`,
    { points: [[1.5, 0.7, 3]], wrt: [0, 1] },
  ));

test("constructors that let go of this", () =>
  check(
    `
class Reg { items: Item[] = []; }
class Item { factor = 2; constructor(public reg: Reg, public v: number) { reg.items.push(this); this.factor *= v; this.setup(); } setup() { for (const i of this.reg.items) i.factor += this.v; } }
class Sub extends Item { extra = 3; override setup() { super.setup(); this.reg.items[0].v *= 1.1; } }
export function f(x: number, y: number): Reg {
  const r = new Reg();
  new Item(r, x); new Sub(r, y);
  const s = new Sub(r, x * y);
  s.extra *= x;
  return r;
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("generic classes", () =>
  check(
    `
class Box<T> {
  constructor(public value: T) {}
  map<U>(g: (t: T) => U): Box<U> { return new Box(g(this.value)); }
  get(): T { return this.value; }
}
class Pair<A, B> { constructor(readonly first: A, readonly second: B) {} swap(): Pair<B, A> { return new Pair(this.second, this.first); } }
class Stack<T> { private items: T[] = []; push(t: T): void { this.items.push(t); } pop(): T { return this.items.pop()!; } get size(): number { return this.items.length; } }
export function f(x: number, y: number): number {
  const b = new Box(x).map((v) => v * y);
  const c = new Box(new Box(y));
  const p = new Pair(x, new Box(y)).swap();
  const s = new Stack<number>();
  s.push(x); s.push(y * x); s.push(3);
  s.pop();
  return b.get() * c.get().value + p.first.value * p.second + s.pop() * s.size;
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("virtual methods, super and instanceof", () =>
  check(
    `
abstract class Shape {
  scale = 1;
  abstract area(): number;
  weight(): number { return this.scale * this.area() ** 2; }
}
class Circle extends Shape {
  constructor(public r: number) { super(); }
  area(): number { return Math.PI * this.r ** 2; }
}
class Square extends Shape {
  constructor(public a: number) { super(); this.scale = a; }
  area(): number { return this.a ** 2; }
  override weight(): number { return 2 * super.weight() + this.a; }
}
export function f(x: number, y: number, flag: boolean): number {
  const s: Shape = flag ? new Circle(x) : new Square(y);
  s.scale *= x;
  const list: Shape[] = [s, new Circle(y), new Square(x)];
  let sum = 0;
  for (const each of list) sum += each.weight();
  return sum + (s instanceof Circle ? s.r : 0);
}
`,
    {
      points: [
        [1.5, 0.7, true],
        [1.5, 0.7, false],
      ],
    },
  ));

test("field initialisers, constructors and their exceptions in order", () =>
  check(
    `

function tick(tag: string, v: number): number { console.log(tag); return v; }
class A { a = tick("a", 1); b = this.a * 2; constructor(x: number) { console.log("A"); this.init(x); if (x < 0) throw new RangeError("negative " + x); } init(x: number) { this.a = x; console.log("A.init"); } }
class B extends A { c = tick("c", 5); d?: number; e: number; constructor(x: number, y: number) { super(tick("arg", x * y)); this.e = this.c * y + this.a; console.log("B"); } override init(x: number) { super.init(2 * x); console.log("B.init", this.c); } }
export function f(x: number, y: number): number {
  const o = new B(x, y);
  return o.a * o.b + o.c * o.e + (o.d ?? 1);
}
`,
    {
      points: [
        [1.5, 0.7],
        [-1, 2],
      ],
    },
  ));

test("dispatch through an interface", () =>
  check(
    `
interface Term { value(x: number): number }
class Const implements Term { constructor(private c: number) {} value(): number { return this.c; } }
class Lin { constructor(private a: number, private b: number) {} value(x: number): number { return this.a * x + this.b; } }
class Sum implements Term { constructor(private l: Term, private r: Term) {} value(x: number): number { return this.l.value(x) + this.r.value(x); } }
class Mul implements Term { constructor(private l: Term, private r: Term) {} value(x: number): number { return this.l.value(x) * this.r.value(x); } }
export function f(x: number, y: number, n: number): number {
  let t: Term = new Const(y);
  for (let i = 0; i < n; i++) t = new Sum(new Mul(t, new Lin(y, x)), new Const(i));
  return t.value(x);
}
`,
    { points: [[1.5, 0.7, 2]], wrt: [0, 1] },
  ));

test("fields of unknown type", () =>
  check(
    `
class V { x: any; y: any; constructor(x: any, y: any) { this.x = x; this.y = y; } dot(o: any) { return this.x * o.x + this.y * o.y; } }
export function f(x: number, y: number): number {
  const a = new V(x, 2), b = new V(y, x * y);
  return a.dot(b);
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("a doubly linked list", () =>
  check(
    `
class Node {
  next: Node | null = null;
  prev: Node | null = null;
  constructor(public value: number) {}
}
class List {
  head: Node | null = null;
  tail: Node | null = null;
  push(v: number): List {
    const n = new Node(v);
    if (this.tail === null) { this.head = n; } else { this.tail.next = n; n.prev = this.tail; }
    this.tail = n;
    return this;
  }
  sum(): number { let s = 0; for (let n = this.head; n !== null; n = n.next) s += n.value * (n.prev ? n.prev.value : 1); return s; }
}
export function f(x: number, y: number, n: number): number {
  const list = new List();
  for (let i = 0; i < n; i++) list.push(x * i + y);
  list.head!.value *= y;
  list.tail!.prev!.value = list.head!.value ** 2;
  return list.sum();
}
`,
    { points: [[1.5, 0.7, 4]], wrt: [0, 1] },
  ));

test("classes inside functions", () =>
  check(
    `
export function f(x: number, y: number): number {
  class Acc { total = x; add(v: number): Acc { this.total += v * y; return this; } }
  const a = new Acc().add(2).add(x);
  const Twice = class { constructor(public k: number) {} run(v: number): number { return this.k * v + x; } };
  return a.total * new Twice(y).run(3);
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("chained methods that change the object", () =>
  check(
    `
class Particle {
  x: number; v = 0;
  constructor(x: number) { this.x = x; }
  kick(f: number): this { this.v += f; return this; }
  drift(dt: number): this { this.x += this.v * dt; return this; }
}
class System {
  readonly parts: Particle[] = [];
  constructor(private readonly k: number) {}
  add(p: Particle): void { this.parts.push(p); }
  force(i: number): number { let f = 0; for (const p of this.parts) f -= this.k * (this.parts[i].x - p.x); return f; }
  step(dt: number): void {
    const fs: number[] = []; for (let i = 0; i < this.parts.length; i++) fs.push(this.force(i));
    for (let i = 0; i < this.parts.length; i++) this.parts[i].kick(dt * fs[i]).drift(dt);
  }
  get energy(): number { let e = 0; for (const { v } of this.parts) e += 0.5 * v * v; return e; }
}
export function f(x: number, k: number, n: number): number {
  const s = new System(k);
  s.add(new Particle(x)); s.add(new Particle(x * x)); s.add(new Particle(1));
  for (let i = 0; i < n; i++) s.step(0.1);
  return s.energy + s.parts[0].x;
}
`,
    { points: [[1.5, 0.7, 5]], wrt: [0, 1] },
  ));

test("private names of a class and of its base", () =>
  check(
    `
class Base { #x: number; constructor(x: number) { this.#x = x; } get(): number { return this.#x; } #twice(): number { return 2 * this.#x; } both(): number { return this.#twice() + this.#x; } }
class Counter extends Base {
  #x = 1;
  static #made = 0;
  constructor(v: number) { super(v * v); }
  bump(by: number): this { this.#x += by; return this; }
  total(): number { return this.#x * this.get() + this.both(); }
}
export function f(x: number, y: number): number {
  const c = new Counter(x);
  c.bump(y).bump(x * y);
  return c.total();
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("static fields that are private or protected", () =>
  check(
    `
class Angle {
  private static readonly TURN = 2 * Math.PI;
  private static readonly weights: number[] = [1, 2, 3];
  protected static calls = 0;
  static half(x: number): number { Angle.calls = 3; return (x / Angle.TURN) * Angle.weights[1] * Angle.calls; }
}
export function f(x: number, y: number): number { return Angle.half(x) * Angle.half(x * y); }
`,
    { points: [[1.5, 0.7]], typecheck: true },
  ));

test.each(["return Scale.#factor * x;", "Scale.#factor = 2; return x;"])(
  "a static field with a private name is refused: %s",
  (body) => {
    const { diagnostics } = compile(`import { grad } from "cotangent";
      class Scale { static #factor = 3; static of(x: number): number { ${body} } }
      export const f_grad = grad((x: number): number => Scale.of(x));`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["AD2004"]);
  },
);

test("instances in the result", () =>
  check(
    `
class Vec { constructor(public x: number, public y: number) {} norm(): number { return this.x + this.y; } }
class Named { name = "n"; v: Vec; tags: string[] = []; constructor(x: number) { this.v = new Vec(x, 2 * x); } }
export function f(x: number, y: number): Named {
  const n = new Named(x * y);
  n.v.x *= y;
  return n;
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("a matrix class", () =>
  check(
    `
class Matrix {
  readonly data: Float64Array;
  constructor(readonly rows: number, readonly cols: number, data?: Float64Array) { this.data = data ?? new Float64Array(rows * cols); }
  static identity(n: number): Matrix { const m = new Matrix(n, n); for (let i = 0; i < n; i++) m.set(i, i, 1); return m; }
  at(i: number, j: number): number { return this.data[i * this.cols + j]; }
  set(i: number, j: number, v: number): this { this.data[i * this.cols + j] = v; return this; }
  mul(o: Matrix): Matrix { const r = new Matrix(this.rows, o.cols); for (let i = 0; i < this.rows; i++) for (let j = 0; j < o.cols; j++) { let s = 0; for (let k = 0; k < this.cols; k++) s += this.at(i, k) * o.at(k, j); r.set(i, j, s); } return r; }
  trace(): number { let s = 0; for (let i = 0; i < this.rows; i++) s += this.at(i, i); return s; }
}
export function f(x: number, y: number): number {
  const m = Matrix.identity(2).set(0, 1, x).set(1, 0, y);
  let p = m;
  for (let i = 0; i < 3; i++) p = p.mul(m);
  return p.trace();
}
`,
    { points: [[1.5, 0.7]] },
  ));

test("a tree with parent pointers", () =>
  check(
    `
class Tree {
  left?: Tree;
  right?: Tree;
  parent: Tree | undefined;
  constructor(public value: number, depth: number, parent?: Tree) {
    this.parent = parent;
    if (depth > 0) { this.left = new Tree(value * 0.5, depth - 1, this); this.right = new Tree(value + 1, depth - 1, this); }
  }
  sum(): number { return this.value * (this.parent?.value ?? 1) + (this.left?.sum() ?? 0) + (this.right ? this.right.sum() : 0); }
  scale(k: number): void { this.value *= k; this.left?.scale(k); if (this.right) this.right.scale(k); }
}
export function f(x: number, y: number, depth: number): number {
  const t = new Tree(x, depth);
  t.scale(y);
  return t.sum();
}
`,
    { points: [[1.5, 0.7, 3]], wrt: [0, 1] },
  ));

describe("lists of objects whose class says of a field that it is no number", () => {
  const NODES = `class Node {
  kids: Node[] = [];
  constructor(public data: number, public op: string, public note: "a" | "b" | null = null, public rest: string | number = "") {}
  collect(out: Node[]): void { out.push(this); for (const kid of this.kids) kid.collect(out); }
}
function tree(x: number): Node {
  const root = new Node(x, "+");
  root.kids.push(new Node(x * x, "b", "a"), new Node(2 * x, "c", "b"));
  return root;
}
`;

  test("filled by a method that calls itself", () =>
    check(
      `${NODES}export function f(x: number): number {
        const list: Node[] = [];
        tree(x).collect(list);
        return list.reduce((s, v) => s + v.data ** 2 * v.op.length, 0);
      }`,
      { points: [[1.3]] },
    ));

  test.each(["out.push(v)", "out[out.length] = v"])("filled by a function that calls itself: %s", (store) =>
    check(
      `${NODES}function walk(v: Node, n: number, out: Node[]): void {
        ${store};
        if (n > 0) for (const kid of v.kids) walk(kid, n - 1, out);
      }
      export function f(x: number): number {
        const list: Node[] = [];
        walk(tree(x), 2, list);
        return list.reduce((s, v) => s + v.data ** 2 * (v.note === "b" ? x : 1), 0);
      }`,
      { points: [[1.3]] },
    ),
  );

  test("filled with what a function that calls itself returns", () =>
    check(
      `${NODES}const find = (v: Node, n: number): Node => (n === 0 ? v : find(v.kids[0], n - 1));
      export function f(x: number): number {
        const best: Node[] = [];
        best.push(find(tree(x), 1));
        return best[0].data * x;
      }`,
      { points: [[1.3]] },
    ));
});

describe("fields of one name that are something else in each class", () => {
  const PROGRAM = `abstract class Term { abstract run(at: Float64Array): number; }
  class Constant extends Term {
    constructor(readonly value: number) { super(); }
    run() { return this.value; }
  }
  class Variable extends Term {
    constructor(readonly index: number) { super(); }
    run(at: Float64Array) { return at[this.index]; }
  }
  class Let extends Term {
    constructor(readonly index: number, readonly value: Term, readonly body: Term) { super(); }
    run(at: Float64Array): number {
      const inner = at.slice();
      inner[this.index] = this.value.run(at);
      return this.body.run(inner);
    }
  }
  class Product extends Term {
    constructor(readonly a: Term, readonly b: Term) { super(); }
    run(at: Float64Array): number { return this.a.run(at) * this.b.run(at); }
  }
  const square = (c: number): Term =>
    new Let(1, new Product(new Constant(c), new Variable(0)), new Product(new Variable(1), new Variable(1)));
  `;

  test("are read where there is no derivative by them", () => {
    const { exports } = compile(`import { grad } from "cotangent";
      ${PROGRAM}
      export const program = square(3);
      export const g = grad((at: Float64Array, term: Term): number => term.run(at));`);
    const g = exports.g as (at: Float64Array, term: unknown) => Float64Array;
    expect(g(Float64Array.of(2, 0), exports.program)).toEqual(Float64Array.of(36, 0));
  });

  const codes = (source: string): string[] =>
    compile(`import { grad } from "cotangent";\n${source}`).diagnostics.map(({ code }) => code);

  test("are refused where there is one by what is made", () =>
    expect(
      codes(`${PROGRAM}\nexport const g = grad((c: number): number => square(c).run(Float64Array.of(2, 0)));`),
    ).toContain("AD4003"));

  test("are refused where objects of the class have other derivatives", () =>
    expect(
      codes(`class Shape { scale = 1; size(): number { return 0; } }
        class Square extends Shape {
          constructor(public side: number) { super(); }
          override size() { return this.side ** 2; }
        }
        class Box extends Shape {
          constructor(public side: number[]) { super(); }
          override size() { return this.side[0] * this.side[1]; }
        }
        void Box;
        export const g = grad((shape: Shape): number => shape.size() + new Square(2).scale);`),
    ).toContain("AD4003"));
});

test("abstract accessors and fields are what the classes say that extend the one which names them", () =>
  check(
    `abstract class Body {
      constructor(public x: number) {}
      abstract area: number;
      abstract get rim(): number;
      abstract set rim(v: number);
      get mass(): number { return this.x * this.area * this.rim; }
    }
    class Circle extends Body {
      constructor(x: number, public r: number) { super(x); }
      get area() { return this.r ** 2; }
      get rim() { return this.r; }
      set rim(v: number) { this.r = v * 2; }
    }
    class Box extends Body {
      area: number;
      q = 2;
      constructor(x: number, public w: number) { super(x); this.area = 2 * w; }
      get rim() { return this.q; }
      set rim(v: number) { this.q = v; }
    }
    export function f(r: number): number {
      let s = 0;
      for (const body of [new Circle(1, r), new Box(2, r)] as Body[]) {
        s += body.mass;
        body.rim = body.rim * r;
        s += body.mass;
      }
      return s;
    }`,
    { points: [[1.3], [0.4]] },
  ));

describe("literals that take members from others, elsewhere in the program", () => {
  const program = (fields: string, literal: string): string => `
    class Term { constructor(${fields}) {} get value(): number { return this.a * this.b; } }
    interface Point { a: number; b: number }
    export function f(w: number[], given: Point): number {
      const terms: Term[] = [];
      for (let i = 0; i + 1 < w.length; i++) terms.push(new Term(w[i], w[i + 1]));
      const other = ${literal};
      return terms.reduce((sum, term) => sum + term.value * other.a, 0);
    }`;
  const points = [[[0.5, 1.5, -2], { a: 3, b: 2 }]];

  test.each([
    ["readonly a: number, readonly b: number", "{ ...given }"],
    ["readonly a: number, readonly b: number", "{ ...given, more: w[0] }"],
    ["private a: number, private b: number", "{ ...given, value: w[0] }"],
  ])("are no instances of a class that has other members: %s, %s", (fields, literal) => {
    check(program(fields, literal), { points, wrt: [0] });
    expect(gradientText(program(fields, literal))).not.toContain("instanceof");
  });

  test("may be taken for one of a class with the same members", () => {
    const same = program("readonly a: number, readonly b: number", "{ ...given, value: w[0] }");
    check(same, { points, wrt: [0] });
    expect(gradientText(same)).toContain("instanceof");
  });
});
