function settle_primal(x: number, damping: number): number {
  let at = x;
  let speed = 0;
  do {
    speed = damping * (speed - Math.sin(at));
    at += speed;
  } while (Math.abs(speed) > 0.3);
  return at;
}

var kept_saved_cache: F64Stack | undefined;
var kept_at_cache: F64Stack | undefined;

export function swings_grad_x_damping(x: number, damping: number): [number, number] {
  expectNumber("grad(swings)", "x", x);
  expectNumber("grad(swings)", "damping", damping);
  const settle_tape_cache = new Array(3);
  let at = x;
  for (let i = 0; i < 3; i++) {
    const t = at + 1;
    at = settle_primal(t, damping);
    settle_tape_cache[i] = { argument0: t, argument1: damping };
  }

  // for (let i = 0; i < 3; i++) at = settle(at + 1, damping)
  let at_b = 1;
  let damping_b = 0;
  for (let i = 2; i >= 0; i--) {
    const settle_tape = settle_tape_cache[i];
    let at_1 = settle_tape.argument0;
    const argument1 = settle_tape.argument1;
    const saved_cache = kept_saved_cache ?? new F64Stack();
    kept_saved_cache = undefined;
    const at_cache = kept_at_cache ?? new F64Stack();
    kept_at_cache = undefined;
    let speed = 0;
    let trips = 0;
    while (true) {
      at_cache.push(at_1);
      const t = speed - Math.sin(at_1);
      saved_cache.push(t);
      speed = argument1 * t;
      at_1 += speed;
      if (!(Math.abs(speed) > 0.3)) break;
      trips++;
    }
    let k = trips;
    let speed_b = 0;
    let damping_b_1 = 0;
    while (true) {
      // at += speed
      speed_b += at_b;
      // speed = damping * (speed - Math.sin(at))
      damping_b_1 += speed_b * saved_cache.pop();
      speed_b *= argument1;
      at_b -= speed_b * Math.cos(at_cache.pop());
      if (!(k > 0)) break;
      k--;
    }
    // for (let i = 0; i < 3; i++) at = settle(at + 1, damping)
    damping_b += damping_b_1;
    kept_saved_cache = saved_cache.emptied();
    kept_at_cache = at_cache.emptied();
  }
  return [at_b, damping_b];
}
