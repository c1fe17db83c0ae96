/** What an expression of the source is while it is lowered: an IR value, or something known only at compile time. */
import type ts from "typescript-6";
import type { OperatorName, OperatorOptions } from "../ir/operator-names.js";
import { type Constant, type Func, type Region, Value } from "../ir/ops.js";
import type { Type } from "../ir/types.js";
import type { ClassInfo } from "./class-info.js";

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration;

/** A local of one activation of a function; its current value is in the environment. */
export class Variable {
  private static count = 0;
  readonly id = Variable.count++;
  constructor(
    readonly name: string,
    /** The declared type, for the places where a value alone does not tell. */
    readonly type: Type,
    /** It stands for a variable of another activation, which would not see what is written here. */
    readonly isCopy = false,
    /** Where it is declared: to be memory from the beginning, it is declared again. */
    readonly site?: string,
    /** It is to hold numbers on some paths and something else on others. */
    readonly isMixed = false,
  ) {}
}

/** `this`, among the names that a scope gives a meaning. */
export const THIS = { name: "this" } as const;

export type Name = ts.Symbol | typeof THIS;

/** The variables of an activation and of those around it. */
export class Scope {
  private readonly variables = new Map<Name, Variable>();
  constructor(readonly parent?: Scope) {}

  declare(symbol: Name, variable: Variable): Variable {
    this.variables.set(symbol, variable);
    return variable;
  }

  lookup(symbol: Name): Variable | undefined {
    return this.variables.get(symbol) ?? this.parent?.lookup(symbol);
  }
}

/** A function known at compile time, with the scope that its free variables are found in (none for a module's function). */
export interface FunctionValue {
  readonly kind: "function";
  /** Without the rule that the program defines for it. */
  readonly asWritten?: boolean;
  readonly node: FunctionNode;
  readonly scope: Scope | undefined;
  readonly name: string;
  /** The value of `this` in its calls; arrow functions find theirs in the scope. */
  readonly receiver?: FrontValue;
  /** The class that it is a member of. */
  readonly owner?: ClassInfo;
  /** It is called by `new`. */
  readonly constructs?: boolean;
  /** It is called rather than lowered in place. */
  readonly outlined?: boolean;
}

/** A class, with the scope that the free variables of its members are found in (none for a module's class). */
export interface ClassValue {
  readonly kind: "class";
  readonly info: ClassInfo;
  readonly scope: Scope | undefined;
}

/** An object whose constructor is running: memory is made of its fields when it has ended. */
export interface ConstructionValue {
  readonly kind: "construction";
  readonly info: ClassInfo;
  readonly fields: ReadonlyMap<string, Variable>;
}

/** A function of the language, `Math.sin` or `Number.isNaN`, or one of the library that is a primitive: `special.erf`. */
export interface BuiltinValue {
  readonly kind: "builtin";
  readonly name: string;
}

/** What can be an operand. */
export type Differentiable =
  | FunctionValue
  | BuiltinValue
  | BoundValue
  | CustomValue
  | ConvertedValue
  | MadeValue
  | DerivativeValue;

/** What the operand of an operator in ordinary code makes: a function that makes and calls it. */
export interface MadeValue {
  readonly kind: "made";
  readonly func: Func;
  /** Names in scope at the operator call, for the leading parameters. */
  readonly names: readonly string[];
}

/** `f.bind(receiver, ...args)`. */
export interface BoundValue {
  readonly kind: "bound";
  readonly target: FrontValue;
  readonly receiver: FrontValue | undefined;
  readonly args: readonly BoundArgument[];
}

/** A function whose derivative the program gives: `customJvp(f, rule)`. */
export interface CustomValue {
  readonly kind: "custom";
  readonly primal: FrontValue;
  /** None: it has no derivative. */
  readonly rules: readonly CustomRule[];
  /** It has its own derivative, for which it is run again. */
  readonly checkpoint?: boolean;
  /** What stands for the function where its rules are given. */
  readonly operand: ts.Expression;
}

/** A function without what it captures, which it is given as its first argument. There is one for each layout. */
export interface ConvertedValue {
  readonly kind: "converted";
  readonly name: string;
}

export interface CustomRule {
  /** `jvp`: (primals, tangents) -> [value, tangent]; `forward`: args -> [value, residuals]; `backward`: (residuals, cotangent) -> cotangents. */
  readonly role: "jvp" | "forward" | "backward";
  readonly value: FrontValue;
  readonly at: ts.Expression;
}

export interface BoundArgument {
  readonly value: FrontValue;
  readonly optional: boolean;
}

/** `grad(f)` and its like; what `f` captures is read when the derivative is called. */
export interface DerivativeValue {
  readonly kind: "derivative";
  readonly operator: OperatorName;
  readonly operand: Differentiable;
  readonly options: OperatorOptions;
  readonly node: ts.CallExpression;
}

/** What `vjp`, `linearize` and `linearTranspose` make: a linear map with what it needs. */
export interface LinearMapValue {
  readonly kind: "linearMap";
  readonly func: Func;
  readonly tape: Value;
  /** How many arguments a rest parameter was given; undefined where that is not known. */
  readonly restCount: number | undefined;
}

/** A tuple that exists only while compiling: `[value, pullback]`. */
export interface TupleValue {
  readonly kind: "tuple";
  readonly elements: readonly FrontValue[];
}

/**
 * An object some of whose members exist only while compiling, as functions do. They are variables, so that every reference to the
 * object sees what is written to them; data lies in a record beside them.
 */
export interface ObjectValue {
  readonly kind: "object";
  readonly record: Variable | undefined;
  readonly members: Map<string, Variable>;
  /** The record may have properties that are not known here. */
  readonly isOpen?: boolean;
  /** It is an array, with its elements as members. */
  readonly isArray: boolean;
  /** Where it was made: on other paths it cannot be given members that it has not. */
  readonly home: Region | undefined;
  /** The literal that made it: to be memory, it is made again. */
  readonly site?: string;
}

/** A variable that functions in memory share: a record with what it holds. */
export interface BoxValue {
  readonly kind: "box";
  readonly ref: Value;
}

/** One of several values, chosen at run time: the first case whose constant the selector is. */
export interface ChoiceValue {
  readonly kind: "choice";
  readonly selector: Value;
  readonly cases: readonly ChoiceCase[];
  readonly otherwise: FrontValue;
}

export interface ChoiceCase {
  readonly when: Constant;
  readonly value: FrontValue;
}

/** A variable that holds a function on one path and a value of the IR on another. */
export interface ConflictValue {
  readonly kind: "conflict";
  readonly variable: string;
  readonly first: string;
  readonly second: string;
}

export type CompileTimeValue =
  | FunctionValue
  | BuiltinValue
  | DerivativeValue
  | LinearMapValue
  | BoundValue
  | CustomValue
  | ConvertedValue
  | MadeValue
  | ObjectValue
  | ChoiceValue
  | TupleValue
  | ClassValue
  | ConstructionValue
  | ConflictValue
  | BoxValue;
export type FrontValue = Value | CompileTimeValue;

export function isValue(value: FrontValue | undefined): value is Value {
  return value instanceof Value;
}

/** What a compile-time value is called in a message. */
export function describeValue(value: FrontValue): string {
  if (isValue(value)) return "a value";
  switch (value.kind) {
    case "function":
      return `the function \`${value.name}\``;
    case "builtin":
      return `\`${value.name}\``;
    case "derivative":
      return `a derivative \`${value.operator}\``;
    case "linearMap":
      return "a pullback";
    case "bound":
      return describeValue(value.target);
    case "custom":
      return describeValue(value.primal);
    case "made":
      return "a function";
    case "converted":
      return `the function \`${value.name}\``;
    case "object":
      return value.isArray ? "an array of functions" : "an object with functions";
    case "choice":
      return "one of several functions";
    case "tuple":
      return "a tuple with a function";
    case "class":
      return `the class \`${value.info.name}\``;
    case "construction":
      return "an object under construction";
    case "conflict":
      return "different functions";
    case "box":
      return "a variable";
  }
}

/** The alternatives of a value, through choices among choices. */
export function alternativesOf(value: FrontValue): FrontValue[] {
  if (isValue(value) || value.kind !== "choice") return [value];
  return [...value.cases.map((each) => each.value), value.otherwise].flatMap(alternativesOf);
}
