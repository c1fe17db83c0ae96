/**
 * Both halves must be in the range of lengths for which one more step costs the same: of the first half, all of whose steps are
 * run once more, r - 1 times at most, and of the second half r times with a slot less. Of the possible splits the first.
 */
export function binomialSplit(from: number, to: number, slots: number): number {
  const length = to - from;
  const repetitions = repetitionsOf(length, slots);
  return from + Math.max(1, reach(slots, repetitions - 2), length - reach(slots - 1, repetitions));
}

/** The longest chain that can be reversed with a number of slots if no step is run more than `repetitions` times. */
export function reach(slots: number, repetitions: number): number {
  if (repetitions < 0) return 0;
  let count = 1;
  for (let k = 1; k <= Math.min(slots, repetitions); k++) count = (count * (slots + repetitions - k + 1)) / k;
  return Math.round(count);
}

export function repetitionsOf(length: number, slots: number): number {
  let repetitions = 0;
  while (reach(slots, repetitions) < length) repetitions++;
  return repetitions;
}
