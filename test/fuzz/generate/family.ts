/** A part of the language that some programs are about: what it adds to the draws. */
import type { Callee, Exit, Frame, Type, Variable } from "./scope.js";

export type Choices = readonly (readonly [weight: number, choice: () => string])[];

export interface Family {
  readonly name: string;
  /** What its types need before everything that uses them. */
  declarations?(pen: Pen): string[];
  /** Types of local variables and of parameters of functions of the module. */
  readonly types: readonly Type[];
  /** Those of the types that `f` may take too. */
  readonly outer?: readonly Type[];
  /** An argument of one of these types. */
  given?(type: Type, real: () => number, count: (below: number) => number): unknown;
  /** Fresh values of its types, or more ways to make those of others. */
  values?(pen: Pen, type: Type): Choices;
  numbers?(pen: Pen, depth: number): Choices;
  /** `depth` is 0 where statements may not hold others. */
  statements?(pen: Pen, depth: number): Choices;
  /** Numbers that depend on a variable of its types. */
  summary?(variable: Variable): string[];
}

/** What families write with. */
export interface Pen {
  frame: Frame;
  trips: number;
  budget: number;
  isPure: boolean;
  exits: readonly Exit[];
  result: Type | "void";
  nesting: number;
  chance(percent: number): boolean;
  pick<T>(options: readonly T[]): T;
  weighted(choices: Choices): string;
  nested<T>(body: () => T): T;
  of(...types: readonly Type[]): Variable[];
  /** A name that nothing has in the function that is written. */
  name(prefix: string): string;
  forgetNames(): void;
  add(variable: Variable): void;
  /** Runs `body` with the names in scope as they are, and forgets those that it adds. */
  scoped<T>(body: () => T): T;
  literal(): string;
  leaf(): string;
  /** A number of the size of one. */
  bounded(depth: number): string;
  number(depth: number): string;
  integer(depth?: number): string;
  /** An integer in the bounds of an array. */
  index(): string;
  condition(depth?: number): string;
  target(): string;
  canAssign(): boolean;
  value(type: Type, depth?: number): string;
  fresh(type: Type): string;
  call(result: Callee["result"]): string | undefined;
  /** `{ body }` as an arrow function of some numbers, which reads and may write what is around it. */
  arrow(params: readonly string[], options?: ArrowOptions): string;
  block(depth: number, most: number, before?: readonly string[], isFunction?: boolean): string;
  /** Statements of a function of its own: nothing around it can be left. */
  body(params: readonly Variable[], options: BodyOptions): string;
}

export interface ArrowOptions {
  /** What it returns; a number where nothing is said. */
  readonly returns?: () => string;
  readonly isPure?: boolean;
  /** Parameters that count. */
  readonly counters?: readonly string[];
}

export interface BodyOptions {
  readonly result: Type | "void";
  readonly statements: number;
  readonly depth: number;
  /** The last `return`; a number where nothing is said. */
  readonly end?: () => string;
}
