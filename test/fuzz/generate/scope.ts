/** What the generator knows about the names in scope. */

/** Arrays have `LENGTH` elements, rows of arrays too; a `number[]` that a program grows keeps at least these. */
export const LENGTH = 3;

export type Type =
  | "number"
  /** A count: not negative, below the bound of its variable; never a carrier of a derivative by itself. */
  | "integer"
  | "boolean"
  | "Float64Array"
  | "Float32Array"
  | "number[]"
  | "number[][]"
  | "Float64Array[]"
  | "[number, number]"
  | "[Float64Array, number[]]"
  | "number | undefined"
  | "Int32Array"
  | "Point[]"
  | "(p: number) => number"
  | "Point";

export const vectors: readonly Type[] = ["Float64Array", "Float32Array", "number[]", "Int32Array"];
export const matrices: readonly Type[] = ["number[][]", "Float64Array[]"];

export function spelling(type: Type): string {
  return type === "integer" ? "number" : type;
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** May be assigned anywhere. */
  readonly isMutable: boolean;
  /** One above the largest value of an integer; undefined where it only grows. */
  readonly below?: number;
}

/** A function that can be called: declared in the module or local. */
export interface Callee {
  readonly name: string;
  readonly params: readonly { readonly type: Type; readonly isOptional: boolean }[];
  /** Takes any number of numbers after its parameters. */
  readonly hasRest?: boolean;
  readonly result: Type | "void";
  /** The last parameter bounds the depth of a recursion. */
  readonly isRecursive: boolean;
}

export interface Frame {
  readonly variables: readonly Variable[];
  readonly callees: readonly Callee[];
  /** Numbers of the module, and its tables, which are only read. */
  readonly constants: readonly string[];
  readonly tables: readonly string[];
}

/** Draws of the generator. */
export interface Dice {
  /** From 0 to `count - 1`. */
  int(count: number): number;
}
