/** Polynomials in the counters of loops and in sizes: what indices and the bounds of loops are as functions of these. */

/** The counter of a loop, or a number that is the same in all of a call. */
export interface Unknown {
  readonly id: number;
  /** It is a whole number. */
  readonly isInteger: boolean;
  /** It is never negative. */
  readonly isNatural: boolean;
}

export interface Term {
  readonly factor: number;
  /** In the order of their numbers, one for each power. */
  readonly unknowns: readonly Unknown[];
}

/** Products of more unknowns than this are not followed. */
const mostUnknowns = 4;

function keyOf(unknowns: readonly Unknown[]): string {
  return unknowns.map(({ id }) => id).join();
}

function addTerm(terms: Map<string, Term>, key: string, by: number, unknowns: readonly Unknown[]): void {
  const factor = (terms.get(key)?.factor ?? 0) + by;
  if (factor === 0) terms.delete(key);
  else terms.set(key, { factor, unknowns });
}

/** Returns whether the product has not too many unknowns. */
function addProduct(terms: Map<string, Term>, a: Term, b: Term): boolean {
  const unknowns = [...a.unknowns, ...b.unknowns];
  if (unknowns.length > mostUnknowns) return false;
  if (a.unknowns.length > 0 && b.unknowns.length > 0) unknowns.sort((one, other) => one.id - other.id);
  addTerm(terms, keyOf(unknowns), a.factor * b.factor, unknowns);
  return true;
}

export class Polynomial {
  private knownUnknowns: ReadonlySet<Unknown> | undefined;

  private constructor(private readonly terms: ReadonlyMap<string, Term>) {}

  static constant(value: number): Polynomial {
    return new Polynomial(value === 0 ? new Map() : new Map([["", { factor: value, unknowns: [] }]]));
  }

  static of(unknown: Unknown): Polynomial {
    return new Polynomial(new Map([[String(unknown.id), { factor: 1, unknowns: [unknown] }]]));
  }

  plus(other: Polynomial, times = 1): Polynomial {
    if (other.terms.size === 0) return this;
    const terms = new Map(this.terms);
    for (const [key, { factor, unknowns }] of other.terms) addTerm(terms, key, times * factor, unknowns);
    return new Polynomial(terms);
  }

  minus(other: Polynomial): Polynomial {
    return this.plus(other, -1);
  }

  add(value: number): Polynomial {
    return this.plus(Polynomial.constant(value));
  }

  /** Nothing where it would have too many unknowns in a product. */
  times(other: Polynomial): Polynomial | undefined {
    const terms = new Map<string, Term>();
    for (const a of this.terms.values())
      for (const b of other.terms.values()) if (!addProduct(terms, a, b)) return undefined;
    return new Polynomial(terms);
  }

  /** The number that it is, whatever the unknowns are. */
  get value(): number | undefined {
    if (this.terms.size === 0) return 0;
    return this.terms.size === 1 ? this.terms.get("")?.factor : undefined;
  }

  get unknowns(): ReadonlySet<Unknown> {
    if (!this.knownUnknowns) {
      const found = new Set<Unknown>();
      for (const { unknowns } of this.terms.values()) for (const unknown of unknowns) found.add(unknown);
      this.knownUnknowns = found;
    }
    return this.knownUnknowns;
  }

  has(unknown: Unknown): boolean {
    return this.unknowns.has(unknown);
  }

  /** What it is multiplied by; nothing where it is not linear in the unknown. */
  coefficient(unknown: Unknown): Polynomial | undefined {
    const terms = new Map<string, Term>();
    for (const { factor, unknowns } of this.terms.values()) {
      if (!unknowns.includes(unknown)) continue;
      const rest = unknowns.filter((each) => each !== unknown);
      if (unknowns.length - rest.length > 1) return undefined;
      terms.set(keyOf(rest), { factor, unknowns: rest });
    }
    return new Polynomial(terms);
  }

  /** With a polynomial in the place of an unknown in which it is linear. */
  substitute(unknown: Unknown, by: Polynomial): Polynomial | undefined {
    const terms = new Map<string, Term>();
    for (const [key, { factor, unknowns }] of this.terms) {
      if (!unknowns.includes(unknown)) {
        addTerm(terms, key, factor, unknowns);
        continue;
      }
      const rest = { factor, unknowns: unknowns.filter((each) => each !== unknown) };
      if (unknowns.length - rest.unknowns.length > 1) return undefined;
      for (const term of by.terms.values()) if (!addProduct(terms, rest, term)) return undefined;
    }
    return new Polynomial(terms);
  }

  /** What it is divided by an unknown, and what is left: the terms without it. */
  dividedBy(unknown: Unknown): { readonly quotient: Polynomial; readonly rest: Polynomial } {
    const [quotient, rest] = [new Map<string, Term>(), new Map<string, Term>()];
    for (const [key, term] of this.terms) {
      const at = term.unknowns.indexOf(unknown);
      if (at < 0) rest.set(key, term);
      else
        addProduct(
          quotient,
          { factor: term.factor, unknowns: term.unknowns.filter((_, k) => k !== at) },
          { factor: 1, unknowns: [] },
        );
    }
    return { quotient: new Polynomial(quotient), rest: new Polynomial(rest) };
  }

  get isInteger(): boolean {
    return [...this.terms.values()].every(
      ({ factor, unknowns }) => Number.isInteger(factor) && unknowns.every((each) => each.isInteger),
    );
  }

  /** Whether its sign is known: 1 for never negative, -1 for never positive. */
  get sign(): 1 | -1 | undefined {
    return this.signWhere();
  }

  /** The sign where some more unknowns are never negative. */
  signWhere(naturals?: { has(unknown: Unknown): boolean }): 1 | -1 | undefined {
    const signs = new Set<1 | -1>();
    for (const { factor, unknowns } of this.terms.values()) {
      if (!unknowns.every((each) => each.isNatural || naturals?.has(each))) return undefined;
      signs.add(factor > 0 ? 1 : -1);
    }
    if (signs.size > 1) return undefined;
    return signs.has(-1) ? -1 : 1;
  }

  /** Whether a whole number divides it, whatever the unknowns are, or all but its constant. */
  isDivisibleBy(divisor: number, butForTheConstant = false): boolean {
    return [...this.terms].every(
      ([key, { factor, unknowns }]) =>
        (butForTheConstant && key === "") || (factor % divisor === 0 && unknowns.every((unknown) => unknown.isInteger)),
    );
  }

  get constantTerm(): number {
    return this.terms.get("")?.factor ?? 0;
  }

  /** Equal for equal polynomials. */
  get key(): string {
    return [...this.terms]
      .map(([key, { factor }]) => `${factor}*${key}`)
      .sort()
      .join("+");
  }

  /** Its terms, as factors and the unknowns that they are of. */
  list(): readonly Term[] {
    return [...this.terms.values()];
  }
}

export const ZERO = Polynomial.constant(0);
