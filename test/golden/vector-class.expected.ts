export function chainEnergy_grad(points: Float64Array, rest: number): Float64Array {
  expectFloat64Array("grad(chainEnergy)", "points", points);
  expectNumber("grad(chainEnergy)", "rest", rest);
  const points_b = new Float64Array(points.length);
  const n = expectWhole(points.length / 2, "n");
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    const at = 2 * j;
    const x = points[at];
    const at_1 = 2 * i;
    const x_1 = points[at_1];
    const x_2 = x - x_1;
    const y = points[at + 1];
    const y_1 = points[at_1 + 1];
    const y_2 = y - y_1;
    const sqrt = Math.sqrt(x_2 * x_2 + y_2 * y_2);
    // return Math.sqrt(this.dot(this))
    const t = (sqrt - rest) / (2 * sqrt);
    // return this.x * other.x + this.y * other.y
    const y_b = 2 * (t * y_2);
    const x_b = 2 * (t * x_2);
    // const next = new Vector(points[2 * j], points[2 * j + 1])
    points_b[at + 1] += y_b;
    points_b[at] += x_b;
    // const here = new Vector(points[2 * i], points[2 * i + 1])
    points_b[at_1 + 1] -= y_b;
    points_b[at_1] -= x_b;
  }
  return points_b;
}
