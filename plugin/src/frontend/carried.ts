/**
 * A variable of a loop that holds functions: which one it holds is carried from iteration to iteration as a number, and what each
 * captures as values. The alternatives are found by lowering the loop until there are no new ones.
 */
import { INT, type Type } from "../ir/types.js";
import { withChosen } from "./choices.js";
import { type Conversion, convert, rebuild } from "./closures.js";
import type { Lowering } from "./lowering.js";
import { isMadeOfAnother, reach } from "./parts.js";
import type { Layout } from "./shapes.js";
import { alternativesOf, type FrontValue, isValue, type TupleValue, Variable } from "./values.js";

/** More functions than this are found only where each iteration makes a new one of the one before. */
const MAX_ALTERNATIVES = 16;

interface Alternative {
  readonly layout: Layout;
  /** Where its captured values are among those of all. */
  readonly offset: number;
}

export class CarriedFunctions {
  private readonly alternatives: Alternative[] = [];
  private leafTypes: Type[] = [];
  private parts: Variable[] = [];
  private begun = 0;
  /** There is no end to the functions that it holds, or they share what is not carried. */
  isUnbounded = false;

  constructor(
    readonly variable: Variable,
    private readonly l: Lowering,
    /** Variables that are around the loop, for all iterations. */
    private readonly isAround: (variable: Variable) => boolean,
    /** Variables that each iteration has one of its own of, under the same name. */
    private readonly changing: ReadonlySet<Variable>,
  ) {}

  /** Makes sure that the variable can hold the value; returns whether that is new. */
  admit(value: FrontValue | undefined): boolean {
    let isNew = false;
    for (const each of alternativesOf(value ?? this.l.undefined())) {
      const conversion = this.conversion(each);
      if (this.indexOf(conversion) >= 0) continue;
      isNew = true;
      const { checker, env } = this.l;
      const { variables } = reach(checker, env, [each]);
      const isChanging = [...variables].some((variable) => this.changing.has(variable));
      if (
        isChanging ||
        isMadeOfAnother(checker, env, each) ||
        conversion.obstacle !== undefined ||
        this.alternatives.length === MAX_ALTERNATIVES
      ) {
        this.isUnbounded = true;
        return true;
      }
      this.alternatives.push({ layout: conversion.layout, offset: this.leafTypes.length });
      this.leafTypes.push(...conversion.layout.leaves.map((leaf) => leaf.type));
    }
    return isNew;
  }

  /** The variables that stand for it in the loop, with their values from the current one. */
  begin(): readonly Variable[] {
    const { name } = this.variable;
    this.begun = this.alternatives.length;
    this.parts = [new Variable(name, INT), ...this.leafTypes.map((type) => new Variable(name, type))];
    this.encode();
    return this.parts;
  }

  /** Sets the variables that stand for it from what it holds. */
  encode(): void {
    const values = this.encoded(this.l.env.get(this.variable) ?? this.l.undefined());
    values.elements.forEach((value, index) => this.l.env.set(this.parts[index], value));
  }

  /** Sets it from the variables that stand for it. */
  decode(): void {
    const { l } = this;
    const [selector, ...leaves] = this.parts.map((part) => l.env.get(part)).filter(isValue);
    // What was found since has no variables yet: the loop is lowered again.
    const values = this.alternatives
      .slice(0, this.begun)
      .map(({ layout, offset }) => rebuild(l, layout, leaves.slice(offset, offset + layout.leaves.length)));
    const cases = values.slice(0, -1).map((value, when) => ({ when, value }));
    const otherwise = values.at(-1)!;
    l.env.set(this.variable, cases.length === 0 ? otherwise : { kind: "choice", selector, cases, otherwise });
  }

  private encoded(value: FrontValue): TupleValue {
    const { l } = this;
    if (!isValue(value) && value.kind === "choice") {
      return withChosen(l, value, (chosen) => this.encoded(chosen)) as TupleValue;
    }
    const conversion = this.conversion(value);
    // What is not admitted yet is admitted before the next attempt.
    const index = this.indexOf(conversion);
    const captures = index < 0 ? [] : conversion.captures;
    const offset = this.alternatives[index]?.offset ?? 0;
    const leaves = this.leafTypes.map((type, k) => captures[k - offset] ?? l.undefined(type));
    return { kind: "tuple", elements: [l.constant(Math.max(0, index), INT), ...leaves] };
  }

  private conversion(value: FrontValue): Conversion {
    return convert(this.l, value, { keeps: this.isAround, constantsVary: true });
  }

  private indexOf({ layout }: Conversion): number {
    return this.alternatives.findIndex((alternative) => alternative.layout.key === layout.key);
  }
}
