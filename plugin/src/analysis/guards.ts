/** What a comparison says of the counter of a loop. */
import type { PrimitiveName } from "../ir/primitives.js";
import type { Band, Guard, Loop } from "./bands.js";
import { Polynomial } from "./polynomials.js";

const opposites: Partial<Record<PrimitiveName, PrimitiveName>> = {
  lt: "ge",
  le: "gt",
  gt: "le",
  ge: "lt",
  eq: "ne",
  ne: "eq",
};

/** The guards under which a comparison of two numbers comes out as it does; none where it says nothing of one counter. `loops`: from the outside. */
export function comparisonGuards(
  name: PrimitiveName,
  one: Polynomial,
  other: Polynomial,
  outcome: boolean,
  loops: readonly Loop[],
): Guard[] {
  const holds = outcome ? name : opposites[name];
  const difference = one.minus(other);
  const [loop, slope] = counterOf(difference, loops) ?? [];
  if (!loop || !slope) return [];
  // The counter is compared with this.
  const limit = solved(difference, loop, slope);
  const below: Guard = { of: loop, to: limit };
  const above: Guard = { of: loop, from: limit };
  const [less, more] = slope > 0 ? [below, above] : [above, below];
  const strictly = ({ of, from, to }: Guard): Guard =>
    difference.isInteger ? { of, from: from?.add(1), to: to?.add(-1) } : { of, from, to };
  switch (holds) {
    case "le":
      return [less];
    case "lt":
      return [strictly(less)];
    case "ge":
      return [more];
    case "gt":
      return [strictly(more)];
    case "eq":
      return [{ of: loop, from: limit, to: limit }];
    default:
      return [];
  }
}

/** Whether an index is in none of the rows of a band, in no turn. */
export function isOutside(index: Polynomial, { firstRow, lastRow, stride }: Band): boolean {
  const behind = index.minus(firstRow);
  if ((behind.value ?? 0) < 0 || (lastRow?.minus(index).value ?? 0) < 0) return true;
  return behind.isDivisibleBy(stride, true) && behind.constantTerm % stride !== 0;
}

/** The turns in which an index is in the rows of a band. */
export function rowGuards(index: Polynomial, { firstRow, lastRow }: Band, loops: readonly Loop[]): Guard[] {
  const [loop, slope] = counterOf(index, loops) ?? [];
  if (!loop || !slope) return [];
  const at = (row: Polynomial | undefined): Polynomial | undefined => row && solved(index.minus(row), loop, slope);
  const [first, last] = [at(firstRow), at(lastRow)];
  return [slope > 0 ? { of: loop, from: first, to: last } : { of: loop, from: last, to: first }];
}

/** The innermost counter that a polynomial has with the factor 1 or -1. */
function counterOf(polynomial: Polynomial, loops: readonly Loop[]): [loop: Loop, slope: 1 | -1] | undefined {
  for (const loop of [...loops].reverse()) {
    const slope = polynomial.coefficient(loop)?.value;
    if (slope === 1 || slope === -1) return [loop, slope];
  }
  return undefined;
}

/** Where a polynomial in which a counter has such a factor is zero. */
function solved(polynomial: Polynomial, loop: Loop, slope: 1 | -1): Polynomial {
  const rest = polynomial.minus(Polynomial.constant(0).plus(Polynomial.of(loop), slope));
  return Polynomial.constant(0).plus(rest, -slope);
}
