export function chainEnergy_grad(points: Float64Array, rest: number): Float64Array {
  expectFloat64Array("grad(chainEnergy)", "points", points);
  expectNumber("grad(chainEnergy)", "rest", rest);
  const points_b = new Float64Array(points.length);
  const n = points.length / 2;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const t = 2 * j;
    const x = points[t];
    const at = 2 * i;
    const x_1 = points[at];
    const x_2 = x - x_1;
    const t1 = t + 1;
    const y = points[t1];
    const y_1 = points[at + 1];
    const y_2 = y - y_1;
    const sqrt = Math.sqrt(x_2 * x_2 + y_2 * y_2);
    // return Math.sqrt(this.dot(this))
    const t2 = (sqrt - rest) / (2 * sqrt);
    // return this.x * other.x + this.y * other.y
    const y_b = 2 * (t2 * y_2);
    const x_b = 2 * (t2 * x_2);
    // const next = new Vector(points[2 * j], points[2 * j + 1])
    points_b[t1] += y_b;
    points_b[t] += x_b;
    // const here = new Vector(points[2 * i], points[2 * i + 1])
    points_b[at + 1] -= y_b;
    points_b[at] -= x_b;
  }
  return points_b;
}
