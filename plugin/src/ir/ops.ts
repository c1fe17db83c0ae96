/**
 * The IR: structured SSA with regions. A function is a region; control is nested (`if`, `for`, `while`), a region ends
 * in its yields, and there are no jumps. Memory operations are ordered by their position; everything else is pure.
 */
import type { Binding } from "./bindings.js";
import type { Kind } from "./kinds.js";
import type { PrimitiveName } from "./primitives.js";
import type { Type } from "./types.js";

/** A range of the user's source; passes keep it, so that errors, comments and source maps name the user's code. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** An immutable value, defined once: by an operation's results or a region's parameters. */
export class Value {
  private static count = 0;
  readonly id = Value.count++;
  /** The operation that a builder made to compute it; see `producerOf`. */
  producer?: Op = undefined;
  constructor(
    public type: Type,
    /** The user's name for it, or one derived from it (`x_b`); a hint for printing, never an identity. */
    public name?: string,
  ) {}
}

export interface Region {
  params: Value[];
  ops: Op[];
  yields: Value[];
}

export interface Func {
  /** Unique in its module; a valid identifier that the backend may use as it stands. */
  name: string;
  body: Region;
  /** Types of the body's yields. Most functions have one result; forward halves have several. */
  results: Type[];
  /** The file in which it is emitted: the file of the declaration that it comes from. */
  file: string;
  span?: Span;
  /** The last parameter is a rest parameter: an Array here, separate arguments to JavaScript callers. */
  rest?: boolean;
  /** Positions in the body's parameters of those that may be `undefined`: optional, or with a default. */
  optional?: ReadonlySet<number>;
  /** Of those, the ones that may be `null`. */
  nullable?: ReadonlySet<number>;
  /** Positions in the body's parameters of memory that no other parameter and nothing else reaches, as has been checked. */
  apart?: ReadonlySet<number>;
  /** The user's function that computes the same: calls go to it, and nothing is emitted. Only of primal instances. */
  original?: Binding;
  /** The derivative that the program gives: nothing looks into the body to differentiate it. */
  rule?: CustomRule;
  /** Nothing of it is kept for the reverse sweep, which runs it again. */
  checkpoint?: boolean;
  /** Its first parameter is the schedule by which the reverse sweep keeps states of its loop. */
  scheduled?: boolean;
  /** It is called in many places, and its body never takes the place of a call. */
  outOfLine?: boolean;
  /** Called from user code: emitted with `export`, under exactly this name. */
  exported?: boolean;
  /** The user's name of the primal that it comes from, for messages and comments. */
  source: string;
  /** A line that says what the function computes, printed above it. */
  doc?: string;
}

/** The program's own derivative of a function. With nothing but `captures` it has none. */
export interface CustomRule {
  /** How many leading parameters are captured variables. */
  readonly captures: number;
  /** (captures, primals, tangents) -> [value, tangent] */
  jvp?: Func;
  /** (captures, arguments) -> value, residuals */
  forward?: Func;
  /** (captures, residuals, cotangent) -> a list of cotangents of the arguments */
  backward?: Func;
}

export function hasDerivative({ jvp, forward }: CustomRule): boolean {
  return jvp !== undefined || forward !== undefined;
}

export type Constant = number | boolean | string | null | undefined;

/** The object that a literal of the type of a class hierarchy makes. */
export interface Made {
  /** The fields that it has, in order; the operands of the others are `undefined`. */
  readonly fields: readonly string[];
  /** What it is an instance of; nothing for a plain object. */
  readonly class?: Binding;
  /** The fields that `new` takes and that are all that the constructor does. */
  readonly arguments?: readonly string[];
  /** It cannot be told apart from the real thing only while nothing else than generated code sees it. */
  readonly sealed?: boolean;
}

/** What to say when an active value meets an operation that has no derivative. */
export interface Refusal {
  readonly code: string;
  readonly args: readonly string[];
  readonly span: Span;
}

/** A call that led to an operation, with the name of the function that was called. */
export interface CallSite {
  readonly name: string;
  readonly span: Span | undefined;
}

interface Base {
  operands: Value[];
  results: Value[];
  regions: Region[];
  /** The calls that it was inlined at, innermost first, for messages. */
  inlinedAt?: readonly CallSite[];
  span?: Span;
  /** Set on operations of a reverse sweep; the backend quotes the source line that they belong to. */
  adjoint?: boolean;
}

/** () -> v. `undefined` may have any type: a value that is never used. */
export interface ConstOp extends Base {
  kind: "const";
  value: Constant;
}
/** (args) -> v: a scalar primitive of the rule table; pure. */
export interface PrimOp extends Base {
  kind: "prim";
  name: PrimitiveName;
}
/** () -> v: reads a module-level binding. */
export interface GlobalOp extends Base {
  kind: "global";
  binding: Binding;
}
/**
 * (args) -> v?: JavaScript carried along verbatim, `template` with the operands in its gaps. Its result never carries a
 * derivative; an active operand is refused by `refusal` (absent where detaching is the convention, as for a message).
 */
export interface ExternOp extends Base {
  kind: "extern";
  template: readonly string[];
  effect: "none" | "reads" | "writes";
  /** A statement rather than an expression; then it has no result. */
  statement: boolean;
  refusal?: Refusal;
  /** Names in the template that are imported from `cotangent/runtime`. */
  uses?: readonly string[];
  /** It throws where the first operand is missing. */
  requires?: boolean;
  /** It throws unless the first operand is of this kind. */
  expects?: Kind;
  /** It throws unless the first operand has room for a gradient by the second, or is like it, or where the two share memory. */
  compares?: "room" | "likeness" | "sharing";
  /** It throws unless its two operands have one shape, with the same lengths. */
  alike?: boolean;
  /** It is no code of the program, and lets nobody see its operands. */
  discreet?: boolean;
  /** All that it writes to is memory of its operands, and besides that it may only throw. */
  confined?: boolean;
}
/** The variable of the module that keeps memory between calls, and whether it has to be cleared. */
export interface Kept {
  readonly name: string;
  readonly clears?: boolean;
}
/** (length) -> ref, zero-filled (`undefined`-filled in an Array of refs). Of a stack: () -> ref, empty. */
export interface AllocOp extends Base {
  kind: "alloc";
  /** The value of the forward sweep that waits here for the reverse sweep: the same iteration of the same loops finds it. */
  cache?: Value;
  /** Only set to be printed, with the length as operand twice. */
  kept?: Kept;
  /** A cache of arrays that stay with it when it is kept. */
  pool?: boolean;
  /** Nothing is read of it before all that is read has been stored. */
  filled?: boolean;
  /** It is all zeros again where its region ends. */
  endsClean?: boolean;
  /** The array that its cache holds already may take its place: whatever is in it, or cleared. */
  reuse?: "anything" | "cleared";
}
/** (elements or field values in order) -> ref: an array, tuple or record literal. */
export interface LiteralOp extends Base {
  kind: "literal";
  made?: Made;
}
/** (array, index) -> v */
export interface LoadOp extends Base {
  kind: "load";
  /** Memory that the function reaches in no other way, as has been checked. */
  apart?: boolean;
  /** Where the array has no such element, 0. */
  orZero?: boolean;
}
/** (array, index, v) */
export interface StoreOp extends Base {
  kind: "store";
  /** Gives a place of a `filled` list its first element. */
  fills?: boolean;
  /** Puts an array at the place in a cache from which it is reused. */
  shelves?: boolean;
}
/** (record) -> v; `apart` as of `load` */
export interface GetFieldOp extends Base {
  kind: "getField";
  field: string;
  apart?: boolean;
}
/** (record, v) */
export interface SetFieldOp extends Base {
  kind: "setField";
  field: string;
}
/** (array) -> int */
export interface LengthOp extends Base {
  kind: "length";
}
/** (array or stack, v) */
export interface PushOp extends Base {
  kind: "push";
}
/** (array or stack) -> v */
export interface PopOp extends Base {
  kind: "pop";
}
/** (array, v, start?, end?): every element becomes v. */
export interface FillOp extends Base {
  kind: "fill";
}
/**
 * (array, start?, end?) -> ref: fresh memory of the result's type with the operand's elements; `deep` copies nested memory too.
 * `like`: (ref, shape) -> ref: what of the operand has a place in the shape, in objects and arrays as there are in the shape.
 */
export interface CopyOp extends Base {
  kind: "copy";
  deep: boolean;
  like?: boolean;
  /** What is reached along several paths is several pieces of memory in the copy. */
  unshared?: boolean;
  /** As of `alloc`. */
  kept?: Kept;
}
/** (typed array, start?, end?) -> ref: another array on the same memory, as `subarray` makes it. */
export interface ViewOp extends Base {
  kind: "view";
  /** Memory for the gradient by an argument: a part of an array, which has been checked, that the function reaches in no other way. */
  part?: Part;
}
export interface Part {
  /** What the caller called, quoted. */
  readonly caller: string;
  /** The name of the argument. */
  readonly of: string;
}
/** (ref) -> ref: fresh zero memory of the operand's shadow type and shape. */
export interface ZerosOp extends Base {
  kind: "zeros";
  /** As of `alloc`. */
  kept?: Kept;
  /** Typed arrays that overlap get shadows that overlap: memory of the program, not of its caller's arguments. */
  views?: boolean;
}
/**
 * (destination, source): adds every real leaf of the source to the destination; both are shadows of one shape. What is
 * reached along several paths counts for each, or `once`, as the two are the same memory, or in `pairs`: once for each two of them.
 */
export interface AccumulateOp extends Base {
  kind: "accumulate";
  once?: boolean;
  pairs?: boolean;
}
/** (ref): sets every real leaf to zero; a stack of reals is emptied, one of references keeps them. */
export interface ClearOp extends Base {
  kind: "clear";
}
/** (condition) -> results; regions [then, else] without parameters. */
export interface IfOp extends Base {
  kind: "if";
}
/**
 * (start, end, ...inits) -> carried: a counted loop. Region [body] with parameters (i, ...carried) yields the next carried.
 * `start` and the index are integral; i runs while i < end (step > 0; `inclusive`: <=) or i > end (step < 0; >=).
 */
export interface ForOp extends Base {
  kind: "for";
  /** The adjoint of each iteration runs right behind it. */
  fused?: boolean;
  step: number;
  inclusive: boolean;
}
/**
 * (...inits) -> results: region `before` (parameters: carried) yields (condition, ...forwarded); while the condition
 * holds, `after` (parameters: forwarded) yields the next carried; the results are the last forwarded values.
 */
export interface WhileOp extends Base {
  kind: "while";
}
/** (args) -> results */
export interface CallOp extends Base {
  kind: "call";
  callee: Func;
}
/** (captures) -> fn: the callee with its first parameters bound. */
export interface ClosureOp extends Base {
  kind: "closure";
  callee: Func;
}
/** (error): nothing after it in the region runs. */
export interface ThrowOp extends Base {
  kind: "throw";
}

export type Op =
  | ConstOp
  | PrimOp
  | GlobalOp
  | ExternOp
  | AllocOp
  | LiteralOp
  | LoadOp
  | StoreOp
  | GetFieldOp
  | SetFieldOp
  | LengthOp
  | PushOp
  | PopOp
  | FillOp
  | CopyOp
  | ViewOp
  | ZerosOp
  | AccumulateOp
  | ClearOp
  | IfOp
  | ForOp
  | WhileOp
  | CallOp
  | ClosureOp
  | ThrowOp;

export type OpKind = Op["kind"];

export function keptOf(op: Op): Kept | undefined {
  return op.kind === "alloc" || op.kind === "copy" || op.kind === "zeros" ? op.kept : undefined;
}

/**
 * What an operation does besides computing its results. `pure`: nothing, may be dropped, merged and repeated.
 * `allocates`: results are fresh memory (droppable, never merged). `reads`/`writes`: depends on / changes memory.
 * `control`: as its regions or callee do.
 */
export type Effect = "pure" | "allocates" | "reads" | "writes" | "control";

/** Whether it is code of the program that does what nobody can look at or take back. */
export function hasSideEffects(op: Op): boolean {
  return op.kind === "extern" && op.effect === "writes" && !op.confined;
}

export function effectOf(op: Op): Effect {
  switch (op.kind) {
    case "const":
    case "prim":
      return "pure";
    case "global":
      return op.binding.constant ? "pure" : "reads";
    case "extern":
      return op.effect === "none" ? "pure" : op.effect;
    case "alloc":
    case "literal":
    case "view":
    case "closure":
      return "allocates";
    case "load":
    case "getField":
    case "length":
    case "copy":
    case "zeros":
      return "reads";
    case "store":
    case "setField":
    case "push":
    case "pop":
    case "fill":
    case "accumulate":
    case "clear":
    case "throw":
      return "writes";
    case "if":
    case "for":
    case "while":
    case "call":
      return "control";
  }
}

export function unreachable(never: never): never {
  throw new Error(`unhandled case: ${String((never as { kind?: unknown }).kind ?? never)}`);
}
