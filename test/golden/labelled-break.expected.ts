function isMatrix(xs: number[][]): boolean {
  if (!Array.isArray(xs)) return false;
  const n = xs.length;
  let all = true;
  for (let i = 0; i < n; i++) {
    const row = xs[i];
    all = all && areNumbers(row);
  }
  return all;
}

function zerosOfMatrix(xs: number[][], walk: any): number[][] {
  if (!(Array.isArray(xs) && walk.isFirst(xs))) return walk.refuse();
  const n = xs.length;
  const shadow = new Array(n);
  for (let i = 0; i < n; i++) {
    shadow[i] = walk.numbers(xs[i]);
  }
  return shadow;
}

var kept_trips_cache: F64Stack | undefined;
var kept_i_cache: F64Stack | undefined;
var kept_i_cache2: F64Stack | undefined;

export function sumUntilNegative_grad(matrix: number[][]): number[][] {
  if (!isMatrix(matrix)) {
    expectKind("grad(sumUntilNegative)", "matrix", matrix, ["Array", ["Array", "f64"]]);
  }
  const matrix_b = zerosBy(zerosOfMatrix, matrix);
  const trips_cache = kept_trips_cache ?? new F64Stack();
  kept_trips_cache = undefined;
  const i_cache = kept_i_cache ?? new F64Stack();
  kept_i_cache = undefined;
  const i_cache_1 = kept_i_cache2 ?? new F64Stack();
  kept_i_cache2 = undefined;
  let trips = 0;
  for (let i = 0; i < matrix.length; i++) {
    i_cache.push(i);
    const row = matrix[i];
    let exit = 0;
    let i_1 = 0;
    let trips_1 = 0;
    while (exit === 0 && i_1 < row.length) {
      i_cache_1.push(i_1);
      const entry = row[i_1];
      if (entry < 0) {
        exit = 1;
      } else {
        exit = entry === 0 ? 2 : 0;
      }
      if (exit === 0) {
        i_1++;
        exit = 0;
      }
      trips_1++;
    }
    trips_cache.push(trips_1);
    trips++;
    if ((exit === 2 ? 0 : exit) !== 0) break;
  }

  for (let k = trips; k > 0; k--) {
    const i = i_cache.pop();
    const row_b = matrix_b[i];
    const row = matrix[i];
    for (let k_1 = trips_cache.pop(); k_1 > 0; k_1--) {
      // if (entry < 0) break rows
      const i_1 = i_cache_1.pop();
      const entry = row[i_1];
      let entry_b: number;
      if (entry < 0) {
        entry_b = 0;
      } else {
        // if (entry === 0) continue rows
        entry_b = entry === 0 ? 0 : 2 * entry;
      }
      if (i_1 < row_b.length) row_b[i_1] += entry_b;
    }
  }
  kept_trips_cache = trips_cache.emptied();
  kept_i_cache = i_cache.emptied();
  kept_i_cache2 = i_cache_1.emptied();
  return matrix_b;
}
