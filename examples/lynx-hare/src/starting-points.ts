import type { Pelts } from "./data.js";

/** Rounded means of the priors: rates of hares and lynxes. */
const TYPICAL_RATES = [1, 0.05, 1, 0.05];
const TYPICAL_ERROR = Math.exp(-1);

/** Numbers in [0, 1) from a fixed seed (mulberry32), so that every run is the same. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Logarithms of parameters: rates within a factor of e of typical ones, populations as first counted. */
export function startingPoints(count: number, { hares, lynxes }: Pelts): Float64Array[] {
  const random = randomNumbers(1900);
  return Array.from({ length: count }, () =>
    Float64Array.of(
      ...TYPICAL_RATES.map((rate) => Math.log(rate) + 2 * random() - 1),
      Math.log(hares[0]),
      Math.log(lynxes[0]),
      Math.log(TYPICAL_ERROR),
      Math.log(TYPICAL_ERROR),
    ),
  );
}
