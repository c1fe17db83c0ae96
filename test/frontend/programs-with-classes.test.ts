/** Programs of several trades, with classes. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("a robot arm with a cache behind a getter", () =>
  check(
    `interface Link {
  length: number;
  mass: number;
}
interface Pose {
  x: number;
  y: number;
  theta: number;
}
class Arm {
  private readonly links: Link[] = [];
  private cache: Pose[] | null = null;
  angles: number[] = [];
  addLink(length: number, mass = 1): this {
    this.links.push({ length, mass });
    this.angles.push(0);
    this.cache = null;
    return this;
  }
  setAngle(i: number, a: number): void {
    this.angles[i] = a;
    this.cache = null;
  }
  get poses(): Pose[] {
    if (this.cache) return this.cache;
    let x = 0,
      y = 0,
      theta = 0;
    this.cache = this.links.map((link, i) => {
      theta += this.angles[i];
      x += link.length * Math.cos(theta);
      y += link.length * Math.sin(theta);
      return { x, y, theta };
    });
    return this.cache;
  }
  get tip(): Pose {
    return this.poses[this.poses.length - 1];
  }
  energy(g = 9.81): number {
    return this.poses.reduce((e, p, i) => e + this.links[i].mass * g * p.y, 0);
  }
}
export function f(q: number[], l: number): number {
  const arm = new Arm()
    .addLink(l)
    .addLink(0.8 * l, 0.5)
    .addLink(0.3);
  q.forEach((a, i) => arm.setAngle(i, a));
  const { x, y } = arm.tip;
  return (x - 1) ** 2 + (y - 0.5) ** 2 + 0.01 * arm.energy();
}`,
    { points: [[[0.3, 0.5, -0.2], 1.1]] },
  ));

test("quaternions with static members", () =>
  check(
    `class Quat {
  constructor(
    readonly w: number,
    readonly x: number,
    readonly y: number,
    readonly z: number,
  ) {}
  static readonly IDENTITY = new Quat(1, 0, 0, 0);
  static fromAxisAngle([x, y, z]: readonly number[], angle: number): Quat {
    const n = Math.hypot(x, y, z),
      s = Math.sin(angle / 2) / n;
    return new Quat(Math.cos(angle / 2), x * s, y * s, z * s);
  }
  static slerp(a: Quat, b: Quat, t: number): Quat {
    const d = a.dot(b);
    const theta = Math.acos(Math.min(1, Math.abs(d)));
    if (theta < 1e-6) return a;
    const s = Math.sin(theta);
    return a.scale(Math.sin((1 - t) * theta) / s).add(b.scale((Math.sign(d) * Math.sin(t * theta)) / s));
  }
  dot(o: Quat): number {
    return this.w * o.w + this.x * o.x + this.y * o.y + this.z * o.z;
  }
  scale(k: number): Quat {
    return new Quat(this.w * k, this.x * k, this.y * k, this.z * k);
  }
  add(o: Quat): Quat {
    return new Quat(this.w + o.w, this.x + o.x, this.y + o.y, this.z + o.z);
  }
  mul(o: Quat): Quat {
    return new Quat(
      this.w * o.w - this.x * o.x - this.y * o.y - this.z * o.z,
      this.w * o.x + this.x * o.w + this.y * o.z - this.z * o.y,
      this.w * o.y - this.x * o.z + this.y * o.w + this.z * o.x,
      this.w * o.z + this.x * o.y - this.y * o.x + this.z * o.w,
    );
  }
  get conjugate(): Quat {
    return new Quat(this.w, -this.x, -this.y, -this.z);
  }
  rotate(v: readonly [number, number, number]): [number, number, number] {
    const { x, y, z } = this.mul(new Quat(0, ...v)).mul(this.conjugate);
    return [x, y, z];
  }
}
export function f(axis: number[], angle: number, t: number): number {
  const q = Quat.slerp(Quat.IDENTITY, Quat.fromAxisAngle(axis, angle), t);
  const [x, y, z] = q.rotate([1, 2, 3]);
  return x * y + z;
}`,
    { points: [[[1, 2, 0.5], 0.8, 0.3]] },
  ));

test("a world of bodies and forces", () =>
  check(
    `class Vec2 {
  constructor(
    public x = 0,
    public y = 0,
  ) {}
  clone() {
    return new Vec2(this.x, this.y);
  }
  sub(o: Vec2) {
    this.x -= o.x;
    this.y -= o.y;
    return this;
  }
  addScaled(o: Vec2, k: number) {
    this.x += o.x * k;
    this.y += o.y * k;
    return this;
  }
  get length() {
    return Math.sqrt(this.x * this.x + this.y * this.y);
  }
  set length(l: number) {
    const k = l / this.length;
    this.x *= k;
    this.y *= k;
  }
}
abstract class Force {
  abstract apply(bodies: Body[]): void;
}
class Body {
  vel = new Vec2();
  force = new Vec2();
  constructor(
    public pos: Vec2,
    public mass: number,
    public fixed = false,
  ) {}
  step(dt: number): void {
    if (this.fixed) return;
    this.vel.addScaled(this.force, dt / this.mass);
    this.pos.addScaled(this.vel, dt);
  }
}
class Gravity extends Force {
  constructor(private g: number) {
    super();
  }
  apply(bodies: Body[]): void {
    for (const b of bodies) b.force.y -= b.mass * this.g;
  }
}
class Spring extends Force {
  constructor(
    private a: number,
    private b: number,
    private k: number,
    private rest: number,
  ) {
    super();
  }
  apply(bodies: Body[]): void {
    const [p, q] = [bodies[this.a], bodies[this.b]];
    const d = q.pos.clone().sub(p.pos);
    const stretch = d.length - this.rest;
    d.length = this.k * stretch;
    p.force.addScaled(d, 1);
    q.force.addScaled(d, -1);
  }
}
class World {
  readonly bodies: Body[] = [];
  readonly forces: Force[] = [];
  add(...items: (Body | Force)[]): this {
    for (const item of items) {
      if (item instanceof Body) this.bodies.push(item);
      else this.forces.push(item);
    }
    return this;
  }
  run(steps: number, dt: number): void {
    for (let i = 0; i < steps; i++) {
      for (const b of this.bodies) {
        b.force.x = 0;
        b.force.y = 0;
      }
      for (const f of this.forces) f.apply(this.bodies);
      for (const b of this.bodies) b.step(dt);
    }
  }
}
export function f(k: number, g: number, m: number): number {
  const w = new World().add(
    new Body(new Vec2(0, 0), 1, true),
    new Body(new Vec2(1, 0.1), m),
    new Gravity(g),
    new Spring(0, 1, k, 0.8),
  );
  w.run(8, 0.02);
  return w.bodies[1].pos.x + 2 * w.bodies[1].pos.y;
}`,
    { points: [[20, 9.8, 0.7]] },
  ));

test("a queue of events by time", () =>
  check(
    `interface Job {
  at: number;
  kind: "arrive" | "leave";
  amount: number;
}
class PriorityQueue<T> {
  private heap: T[] = [];
  constructor(private readonly before: (a: T, b: T) => boolean) {}
  get size() {
    return this.heap.length;
  }
  push(item: T): void {
    const h = this.heap;
    h.push(item);
    let i = h.length - 1;
    while (i > 0) {
      const p = (i - 1) >> 1;
      if (!this.before(h[i], h[p])) break;
      [h[i], h[p]] = [h[p], h[i]];
      i = p;
    }
  }
  pop(): T | undefined {
    const h = this.heap;
    if (h.length === 0) return undefined;
    const top = h[0];
    const last = h.pop()!;
    if (h.length > 0) {
      h[0] = last;
      let i = 0;
      for (;;) {
        let m = i;
        const l = 2 * i + 1,
          r = l + 1;
        if (l < h.length && this.before(h[l], h[m])) m = l;
        if (r < h.length && this.before(h[r], h[m])) m = r;
        if (m === i) break;
        [h[i], h[m]] = [h[m], h[i]];
        i = m;
      }
    }
    return top;
  }
}
export function f(rate: number, service: number[]): number {
  const q = new PriorityQueue<Job>((a, b) => a.at < b.at);
  service.forEach((s, i) => q.push({ at: (i + 1) / rate, kind: "arrive", amount: s }));
  let now = 0,
    level = 0,
    area = 0;
  let job: Job | undefined;
  while ((job = q.pop())) {
    area += level * (job.at - now);
    now = job.at;
    if (job.kind === "arrive") {
      level += job.amount;
      q.push({ at: now + job.amount * 1.3, kind: "leave", amount: job.amount });
    } else level -= job.amount;
  }
  return area / now;
}`,
    { points: [[1.4, [0.9, 0.4, 1.7, 0.6]]] },
  ));

test("a controller by prototypes", () =>
  check(
    {
      "pid.js": `export function PID(kp, ki, kd) {
  if (!(this instanceof PID)) return new PID(kp, ki, kd);
  this.kp = kp;
  this.ki = ki;
  this.kd = kd;
  this.reset();
}
PID.prototype = {
  constructor: PID,
  reset: function () {
    this.sum = 0;
    this.last = null;
    return this;
  },
  update: function (err, dt) {
    this.sum += err * dt;
    var d = this.last === null ? 0 : (err - this.last) / dt;
    this.last = err;
    return this.kp * err + this.ki * this.sum + this.kd * d;
  },
};
PID.clamp = function (v, lo, hi) {
  return Math.max(lo, Math.min(hi, v));
};`,
      "main.ts": `import { PID } from "./pid.js";
export function f(kp: number, ki: number, kd: number): number {
  const c: any = new (PID as any)(kp, ki, kd);
  let x = 0,
    v = 0,
    cost = 0;
  for (let i = 0; i < 10; i++) {
    const u = (PID as any).clamp(c.update(1 - x, 0.1), -5, 5);
    v += 0.1 * (u - 0.4 * v);
    x += 0.1 * v;
    cost += (1 - x) ** 2;
  }
  return cost;
}`,
    },
    { points: [[2, 0.5, 0.3]] },
  ));

test("private caches in fields and Maps", () =>
  check(
    `class Distribution {
  #norm?: number;
  #logs = new Map<number, number>();
  constructor(private readonly weights: readonly number[]) {}
  get norm(): number {
    return (this.#norm ??= this.weights.reduce((a, b) => a + Math.exp(b), 0));
  }
  logp(i: number): number {
    let v = this.#logs.get(i);
    if (v === undefined) {
      v = this.weights[i] - Math.log(this.norm);
      this.#logs.set(i, v);
    }
    return v;
  }
  entropy(): number {
    return -this.weights.reduce((s, _, i) => s + Math.exp(this.logp(i)) * this.logp(i), 0);
  }
}
export function f(w: number[]): number {
  const d = new Distribution(w);
  return d.entropy() + d.logp(0) * d.logp(0);
}`,
    { points: [[[0.2, 1.1, -0.4]]] },
  ));
