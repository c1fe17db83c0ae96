import { grad } from "cotangent";

/** The energy of a field on a grid: squared differences between neighbours. */
export function fieldEnergy(field: number[][]): number {
  let energy = 0;
  for (let i = 0; i < field.length; i++) {
    for (let j = 0; j < field[i].length; j++) {
      if (i > 0) energy += (field[i][j] - field[i - 1][j]) ** 2;
      if (j > 0) energy += (field[i][j] - field[i][j - 1]) ** 2;
    }
  }
  return energy;
}

export const gradient = grad(fieldEnergy);

fieldEnergy([[1, 2], [4, 8]]); // 62
gradient([[1, 2], [4, 8]]); // [[-8, -10], [-2, 20]]
