export function potential_grad(
  bodies: { mass: number; position: number[] }[],
): { mass: number; position: number[] }[] {
  expectKind("grad(potential)", "bodies", bodies, ["Array",{"record":{"mass":"f64","position":["Array","f64"]}}]);
  const bodies_b = zerosLike(bodies);

  for (let i = bodies.length - 1; i >= 0; i--) {
    const a_b = bodies_b[i];
    const a = bodies[i];
    for (let j = i - 1; j >= 0; j--) {
      // energy -= (a.mass * b.mass) / Math.sqrt(dx * dx + dy * dy + 1)
      const position = a.position;
      const b = bodies[j];
      const position_1 = b.position;
      const dx = position[0] - position_1[0];
      const dy = position[1] - position_1[1];
      const mass = a.mass;
      const mass_1 = b.mass;
      const b_b = bodies_b[j];
      const position_2 = b_b.position;
      const position_3 = a_b.position;
      const sqrt = Math.sqrt(dx * dx + dy * dy + 1);
      const t = mass * mass_1 / sqrt / sqrt / (2 * sqrt);
      let dy_b = t * dy;
      dy_b += dy_b;
      let dx_b = t * dx;
      dx_b += dx_b;
      const t1 = 1 / sqrt;
      b_b.mass -= t1 * mass;
      a_b.mass -= t1 * mass_1;
      // const dy = a.position[1] - b.position[1]
      position_2[1] -= dy_b;
      position_3[1] += dy_b;
      // const dx = a.position[0] - b.position[0]
      position_2[0] -= dx_b;
      position_3[0] += dx_b;
    }
  }
  return bodies_b;
}
