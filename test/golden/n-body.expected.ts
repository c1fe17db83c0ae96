function isBodies(xs: { mass: number; position: number[] }[]): boolean {
  if (!Array.isArray(xs)) return false;
  const n = xs.length;
  let all = true;
  for (let i = 0; i < n; i++) {
    const body = xs[i];
    all =
      all &&
      typeof body === "object" &&
      body !== null &&
      !Array.isArray(body) &&
      typeof body.mass === "number" &&
      areNumbers(body.position);
  }
  return all;
}

function zerosOfBody(
  x: { mass: number; position: number[] },
  walk: any,
): { mass: number; position: number[] } {
  if (hasFields(x, ["mass", "position"]) && walk.isFirst(x)) {
    return { mass: 0, position: walk.numbers(x.position) };
  }
  return walk.refuse();
}

function zerosOfBodies(
  xs: { mass: number; position: number[] }[],
  walk: any,
): { mass: number; position: number[] }[] {
  if (!(Array.isArray(xs) && walk.isFirst(xs))) return walk.refuse();
  const n = xs.length;
  const shadow = new Array(n);
  for (let i = 0; i < n; i++) {
    shadow[i] = zerosOfBody(xs[i], walk);
  }
  return shadow;
}

export function potential_grad(
  bodies: { mass: number; position: number[] }[],
): { mass: number; position: number[] }[] {
  if (!isBodies(bodies)) {
    expectKind("grad(potential)", "bodies", bodies, ["Array", { record: { mass: "f64", position: ["Array", "f64"] } }]);
  }
  const bodies_b = zerosBy(zerosOfBodies, bodies);

  for (let i = bodies.length - 1; i >= 0; i--) {
    const a_b = bodies_b[i];
    const a = bodies[i];
    for (let j = i - 1; j >= 0; j--) {
      // energy -= (a.mass * b.mass) / Math.sqrt(dx * dx + dy * dy + 1)
      const a_position = a.position;
      const b = bodies[j];
      const b_position = b.position;
      const dx = a_position[0] - b_position[0];
      const dy = a_position[1] - b_position[1];
      const a_mass = a.mass;
      const b_mass = b.mass;
      const b_b = bodies_b[j];
      const b_position_b = b_b.position;
      const a_position_b = a_b.position;
      const sqrt = Math.sqrt(dx * dx + dy * dy + 1);
      const t = 1 / sqrt;
      const t1 = t * (a_mass * b_mass / sqrt) / (2 * sqrt);
      const dy_b = 2 * (t1 * dy);
      const dx_b = 2 * (t1 * dx);
      b_b.mass -= t * a_mass;
      a_b.mass -= t * b_mass;
      // const dy = a.position[1] - b.position[1]
      b_position_b[1] -= dy_b;
      a_position_b[1] += dy_b;
      // const dx = a.position[0] - b.position[0]
      b_position_b[0] -= dx_b;
      a_position_b[0] += dx_b;
    }
  }
  return bodies_b;
}
