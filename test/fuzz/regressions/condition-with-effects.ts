/** A condition whose branches write to memory is not recomputed. */
class Body {
z = 0.25;
constructor(public x: number, public y: number, public v: Float64Array) {}
static make(q: number): Body { return new Body(q, Math.sin(q), new Float64Array([q, 3, 0.4])); }
energy(q: number): number {
if ((-this.x < q) || (this.x++ <= this.v[2])) {
this.v = this.v.slice();
this.v = new Float64Array([0.5 * this.v[1], 0.25, (this.v[((0 ^ 1)) % 3] = this.y / Math.sqrt(1 + (this.v[(Math.floor(Math.abs(Math.cos(this.y)) * 2.9)) % 3]) ** 2))]);
this.v[((2 >> 1)) % 3]++;
}
return (this.v[(3 + 0) % 3] + this.x);
}
}
export function f(m: number, m0: number[][]): number {
const map1: Map<string, number> = new Map([["a", (m0[0][((0 >> 1)) % 3] + 0.1)], ["b", m0[(3) % 3][1]]]);
const m2: number[][] = m0.slice();
const v = ((m + m) < m) && ((map1.has("c") ? (map1.get("b") ?? (map1.get(`k${2}`) ?? 0.5)) : m2[((2 >> 1)) % 3][(2) % 3]) > 0.5);
let body3: Body = Body.make(m0[1][(3) % 3]);
m0 = m2;
m0[(((Math.tan(0.7 * Math.sin(m)) * 7) | 0) + 8) % 3] = [m, body3.energy((Math.cos(m0[(Math.floor(Math.abs(Math.cos(0.1)) * 2.9)) % 3][0]) || m)), -m0[(Math.floor(Math.abs(Math.cos(m2[0][1])) * 2.9)) % 3][(2 * 2) % 3]];
for (let k11 = 0; ; ) {
if (k11++ >= 3) return Math.atan(m);
m0[0][2] += 1 / (1 + ((body3 === body3 ? m0[0][2] : m)) ** 2);
if (v) {
m -= Math.acos(0.8 * Math.cos(m0[((1 & 1)) % 3][2]));
continue;
}
}
}
export const args = [1.985, [[0.998, 1.617, 1.969], [1.422, -0.394, -1.097], [-1.484, 0.425, 1.024]]];
export const gradient = [0.20241993026633404, 0, 0, 0, 0, 0, 0, 0, 0, 0];
