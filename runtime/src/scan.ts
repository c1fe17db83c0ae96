import type { Schedule } from "./checkpoint/index.js";

export interface ScanOptions {
  /** Which states reverse mode keeps, of `cotangent/checkpoint`; all of what it needs without one. */
  readonly checkpoint?: Schedule;
}

/**
 * Runs `step(carry, x, index)`, which returns the next carry and an output, over the elements of `xs`, from `init` on. Returns the last carry and
 * all outputs, which may have any shape. Reverse mode runs steps again from the states that a schedule of checkpoints keeps (Blondel and
 * Roulet, section 7.5).
 */
export function scan<Carry, X, Y>(
  step: (carry: Carry, x: X, index: number) => readonly [carry: Carry, output: Y],
  init: Carry,
  xs: ArrayLike<X>,
  _options: ScanOptions = {},
): [carry: Carry, outputs: Y[]] {
  const outputs: Y[] = [];
  let carry = init;
  const { length } = xs;
  for (let i = 0; i < length; i++) {
    const [next, output] = step(carry, xs[i], i);
    carry = next;
    outputs.push(output);
  }
  return [carry, outputs];
}
