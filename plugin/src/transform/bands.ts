/** The numbers of bands that are known at build time, as generated code computes them from the sizes of the arguments. */
import type { Bound } from "../analysis/bands.js";
import type { Emission } from "../analysis/sizes.js";
import type { StaticPattern } from "../analysis/static-pattern.js";
import type { Value } from "../ir/ops.js";
import { arrayOf, F64 } from "../ir/types.js";

/** A list for each band: the first row, the last, and from one to the next, and for each end of its columns the slope and where it is in row 0. */
export function emitBands({ rows, bands }: StaticPattern, emission: Emission): Value[] {
  const bound = ({ at, isFromRow }: Bound): Value[] => [
    emission.build.const(isFromRow ? 1 : 0),
    emission.polynomial(at),
  ];
  return bands.map(({ firstRow, lastRow, stride, from, to }) => {
    const [first, last] = [emission.polynomial(firstRow), emission.polynomial(lastRow ?? rows.add(-1))];
    const numbers = [first, last, emission.build.const(stride), ...bound(from), ...bound(to)];
    return emission.build.literal(arrayOf(F64), numbers);
  });
}

/** Whether all that the bands are made of are whole numbers, whatever the arguments are. */
export function areCertain({ rows, bands }: StaticPattern): boolean {
  const all = bands.flatMap(({ firstRow, lastRow, from, to }) => [firstRow, lastRow, from.at, to.at]);
  return [rows, ...all].every((each) => each === undefined || each.isInteger);
}
