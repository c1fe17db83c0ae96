/** How far each round rotates; the two rows take turns. */
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];

/**
 * The counter-based generator Threefry-2x32 with 20 rounds: 64 random bits that are a function of a key and of a counter.
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function threefry(k0: number, k1: number, c0: number, c1: number): [number, number] {
  const keys = [k0, k1, k0 ^ k1 ^ 0x1bd11bda];
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let group = 1; group <= 5; group++) {
    for (const r of rotations[(group - 1) % 2]) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    }
    x0 = (x0 + keys[group % 3]) | 0;
    x1 = (x1 + keys[(group + 1) % 3] + group) | 0;
  }
  return [x0 >>> 0, x1 >>> 0];
}
