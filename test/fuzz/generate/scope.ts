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
  | "Point"
  /** Of any length, read with a default or all at once. */
  | "numbers"
  /** A window on the elements of another array; of two at least. */
  | "view"
  | "mode"
  | "Map<string, number>"
  | "Map<number, Float64Array>"
  | "Set<number>"
  | "Body"
  | "Body[]"
  | "Chain"
  | "Point | undefined"
  | "functions"
  | "Ticker";

export const vectors: readonly Type[] = ["Float64Array", "Float32Array", "number[]", "Int32Array"];
export const matrices: readonly Type[] = ["number[][]", "Float64Array[]"];

export function spelling(type: Type): string {
  return spellings[type] ?? type;
}

const spellings: Readonly<Partial<Record<Type, string>>> = {
  integer: "number",
  numbers: "number[]",
  view: "Float64Array",
  mode: "Mode",
  functions: "((p: number) => number)[]",
};

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

/** What a jump may leave: the innermost comes last. */
export interface Exit {
  readonly label: string | undefined;
  readonly kind: "loop" | "switch" | "block";
}

export const prefixes: Readonly<Record<Type, string>> = {
  number: "s",
  integer: "n",
  boolean: "b",
  Float64Array: "a",
  Float32Array: "h",
  "number[]": "c",
  "number[][]": "m",
  "Float64Array[]": "r",
  "[number, number]": "t",
  "[Float64Array, number[]]": "w",
  "number | undefined": "u",
  "Point[]": "z",
  "(p: number) => number": "g",
  Int32Array: "k",
  Point: "o",
  numbers: "l",
  view: "e",
  mode: "mode",
  "Map<string, number>": "map",
  "Map<number, Float64Array>": "lists",
  "Set<number>": "set",
  Body: "body",
  "Body[]": "bodies",
  Chain: "chain",
  "Point | undefined": "maybe",
  functions: "fns",
  Ticker: "ticker",
};
