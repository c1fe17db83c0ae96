import { describe } from "../describe.js";
import { permutation } from "../random/draws.js";
import { child, keyOf } from "../random/key.js";
import type { Tangent } from "../types.js";
import { expectCount, expectFunction, expectOptions } from "./checks.js";
import type { Problem } from "./types.js";

/** Options of `minibatches`. */
export interface MinibatchOptions {
  /** How many observations are in a batch; the last one of an epoch may have fewer. */
  readonly size: number;
  /** The same seed gives the same batches. An integer. Default: 0. */
  readonly seed?: number;
  /** Whether each epoch has its own order. Default: true. */
  readonly shuffle?: boolean;
}

/** A problem of which each step sees another one, with what `Q` has. */
export interface Minibatches<P, Q extends Problem<P> = Problem<P>> extends Problem<P> {
  readonly at: (iteration: number) => Q;
}

/**
 * A problem of which every step sees another batch of the data: those of one epoch are disjoint and have all of it. Batches are a function of
 * seed and number of the step, so that a run that is resumed sees what it would have seen. Book, section 15.2.
 *
 *     minimize(minibatches(valueAndGrad(loss), rows, { size: 32 }), start, adam());
 * @param valueAndGrad of the mean loss of a batch: by the parameters, its first argument
 * @throws RangeError for empty data, and for a size that is no integer from 1 to the length of the data
 */
export function minibatches<P, D>(
  valueAndGrad: (params: P, batch: D[]) => readonly [value: number, gradient: Tangent<P>],
  data: readonly D[],
  options: MinibatchOptions,
): Minibatches<P, Pick<Required<Problem<P>>, "valueAndGrad">> {
  expectFunction("minibatches", "valueAndGrad", valueAndGrad);
  const problemOf = (batch: D[]) => ({ valueAndGrad: (params: P) => valueAndGrad(params, batch) });
  return batched("minibatches", problemOf, data, options);
}

/**
 * The same for optimizers that need more than gradients. Book, section 15.2.
 *
 *     minibatchesOf((batch: Row[]) => ({ valueAndGrad: (w) => both(w, batch), hvp: ([w], [v]) => product(w, batch, v) }), rows, { size: 32 });
 * @param problemOf the problem of a batch
 * @throws as `minibatches`
 */
export function minibatchesOf<P, D, Q extends Problem<P> = Problem<P>>(
  problemOf: (batch: D[]) => Q & Problem<P>,
  data: readonly D[],
  options: MinibatchOptions,
): Minibatches<P, Q> {
  expectFunction("minibatchesOf", "problemOf", problemOf);
  return batched("minibatchesOf", problemOf, data, options);
}

function batched<P, D, Q extends Problem<P>>(
  fn: string,
  problemOf: (batch: D[]) => Q & Problem<P>,
  data: readonly D[],
  options: MinibatchOptions,
): Minibatches<P, Q> {
  const { size, seed = 0, shuffle = true } = expectOptions(fn, options);
  if (!Array.isArray(data)) throw new TypeError(`${fn}: the data are ${describe(data)}, not an array`);
  if (data.length === 0) throw new RangeError(`${fn}: the data are empty, so there is no batch`);
  expectCount(fn, "size", size);
  if (size > data.length)
    throw new RangeError(`${fn}: a batch has ${size} observations, but there are only ${data.length}`);
  const root = keyOf(seed);
  const perEpoch = Math.ceil(data.length / size);
  let known: { epoch: number; order: Int32Array } = { epoch: -1, order: Int32Array.from(data.keys()) };
  return {
    at(iteration) {
      const epoch = Math.floor(iteration / perEpoch);
      if (shuffle && known.epoch !== epoch) known = { epoch, order: permutation(child(root, epoch), data.length) };
      const first = (iteration % perEpoch) * size;
      return problemOf(Array.from(known.order.subarray(first, first + size), (index) => data[index]));
    },
  };
}
