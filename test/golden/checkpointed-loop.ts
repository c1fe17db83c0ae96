import { grad } from "cotangent";

/** A drop of heat spreads over a rod, whose ends stay cold. */
export function center(heat: Float64Array, conductivity: number): number {
  let now = heat.slice();
  let next = new Float64Array(heat.length);
  /** @checkpoint binomial 8 */
  for (let t = 0; t < 100; t++) {
    for (let i = 1; i + 1 < now.length; i++) {
      next[i] = now[i] + conductivity * (now[i - 1] - 2 * now[i] + now[i + 1]);
    }
    [now, next] = [next, now];
  }
  return now[now.length >> 1];
}

export const sensitivity = grad(center, { argnums: [0, 1] });

center(Float64Array.of(0, 0, 1, 0, 0), 0.01); // 0.2933535310814653
