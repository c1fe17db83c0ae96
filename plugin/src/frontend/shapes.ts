/** The shape of a value that is known at compile time: what it is but for the values of the IR that it refers to. */
import type { Constant } from "../ir/ops.js";
import type { Type } from "../ir/types.js";
import type { ClassInfo } from "./class-info.js";
import type {
  ClassValue,
  CompileTimeValue,
  CustomRule,
  CustomValue,
  DerivativeValue,
  FrontValue,
  FunctionValue,
  Name,
  LinearMapValue,
  Variable,
} from "./values.js";

/** What a value is but for the values of the IR in it, which are numbered. */
export type Shape =
  | { readonly kind: "leaf"; readonly leaf: number }
  | { readonly kind: "constant"; readonly value: Constant; readonly type: Type }
  /** The same everywhere: a module's function, a function of the language, or what refers only to variables in scope. */
  | { readonly kind: "known"; readonly value: CompileTimeValue; readonly around: readonly Variable[] }
  | {
      readonly kind: "function";
      readonly value: FunctionValue;
      readonly free: readonly FreePlace[];
      readonly receiver: Shape | undefined;
    }
  /** A class inside a function. */
  | { readonly kind: "class"; readonly value: ClassValue; readonly free: readonly FreePlace[] }
  | {
      readonly kind: "object";
      readonly record: Place | undefined;
      readonly members: readonly { readonly name: string; readonly place: Place }[];
      readonly isArray: boolean;
      readonly isOpen: boolean;
      readonly site: string | undefined;
    }
  | { readonly kind: "box"; readonly ref: Shape }
  | { readonly kind: "derivative"; readonly value: DerivativeValue; readonly operand: Shape }
  | { readonly kind: "linearMap"; readonly value: LinearMapValue; readonly tape: Shape }
  | { readonly kind: "tuple"; readonly elements: readonly Shape[] }
  | {
      readonly kind: "bound";
      readonly target: Shape;
      readonly receiver: Shape | undefined;
      readonly args: readonly { readonly value: Shape; readonly optional: boolean }[];
    }
  | {
      readonly kind: "custom";
      readonly value: CustomValue;
      readonly primal: Shape;
      readonly rules: readonly (Omit<CustomRule, "value"> & { readonly value: Shape })[];
    }
  | {
      readonly kind: "choice";
      readonly selector: Shape;
      readonly cases: readonly { readonly when: Constant; readonly value: Shape }[];
      readonly otherwise: Shape;
    };

export interface FreePlace {
  readonly symbol: Name;
  readonly place: Place;
}

/** Where a variable is: in a slot, or still in scope. */
export type Place = { readonly slot: number } | { readonly kept: Variable };

/** A variable that the value refers to. */
export interface Slot {
  readonly name: string;
  readonly type: Type;
  readonly site: string | undefined;
  readonly content: Shape;
}

export interface Leaf {
  readonly name: string;
  readonly type: Type;
  /** What it is an instance of, and of no subclass. */
  readonly exact: ClassInfo | undefined;
}

/** What a value needs from outside; equal keys share an instance. */
export interface Layout {
  readonly value: FrontValue;
  readonly root: Shape;
  readonly slots: readonly Slot[];
  readonly leaves: readonly Leaf[];
  readonly key: string;
}
