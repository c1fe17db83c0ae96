import { type HandModel, POSE } from "./hand.js";
import type { BaInput, GmmInput, HandInput, LstmInput } from "./problems.js";

/** Small inputs from a fixed seed, for where ADBench's own are absent. */
export interface SeededInputs {
  readonly gmm: GmmInput;
  readonly lstm: LstmInput;
  readonly ba: BaInput;
  readonly hand: HandInput;
  readonly surfaceHand: HandInput;
}

export type Draw = (count: number, low: number, high: number) => Float64Array;

/** Numbers between `low` and `high` from a seed (mulberry32). */
export function generator(seed: number): Draw {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return (count, low, high) => Float64Array.from({ length: count }, () => low + (high - low) * uniform());
}

export function seededInputs(seed: number): SeededInputs {
  const draw = generator(seed);

  const [d, k, n] = [4, 3, 60];
  const gmm = {
    alphas: draw(k, -1, 1),
    means: draw(k * d, -1, 1),
    icf: draw((k * d * (d + 1)) / 2, -0.5, 0.5),
    x: draw(n * d, -2, 2),
    gamma: 1,
    m: 2,
  };

  const [layers, length, b] = [2, 30, 5];
  const lstm = {
    main: draw(8 * layers * b, -1, 1),
    extra: draw(3 * b, -1, 1),
    state: draw(2 * layers * b, -1, 1),
    sequence: draw(length * b, 0, 1),
  };

  const [cameras, points, observations] = [4, 9, 30];
  const camera = (i: number): Float64Array =>
    Float64Array.of(
      // The second camera is not turned at all: the branch without an axis.
      ...(i === 1 ? [0, 0, 0] : draw(3, -0.5, 0.5)),
      ...draw(2, -1, 1),
      ...draw(1, -9, -7),
      ...draw(1, 4, 6),
      ...draw(2, -0.5, 0.5),
      ...draw(2, -0.05, 0.05),
    );
  const ba = {
    cameras: Array.from({ length: cameras }, (_, i) => camera(i)),
    points: Array.from({ length: points }, () => draw(3, -1, 1)),
    weights: draw(observations, 0.2, 1),
    pairs: Int32Array.from({ length: 2 * observations }, (_, k) => (k >> 1) % (k % 2 === 0 ? cameras : points)),
    features: draw(2 * observations, -1, 1),
  };
  const model = seededHandModel(draw, 60);
  const seen = 40;
  const observed = (kinds: number) => ({
    model,
    correspondences: Int32Array.from(draw(seen, 0, kinds), Math.floor),
    points: draw(3 * seen, -1, 1),
  });
  const hand = { ...observed(60), parameters: draw(POSE, -0.5, 0.5) };
  const surfaceHand = { ...observed(50), parameters: draw(2 * seen + POSE, 0, 0.5) };
  return { gmm, lstm, ba, hand, surfaceHand };
}

/** A wrist, a bone behind it, and five fingers of four bones; each vertex follows two bones of a finger. */
export function seededHandModel(draw: Draw, vertexCount: number): HandModel {
  const boneCount = 22;
  const index = (below: number): number => Math.floor(draw(1, 0, below)[0]);
  const followed = Array.from({ length: vertexCount }, () => {
    const bone = 2 + 4 * index(5) + index(3);
    return [bone, bone + 1];
  });
  const shares = draw(vertexCount, 0.1, 0.9);
  return {
    parents: Int32Array.from({ length: boneCount }, (_, bone) => (bone < 2 ? bone - 1 : bone % 4 === 2 ? 0 : bone - 1)),
    relatives: draw(12 * boneCount, -0.6, 0.6),
    inverses: draw(12 * boneCount, -0.6, 0.6),
    vertices: draw(3 * vertexCount, -1, 1),
    starts: Int32Array.from({ length: vertexCount + 1 }, (_, v) => 2 * v),
    bones: Int32Array.from(followed.flat()),
    weights: Float64Array.from(followed.flatMap((_, v) => [shares[v], 1 - shares[v]])),
    triangles: Int32Array.from(draw(3 * 50, 0, vertexCount), Math.floor),
  };
}
