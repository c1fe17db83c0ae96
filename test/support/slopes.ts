/** Derivatives along a line by central differences and extrapolation, as an oracle that shares nothing with the compiler. */

const LEVELS = 9;
const SHRINK = 1.6;

/**
 * d/dt of every component of `f(t)` at t = 0, by Ridders' method: each component is taken from the entry of the tableau
 * with the least estimated error. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering
 * Software 4 (1982).
 */
export function slopes(f: (t: number) => readonly number[], step: number): number[] {
  let rows: number[][] = [];
  let best: number[] = [];
  let errors: number[] = [];
  for (let level = 0, h = step; level < LEVELS; level++, h /= SHRINK) {
    const [above, below] = [f(h), f(-h)];
    const row = above.map((value, k) => {
      const entries = [(value - below[k]) / (2 * h)];
      for (let order = 1, factor = SHRINK ** 2; order <= level; order++, factor *= SHRINK ** 2) {
        const coarser = rows[k][order - 1];
        entries.push((entries[order - 1] * factor - coarser) / (factor - 1));
        const error = Math.max(Math.abs(entries[order] - entries[order - 1]), Math.abs(entries[order] - coarser));
        if (error <= errors[k]) {
          errors[k] = error;
          best[k] = entries[order];
        }
      }
      return entries;
    });
    if (level === 0) {
      best = row.map(() => Number.NaN);
      errors = row.map(() => Number.POSITIVE_INFINITY);
    }
    rows = row;
  }
  return best;
}

/** Uniform in [-1, 1), the same on every machine (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
