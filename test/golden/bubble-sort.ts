import { grad } from "cotangent";

/** Sorts in place by exchanging neighbours. */
function sort(a: number[]): void {
  for (let end = a.length - 1; end > 0; end--) {
    for (let i = 0; i < end; i++) {
      if (a[i] > a[i + 1]) [a[i], a[i + 1]] = [a[i + 1], a[i]];
    }
  }
}

/** Weights the order statistics by their ranks. */
export function weighted(values: number[]): number {
  const sorted = [...values];
  sort(sorted);
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += i * sorted[i] ** 2;
  return sum;
}

export const gradient = grad(weighted);

weighted([3, 1, 2]); // 22
gradient([3, 1, 2]); // [12, 0, 4]
