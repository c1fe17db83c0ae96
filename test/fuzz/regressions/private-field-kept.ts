/** What is kept of a private field is kept in a variable with a name of its own. */
interface Point {
x: number;
y: number;
v: Float64Array;
}
class Body {
#hidden = 0.3;
static readonly scale = 0.7;
z = 0.7;
constructor(public x: number, public y: number, public v: Float64Array) {}
static make(q: number): Body { return new Body(q, Math.sin(q), new Float64Array([q, 0.1, 0.4])); }
get sum(): number { return this.x + this.y * this.v[1] + this.#hidden; }
set sum(q: number) { this.x = Math.tanh(q); this.z *= 0.5; }
energy(q: number): number {
return 1 * Math.cos(this.v[(1 + 2) % 3]);
}
nudge(q: number): Body {
return this;
}
meet(other: Body, q: number): number {
l0: for (const s1 of other.v) {
this.x *= Math.sin(Math.sin(this.#hidden));
let a2: Float64Array = other.v;
this.#hidden = Math.log(1 + (Math.fround(0.25)) ** 2);
}
return 0.5 * this.x;
}
}
class Ball extends Body {
r = 0.5;
constructor(x: number, y: number) {
super(x, y, new Float64Array([y, 0.2, x]));
this.r += 0.5 * x;
}
}
export function f(x0: number, t1: [number, number], x2: number): number {
let bodies3: Body[] = [new Body(x2, 0.5 * t1[0], new Float64Array([0, x2, t1[0] * x0 / Math.sqrt(1 + x2 * x2)])), Body.make(x0 * Math.sin(0.1)), new Ball((0.3 - t1[1]), x2)];
const body4: Body = new Ball(bodies3[0].y, x2);
let [d6 = 0.5, , , , d7 = Math.cos(x2)] = [t1[1], 1, 2, 0] as number[];
bodies3[(1 + 0) % 3].meet(bodies3[2], t1[1]);
body4.nudge(body4.z);
bodies3[1].sum = d7 * Math.tanh(x0);
body4.v = new Float64Array(3);
body4.v = new Float64Array(3);
let [p17 = 0.5, p18 = 0.25] = [0];
return 1.5 + x0 * 0.25 + t1[0] * t1[1] + x2 * 1 + bodies3.reduce((p, q) => p + q.x * q.sum, 0) + body4.x * body4.energy(0.3) + body4.sum + body4.v[0] + d6 * 0.3 + p17 * 0.5 + p18 * 2;
}

export const args = [1.9, [1.767, -1.478], -0.813];
export const gradient = [0.3040708348839329, -0.14751550000000013, -1.6264000000000003, -0.8354410137248987];
