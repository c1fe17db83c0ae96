/** Patterns that the compiler knows: unions of bands. */
import type { SparsityPattern } from "./pattern.js";
import { symmetricPattern } from "./plan.js";
import { mostEntries, type Shaped, tooLarge } from "./resolution.js";

/** The first row, the last, from one to the next, and for each end of its columns the slope and where it is in row 0. */
type Band = readonly number[];
/** So many patterns are kept, as long as they have no more than so many entries together. */
const mostKept = 4;
const mostKeptEntries = 2 ** 20;

interface Kept {
  readonly key: string;
  readonly pattern: Shaped<SparsityPattern>;
}

/** The last first. */
let kept: readonly Kept[] = [];

/** Whether there is such a matrix: what the compiler takes for a size may be no number when the program runs, or none that is whole. */
export function areBands(rows: number, bands: readonly Band[]): boolean {
  return Number.isInteger(rows) && bands.every((band) => band.every(Number.isFinite));
}

/**
 * The pattern of a matrix of `rows` rows in which each band has its columns in the rows that it is in.
 * @throws RangeError, in the name of `caller`, where it has too many entries for memory
 */
export function bandedPattern(
  caller: string,
  of: "jacobian" | "hessian",
  rows: number,
  columns: number,
  bands: readonly Band[],
): Shaped<SparsityPattern> {
  const found = columnsOf(caller, rows, columns, bands);
  return of === "jacobian" ? found : (symmetricPattern(found) as Shaped<SparsityPattern>);
}

/** The same, from memory where the last calls have made it. Nobody may write to it. */
export function keptBandedPattern(...given: Parameters<typeof bandedPattern>): Shaped<SparsityPattern> {
  const [, of, rows, columns, bands] = given;
  const key = `${of} ${rows} ${columns} ${bands.join(" ")}`;
  const known = kept.find((each) => each.key === key);
  const found = known ?? { key, pattern: bandedPattern(...given) };
  let entries = 0;
  kept = [found, ...kept.filter((each) => each !== found)].slice(0, mostKept).filter(({ pattern }) => {
    entries += pattern.columns.length;
    return entries <= mostKeptEntries;
  });
  return found.pattern;
}

function columnsOf(caller: string, m: number, n: number, bands: readonly Band[]): Shaped<SparsityPattern> {
  const [starts, ends] = [new Float64Array(bands.length), new Float64Array(bands.length)];
  /** The intervals of a row that are not empty, by where they start; returns how many there are. */
  const intervals = (row: number): number => {
    let found = 0;
    for (const [first, last, stride, fromSlope, from, toSlope, to] of bands) {
      if (row < first || row > last || (stride > 1 && (row - first) % stride !== 0)) continue;
      const start = Math.max(0, Math.ceil(fromSlope * row + from));
      const end = Math.min(n - 1, Math.floor(toSlope * row + to));
      if (start > end) continue;
      let place = found++;
      for (; place > 0 && starts[place - 1] > start; place--) {
        starts[place] = starts[place - 1];
        ends[place] = ends[place - 1];
      }
      starts[place] = start;
      ends[place] = end;
    }
    return found;
  };
  const offsets = new Int32Array(m + 1);
  let entries = 0;
  for (let row = 0; row < m; row++) {
    const found = intervals(row);
    for (let k = 0, next = 0; k < found; k++) {
      entries += Math.max(0, ends[k] + 1 - Math.max(next, starts[k]));
      next = Math.max(next, ends[k] + 1);
    }
    if (entries > mostEntries) throw tooLarge(caller, m, n);
    offsets[row + 1] = entries;
  }
  const columns = new Int32Array(entries);
  let place = 0;
  for (let row = 0; row < m; row++) {
    const found = intervals(row);
    for (let k = 0, next = 0; k < found; k++) {
      for (let column = Math.max(next, starts[k]); column <= ends[k]; column++) columns[place++] = column;
      next = Math.max(next, ends[k] + 1);
    }
  }
  return { shape: [m, n], offsets, columns };
}
