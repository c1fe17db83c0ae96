/** What polynomials are at least, where their unknowns run between polynomials in others. */
import { Polynomial, type Unknown } from "./polynomials.js";

/** Both inclusive; nothing where that is no polynomial. */
export interface Bounds {
  readonly least?: Polynomial;
  readonly most?: Polynomial;
}

export type BoundsOf = (unknown: Unknown) => Bounds;

/** Unknowns that are never negative, with numbers that they are at least. */
export type Naturals = ReadonlyMap<Unknown, number>;

/** Where polynomials are more involved than this, nothing is known. */
const mostUnknowns = 8;

export function isNeverNegative(polynomial: Polynomial, naturals: Naturals, boundsOf: BoundsOf): boolean {
  let least: Polynomial | undefined = polynomial;
  for (let round = 0; least && round < mostUnknowns; round++) {
    if (least.signWhere(naturals) === 1) return true;
    least = without(least, naturals, boundsOf);
  }
  return false;
}

/** In terms of unknowns that have no bounds, as far as that is known. */
export function leastOf(polynomial: Polynomial, naturals: Naturals, boundsOf: BoundsOf): Polynomial {
  let least = polynomial;
  for (let round = 0; round < mostUnknowns; round++) least = without(least, naturals, boundsOf) ?? least;
  return least;
}

/** What a polynomial is at least, in terms of fewer unknowns: first of those which bound no others. */
function without(polynomial: Polynomial, naturals: Naturals, boundsOf: BoundsOf): Polynomial | undefined {
  const bounded = [...polynomial.unknowns].map((unknown) => ({ unknown, ...boundsOf(unknown) }));
  const signOf = (unknown: Unknown): 1 | -1 | undefined => polynomial.coefficient(unknown)?.signWhere(naturals);
  for (const { unknown, least, most } of bounded) {
    if (bounded.some((other) => other.least?.has(unknown) || other.most?.has(unknown))) continue;
    const sign = signOf(unknown);
    const by = sign === 1 ? least : sign === -1 ? most : undefined;
    if (by) return polynomial.substitute(unknown, by);
  }
  for (const { unknown, least } of bounded) {
    const number = naturals.get(unknown);
    if (!least && number && signOf(unknown) === 1) return polynomial.substitute(unknown, Polynomial.constant(number));
  }
  return undefined;
}
