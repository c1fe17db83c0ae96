function clearPart(
  x: { now: Float64Array; next: Float64Array; first_now: Float64Array; first_next: Float64Array },
): void {
  const now = x.now;
  if (now != null) now.fill(0);
  const next = x.next;
  if (next != null) next.fill(0);
  const first_now = x.first_now;
  if (first_now != null) first_now.fill(0);
  const first_next = x.first_next;
  if (first_next != null) first_next.fill(0);
}

function zerosOfPart(
  x: { now: Float64Array; next: Float64Array; first_now: Float64Array; first_next: Float64Array },
  walk: any,
): { now: Float64Array; next: Float64Array; first_now: Float64Array; first_next: Float64Array } {
  if (hasFields(x, ["now", "next", "first_now", "first_next"]) && walk.isFirst(x)) {
    return {
      now: walk.vector(x.now),
      next: walk.vector(x.next),
      first_now: walk.vector(x.first_now),
      first_next: walk.vector(x.first_next),
    };
  }
  return walk.refuse();
}

var kept_saved_cache: Float64Array | undefined;

export function center_grad_heat_conductivity(
  heat: Float64Array,
  conductivity: number,
): [Float64Array, number] {
  expectFloat64Array("grad(center)", "heat", heat);
  expectNumber("grad(center)", "conductivity", conductivity);
  const heat_b = new Float64Array(heat.length);
  let now: Float64Array = heat.slice();
  const now_b = new Float64Array(now.length);
  const n = heat.length;
  let next: Float64Array = new Float64Array(n);
  const next_b = new Float64Array(n);
  expectNoViewsOverlap("the state of the loop of center", [now, next]);
  const plan = reversal(binomial(8), 100);
  const kept: {
    now: Float64Array;
    next: Float64Array;
    first_now: Float64Array;
    first_next: Float64Array;
  }[] = [];
  const m = n - 4;
  let now_1: Float64Array = now;
  let next_1: Float64Array = next;
  let now_b_1: Float64Array = now_b;
  let next_b_1: Float64Array = next_b;
  for (let t = 0; t < 100; t++) {
    const slot: number = plan.keep();
    if (slot >= 0) {
      const r: {
        now: Float64Array;
        next: Float64Array;
        first_now: Float64Array;
        first_next: Float64Array;
      } = { now: now_1, next: next_1, first_now: now, first_next: next };
      kept[slot] = cloneShadow(r);
    }
    let i = 1;
    for (; i < m; i += 4) {
      const now_i = now_1[i];
      next_1[i] = now_i + conductivity * (now_1[i - 1] - 2 * now_i + now_1[i + 1]);
      const t1 = now_1[i + 1];
      next_1[i + 1] = t1 + conductivity * (now_1[i] - 2 * t1 + now_1[i + 2]);
      const t2 = now_1[i + 2];
      next_1[i + 2] = t2 + conductivity * (now_1[i + 1] - 2 * t2 + now_1[i + 3]);
      const t3 = now_1[i + 3];
      next_1[i + 3] = t3 + conductivity * (now_1[i + 2] - 2 * t3 + now_1[i + 4]);
    }
    for (; i < n - 1; i++) {
      const now_i = now_1[i];
      next_1[i] = now_i + conductivity * (now_1[i - 1] - 2 * now_i + now_1[i + 1]);
    }
    const a = now_1;
    now_1 = next_1;
    next_1 = a;
    const a1 = now_b_1;
    now_b_1 = next_b_1;
    next_b_1 = a1;
  }
  const at = n >> 1;

  // return now[now.length >> 1]
  now_b_1[at] += 1;
  const r: {
    now: Float64Array;
    next: Float64Array;
    first_now: Float64Array;
    first_next: Float64Array;
  } = { now: now_b_1, next: next_b_1, first_now: now_b, first_next: next_b };
  let cotangent: {
    now: Float64Array;
    next: Float64Array;
    first_now: Float64Array;
    first_next: Float64Array;
  } = cloneShadow(r);
  clearPart(r);
  let first_now: Float64Array = now;
  let first_next: Float64Array = next;
  let conductivity_b = 0;
  while (true) {
    const action = plan.next();
    if (action === "done") break;
    switch (action) {
      case "advance": {
        const to: number = plan.to;
        for (let k = plan.step; k < to; k++) {
          const m1 = now.length - 4;
          let i = 1;
          for (; i < m1; i += 4) {
            const now_i = now[i];
            next[i] = now_i + conductivity * (now[i - 1] - 2 * now_i + now[i + 1]);
            const t = now[i + 1];
            next[i + 1] = t + conductivity * (now[i] - 2 * t + now[i + 2]);
            const t1 = now[i + 2];
            next[i + 2] = t1 + conductivity * (now[i + 1] - 2 * t1 + now[i + 3]);
            const t2 = now[i + 3];
            next[i + 3] = t2 + conductivity * (now[i + 2] - 2 * t2 + now[i + 4]);
          }
          for (; i < now.length - 1; i++) {
            const now_i = now[i];
            next[i] = now_i + conductivity * (now[i - 1] - 2 * now_i + now[i + 1]);
          }
          const a = now;
          now = next;
          next = a;
        }
        break;
      }
      case "restore": {
        const state = cloneShadow(kept[plan.slot]);
        now = state.now;
        next = state.next;
        first_now = state.first_now;
        first_next = state.first_next;
        break;
      }
      case "store": {
        const r1: {
          now: Float64Array;
          next: Float64Array;
          first_now: Float64Array;
          first_next: Float64Array;
        } = { now, next, first_now, first_next };
        kept[plan.slot] = cloneShadow(r1);
        break;
      }
      default: {
        const cotangent_1 = zerosBy(zerosOfPart, { now, next, first_now, first_next });
        const now_b_2 = cotangent_1.now;
        const next_b_2 = cotangent_1.next;
        const first_now_b = cotangent_1.first_now;
        const first_next_b = cotangent_1.first_next;
        const m1 = now.length - 1 - 1;
        const max = Math.max(m1, 0);
        const saved_cache = kept_saved_cache?.length === max ? kept_saved_cache : new Float64Array(max);
        kept_saved_cache = undefined;
        const m2 = now.length - 4;
        let i = 1;
        for (; i < m2; i += 4) {
          const now_i = now[i];
          const t = now[i - 1] - 2 * now_i + now[i + 1];
          saved_cache[i - 1] = t;
          next[i] = now_i + conductivity * t;
          const t1 = now[i + 1];
          const t2 = now[i] - 2 * t1 + now[i + 2];
          saved_cache[i] = t2;
          next[i + 1] = t1 + conductivity * t2;
          const t3 = now[i + 2];
          const t4 = now[i + 1] - 2 * t3 + now[i + 3];
          saved_cache[i + 1] = t4;
          next[i + 2] = t3 + conductivity * t4;
          const t5 = now[i + 3];
          const t6 = now[i + 2] - 2 * t5 + now[i + 4];
          saved_cache[i + 2] = t6;
          next[i + 3] = t5 + conductivity * t6;
        }
        for (; i < now.length - 1; i++) {
          const now_i = now[i];
          const t = now[i - 1] - 2 * now_i + now[i + 1];
          saved_cache[i - 1] = t;
          next[i] = now_i + conductivity * t;
        }
        const r1: {
          now: Float64Array;
          next: Float64Array;
          first_now: Float64Array;
          first_next: Float64Array;
        } = { now: next_b_2, next: now_b_2, first_now: first_now_b, first_next: first_next_b };
        addOnce(r1, cotangent);
        let conductivity_b_1 = 0;
        for (let i_1 = m1; i_1 >= 1; i_1--) {
          // next[i] = now[i] + conductivity * (now[i - 1] - 2 * now[i] + now[i + 1])
          const saved = saved_cache[i_1 - 1];
          const next_i_b = next_b_2[i_1] ?? 0;
          next_b_2[i_1] = 0;
          conductivity_b_1 += next_i_b * saved;
          const t = next_i_b * conductivity;
          now_b_2[i_1 + 1] += t;
          now_b_2[i_1 - 1] += t;
          now_b_2[i_1] += next_i_b - t * 2;
        }
        conductivity_b += conductivity_b_1;
        kept_saved_cache = saved_cache;
        cotangent = cotangent_1;
      }
    }
  }
  const r1: {
    now: Float64Array;
    next: Float64Array;
    first_now: Float64Array;
    first_next: Float64Array;
  } = { now: now_b, next: next_b, first_now: now_b, first_next: next_b };
  addOnce(r1, cotangent);
  // let now = heat.slice()
  addInto(heat_b, now_b);
  return [heat_b, conductivity_b];
}
