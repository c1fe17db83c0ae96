import { grad } from "cotangent";

/** The sum of a matrix by rows up to its first negative entry; rows that start with 0 are left out. */
export function sumUntilNegative(matrix: number[][]): number {
  let sum = 0;
  rows: for (const row of matrix) {
    for (const entry of row) {
      if (entry < 0) break rows;
      if (entry === 0) continue rows;
      sum += entry * entry;
    }
  }
  return sum;
}

export const gradient = grad(sumUntilNegative);

sumUntilNegative([[1, 2], [3, -1], [4, 5]]); // 14
gradient([[1, 2], [3, -1], [4, 5]]); // [[2, 4], [6, 0], [0, 0]]
