/** What is known of a value as a number, as memory and by what it depends on, and the arithmetic of that. */
import { isNumber } from "../ir/types.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { type Alternative, type Band, type Dependence, distinct, type Guard, type Loop, Unknowable } from "./bands.js";
import { comparisonGuards } from "./guards.js";
import { Polynomial } from "./polynomials.js";
import type { Size } from "./sizes.js";

/** Bands of one array, dependences of one number; there is no point in more. */
export const mostBands = 32;
const mostAlternatives = 4;

/** The input, memory of the function's own, or memory that depends on nothing. */
export interface Memory {
  /** Of memory of its own, its name. */
  readonly key?: string;
  readonly kind: "input" | "own" | "other";
  /** Loops in whose turns it is made. */
  readonly loops: readonly Loop[];
  readonly bands: Map<string, Band>;
  length?: Fact;
  /** Elements are added to it or taken away. */
  grows?: boolean;
}

export interface Reference {
  readonly memory: Memory;
  /** Where its elements begin. */
  readonly start: Polynomial;
  /** Of a part of memory, what is known of its length. */
  readonly part?: Fact;
}

interface Comparison {
  readonly name: PrimitiveName;
  readonly one: Polynomial;
  readonly other: Polynomial;
  /** It is `false` where the comparison holds. */
  readonly isNegated?: boolean;
}

/** What is known of a value. */
export interface Fact {
  readonly size?: Size;
  readonly alternatives?: readonly Alternative[];
  /** What a number is never less than, and never more than. */
  readonly least?: readonly Polynomial[];
  readonly most?: readonly Polynomial[];
  readonly dependences?: readonly Dependence[];
  readonly reference?: Reference;
  readonly comparison?: Comparison;
}

/** The only polynomial that a number is. */
export function single(alternatives: readonly Alternative[] | undefined): Polynomial | undefined {
  return alternatives?.length === 1 && alternatives[0].where.length === 0 ? alternatives[0].at : undefined;
}

export function exactly(at: Polynomial): Fact {
  return { alternatives: [{ at, where: [] }], least: [at], most: [at] };
}

export function constant(value: number): Fact {
  return exactly(Polynomial.constant(value));
}

export function sized(size: Size | undefined): Fact {
  if (!size) return {};
  return isNumber(size.type) ? { size, ...exactly(Polynomial.of(size)) } : { size };
}

/** A result as polynomials, where its operands are; nothing where it is another function of them. */
export function arithmetic(name: PrimitiveName, [a, b]: readonly Fact[], loops: readonly Loop[]): Fact {
  switch (name) {
    case "add":
    case "sub": {
      const sign = name === "add" ? 1 : -1;
      const [least, most] = name === "add" ? [b.least, b.most] : [b.most, b.least];
      const sums = (one: Fact["least"], other: Fact["least"]) =>
        one && other && one.flatMap((x) => other.map((y) => x.plus(y, sign)));
      const alternatives = combined(a, b, (x, y) => x.plus(y, sign));
      return { ...alternatives, least: sums(a.least, least), most: sums(a.most, most) };
    }
    case "mul":
      return combined(a, b, (x, y) => x.times(y));
    case "neg":
      return combined(constant(0), a, (x, y) => x.minus(y));
    case "max":
    case "min": {
      if (!b) return {};
      const [one, other] = [single(a.alternatives), single(b.alternatives)];
      const ends = [...((name === "max" ? a.least : a.most) ?? []), ...((name === "max" ? b.least : b.most) ?? [])];
      const known = name === "max" ? { least: ends } : { most: ends };
      if (!one || !other) return known;
      const whenOne = comparisonGuards(name === "max" ? "ge" : "le", one, other, true, loops);
      const whenOther = comparisonGuards(name === "max" ? "le" : "ge", one, other, true, loops);
      const alternatives = [
        { at: one, where: whenOne },
        { at: other, where: whenOther },
      ];
      return { ...known, alternatives };
    }
    default:
      return {};
  }
}

function combined(a: Fact, b: Fact, of: (x: Polynomial, y: Polynomial) => Polynomial | undefined): Fact {
  const alternatives: Alternative[] = [];
  for (const one of a.alternatives ?? []) {
    for (const other of b.alternatives ?? []) {
      const at = of(one.at, other.at);
      if (!at) return {};
      alternatives.push({ at, where: [...one.where, ...other.where] });
    }
  }
  if (alternatives.length === 0 || alternatives.length > mostAlternatives) return {};
  const [{ at, where }] = alternatives;
  return alternatives.length === 1 && where.length === 0 ? exactly(at) : { alternatives };
}

/** What one of two values is, each under its guards. */
export function either(one: Fact, ones: readonly Guard[], other: Fact, others: readonly Guard[]): Fact {
  const guarded = <T extends { readonly where: readonly Guard[] }>(list: readonly T[] = [], guards: readonly Guard[]) =>
    list.map((each) => ({ ...each, where: [...each.where, ...guards] }));
  const dependences = distinct([...guarded(one.dependences, ones), ...guarded(other.dependences, others)]);
  if (dependences.length > mostBands) throw new Unknowable();
  const all = [...guarded(one.alternatives, ones), ...guarded(other.alternatives, others)];
  const areKnown = one.alternatives && other.alternatives && all.length <= mostAlternatives;
  return {
    ...(dependences.length > 0 ? { dependences } : {}),
    ...(areKnown ? { alternatives: all } : {}),
  };
}
