/**
 * The lowering of one function instance: its builder, the current values of its variables, and how the statements so far
 * ended. The families of the language (expressions.ts, loops.ts, ...) are functions over it; they reach each other through
 * the handlers, so that no file has to import another in a circle.
 */
import ts from "typescript-6";
import { type Code, excerpt, type MessageArgs, refusal } from "../diagnostics/index.js";
import { Builder, emptyRegion, producerOf } from "../ir/builder.js";
import type { Constant, IfOp, Op, Refusal, Region, Value } from "../ir/ops.js";
import {
  arrayOf,
  BOOL,
  collectionOf,
  F64,
  isCollectionMemory,
  isDifferentiable,
  isFunctionMemory,
  isNumber,
  leavesOpen,
  memoryOf,
  mentions,
  OPAQUE,
  type RecordMemory,
  recordOf,
  sameType,
  tupleOf,
  type Type,
} from "../ir/types.js";
import {
  abruptOnly,
  arriveAt,
  type Exit,
  ExitCodes,
  joinExits,
  NEVER,
  NORMAL,
  possibleExits,
  Target,
} from "./exits.js";
import type { Kinds } from "./kinds.js";
import { type Session, spanOf } from "./session.js";
import { unwrap } from "./syntax.js";
import {
  type ChoiceValue,
  describeValue,
  type FrontValue,
  type FunctionNode,
  type FunctionValue,
  isValue,
  Scope,
  type TupleValue,
  Variable,
  alternativesOf,
} from "./values.js";

/** The field with what a variable holds that is memory. */
const CONTENT = "value";

/** How one of the arms of an `if` ended. */
export interface ArmEnd {
  readonly region: Region;
  readonly env: ReadonlyMap<Variable, FrontValue | undefined>;
  readonly exit: Exit;
}

/** Makes one value of what the two arms of an `if` have. */
export interface Join {
  values(a: FrontValue | undefined, b: FrontValue | undefined, declared: Type, name: string | undefined): FrontValue;
  /** Call it when all values have been joined. */
  keepVariables(): void;
}

export interface Handlers {
  join(lowering: Lowering, op: IfOp, ends: readonly ArmEnd[], node: ts.Node | undefined): Join;
  /** Whether a value is true in a condition. */
  truth(lowering: Lowering, value: FrontValue): Value;
  expression(lowering: Lowering, node: ts.Expression): FrontValue;
  statements(lowering: Lowering, list: readonly ts.Statement[]): void;
  /** Calls a function value with arguments that are already evaluated. */
  apply(lowering: Lowering, callee: FrontValue, args: readonly Argument[], node: ts.Node): FrontValue;
  /** A function, or an object with functions, as memory of the IR; nothing for anything else. */
  inMemory(lowering: Lowering, value: FrontValue, node: ts.Node): Value | undefined;
  /** A choice among values of the IR as one of them. */
  oneValue(lowering: Lowering, choice: ChoiceValue, type: Type, node: ts.Node): Value;
  /** Runs a constructor: a new object. */
  construct(
    lowering: Lowering,
    callee: FunctionValue,
    args: readonly (Argument | undefined)[],
    node: FunctionNode,
  ): FrontValue;
  /** Binds a name or pattern to a value, declaring its variables; `value` undefined: missing. */
  bind(lowering: Lowering, name: ts.BindingName, value: FrontValue | undefined, node: ts.Node): void;
  assign(lowering: Lowering, target: ts.Expression, value: FrontValue): void;
  /** Evaluates what is to be iterated over; nothing where that is not known. */
  iterable(lowering: Lowering, node: ts.Expression): Iterable | undefined;
  /** Runs the generator that a call makes, giving `consume` what it yields. */
  generate(lowering: Lowering, node: ts.CallExpression, consume: (value: FrontValue) => void): void;
}

/** What `for...of`, spread and `Array.from` go over. */
export interface Iterable {
  /** The array that it goes over as it is. */
  readonly array?: Value;
  /** Values that are known one by one. */
  readonly elements?: readonly FrontValue[];
  /** Calls `body` for each value when its turn comes; it may jump out. */
  each(lowering: Lowering, loop: IterationHints, body: (value: FrontValue) => void): void;
}

export interface IterationHints {
  readonly node: ts.Node;
  /** Variables that the body is expected to assign. */
  readonly assigned?: readonly Variable[];
  /** Whether the body is expected to jump out. */
  readonly leaves?: boolean;
}

export interface Argument {
  readonly value: FrontValue;
  /** It may be `undefined` at run time, so that a default applies. */
  readonly optional: boolean;
  /** It is an array whose elements are arguments. */
  readonly spread?: boolean;
}

/** A `finally` block. */
export interface Finalizer {
  run(): void;
  /** The `throw`s that it has been lowered in front of. */
  readonly served: Set<Op>;
}

/** An activation: what `return` assigns and where it goes. */
export interface Frame {
  readonly result: Variable;
  readonly target: Target;
}

/** A place that `break` or `continue` can mean. */
export interface JumpScope {
  readonly label: string | undefined;
  readonly breakTarget: Target | undefined;
  readonly continueTarget: Target | undefined;
}

export class Lowering {
  readonly build: Builder;
  readonly codes = new ExitCodes();
  /** The file that the function is emitted in. */
  readonly file: ts.SourceFile;
  env = new Map<Variable, FrontValue | undefined>();
  /** The schedule of checkpoints for the loop that comes next. */
  schedule?: Value;
  scope = new Scope();
  exit: Exit = NORMAL;
  frame: Frame;
  /** What is being lowered, for messages. */
  place: ts.Node;
  jumps: readonly JumpScope[] = [];
  /** The closures and classes whose bodies and constructors are being lowered in place, innermost last. */
  inlined: readonly ts.Node[] = [];
  /** What `super(...)` does in the constructor that is being lowered. */
  callSuper: ((node: ts.CallExpression) => FrontValue) | undefined;
  /** How many calls of functions in memory the one that is being lowered is in. */
  depth = 0;
  /** The calls that were lowered in place on the way here, for keys. */
  path = "";
  /** The `finally` blocks that an exception runs on its way, innermost last. */
  finalizers: readonly Finalizer[] = [];
  /** Takes what the generator that is being lowered yields. */
  consumer?: (value: FrontValue) => void;
  /** Expressions whose value is known already: the tested operands of `?.`. */
  readonly pinned = new Map<ts.Node, FrontValue>();

  constructor(
    readonly session: Session,
    readonly handlers: Handlers,
    region: Region,
    /** The function (or operator call) being lowered. */
    readonly node: ts.Node,
  ) {
    this.build = new Builder(region);
    this.build.forwards = true;
    this.file = node.getSourceFile();
    this.frame = this.newFrame(OPAQUE);
    this.place = node;
  }

  get checker(): ts.TypeChecker {
    return this.session.checker;
  }

  newFrame(type: Type, isMixed = false): Frame {
    const result = new Variable("result", type, false, undefined, isMixed);
    this.env.set(result, undefined);
    return { result, target: new Target("return") };
  }

  /** Operations made by `body` belong to `node`. */
  at<T>(node: ts.Node, body: () => T): T {
    const { place } = this;
    const outer = this.build.span;
    this.place = node;
    this.build.span = spanOf(node);
    try {
      return body();
    } finally {
      this.place = place;
      this.build.span = outer;
    }
  }

  expression(node: ts.Expression): FrontValue {
    return this.at(node, () => this.handlers.expression(this, node));
  }

  /** The value of an expression; a function that is known only at compile time cannot be one. */
  value(node: ts.Expression): Value {
    return this.at(node, () => this.toValue(this.handlers.expression(this, node), node));
  }

  /** `type`: what it is expected to be, if not what the node is. */
  toValue(value: FrontValue, node: ts.Node, type?: Type): Value {
    if (isValue(value)) return value;
    if (value.kind === "tuple") return this.materialize(value, type ?? this.session.types.at(node), node);
    if (value.kind === "class" && value.info.binding) return this.build.global(value.info.binding, OPAQUE);
    const memory = this.handlers.inMemory(this, value, node);
    if (memory) return memory;
    if (value.kind === "conflict") {
      const { variable, first, second } = value;
      return this.refuse(node, "AD2019", { variable, first, second });
    }
    if (value.kind === "choice") {
      const alternatives = alternativesOf(value);
      if (alternatives.every((each) => this.isNullishConstant(each))) return this.undefined();
      if (alternatives.every(isValue))
        return this.handlers.oneValue(this, value, type ?? this.session.types.at(node), node);
      const data = alternatives.find((each) => isValue(each) && !this.isNullishConstant(each));
      const other = alternatives.find((each) => !isValue(each));
      if (data && other) {
        const [first, second] = [describeValue(data), describeValue(other)];
        return this.refuse(node, "AD2019", { variable: excerpt(node.getText()), first, second });
      }
    }
    return this.refuse(node, "AD2014", { text: excerpt(node.getText()) });
  }

  /** A tuple as memory of a type, of one of its own where that says nothing. */
  private materialize(tuple: TupleValue, type: Type, node: ts.Node): Value {
    const elements = tuple.elements.map((element) => this.toValue(element, node));
    const own = elements.map((each) => (isNumber(each.type) ? F64 : each.type));
    if (leavesOpen(type)) return this.build.literal(tupleOf(own), elements);
    const { memory } = type.kind === "ref" ? type : { memory: undefined };
    if (memory?.kind === "record" && memory.fields.length === elements.length) {
      const fields = elements.map((element, index) => this.coerce(element, memory.fields[index].type, node));
      return this.build.literal(type, fields);
    }
    if (memory?.kind === "array" && memory.container === "Array") {
      return this.build.literal(
        type,
        elements.map((element) => this.coerce(element, memory.element, node)),
      );
    }
    if (type.kind !== "opaque") return this.refuse(node, "AD2014", { text: excerpt(node.getText()) });
    const isUniform = own.length > 0 && own.every((each) => sameType(each, own[0]));
    return this.build.literal(isUniform ? arrayOf(own[0]) : tupleOf(own), elements);
  }

  /** Reports an error; the result stands in for the value that is not there, so that lowering finds the other errors too. */
  refuse<C extends Code>(node: ts.Node, code: C, args: MessageArgs<C>): Value {
    this.session.report(node, code, args);
    return this.refused(node);
  }

  refused(node: ts.Node): Value {
    const value = this.build.const(undefined, ts.isExpression(node) ? this.refusedType(node) : OPAQUE);
    this.session.refused.add(value);
    return value;
  }

  /** What is refused because its operands are not known yet must not say what it is before they are. */
  private refusedType(node: ts.Expression): Type {
    const type = this.checker.getTypeAtLocation(node);
    return this.session.types.isUnknown(type) ? this.unknown(node, "#refused") : this.session.types.of(type);
  }

  /** Whether a value only stands in for one whose error has been reported. */
  isRefused(value: FrontValue): boolean {
    return isValue(value) && this.session.refused.has(value);
  }

  refusal<C extends Code>(node: ts.Node, code: C, args: MessageArgs<C>): Refusal {
    return refusal(code, args, spanOf(node));
  }

  /** The type of something made at a node, of which the checker knows nothing: it is found from what meets it. */
  unknown(node: ts.Node, aspect = ""): Type {
    return this.session.kinds.at(this.session.owner, this.siteKey(node, aspect));
  }

  /** As `unknown`, for a record with at least the given fields, and perhaps others. */
  unknownRecord(node: ts.Node, names: readonly string[], options: Parameters<Kinds["recordAt"]>[3] = {}): Type {
    return this.session.kinds.recordAt(this.session.owner, this.siteKey(node, ""), names, options);
  }

  /** What is made at a node is known under this key while it is made anew. */
  siteKey(node: ts.Node, aspect = ""): string {
    const { session } = this;
    return `${session.current?.key ?? ""}@${session.idOf(node)}${this.path}${aspect}`;
  }

  constant(value: Constant, type?: Type, name?: string): Value {
    const result = this.build.const(value, type, name);
    this.session.constants.set(result, { value });
    return result;
  }

  undefined(type: Type = OPAQUE): Value {
    return this.constant(undefined, type);
  }

  constantOf(value: FrontValue): { readonly value: Constant } | undefined {
    return isValue(value) ? this.session.constants.get(value) : undefined;
  }

  declare(symbol: ts.Symbol, name: string, type: Type, value: FrontValue | undefined): Variable {
    const site = symbol.valueDeclaration && this.siteKey(symbol.valueDeclaration);
    const variable = this.scope.declare(symbol, new Variable(name, type, false, site));
    this.initialize(variable, value);
    return variable;
  }

  /** Gives a new variable its value: one that functions in memory share is memory itself. */
  initialize(variable: Variable, value: FrontValue | undefined): void {
    const { site, name, type } = variable;
    if (site === undefined || !this.session.escapes(site)) return this.write(variable, value);
    const isKnown = type.kind !== "opaque" && !leavesOpen(type);
    const held = isKnown ? type : this.session.kinds.at(this.session.owner, `${site}:`);
    const content = value ? this.coerce(this.toValue(value, this.place), held, this.place, name) : this.undefined(held);
    const ref = this.build.literal(recordOf([{ name: CONTENT, type: held }]), [content], name);
    this.env.set(variable, { kind: "box", ref });
  }

  /** Whether a variable is memory, which all that refer to it share. */
  isMemory(variable: Variable): boolean {
    return this.boxOf(variable) !== undefined;
  }

  private boxOf(variable: Variable): Value | undefined {
    const value = this.env.get(variable);
    return value && !isValue(value) && value.kind === "box" ? value.ref : undefined;
  }

  read(variable: Variable): FrontValue {
    const box = this.boxOf(variable);
    if (box) return this.build.getField(box, CONTENT);
    const value = this.env.get(variable);
    return value ?? this.undefined(variable.type);
  }

  write(variable: Variable, value: FrontValue | undefined): void {
    const box = this.boxOf(variable);
    if (box) {
      const [{ type }] = (memoryOf(box.type) as RecordMemory).fields;
      const content = value ? this.coerce(this.toValue(value, this.place), type, this.place) : this.undefined(type);
      return this.build.setField(box, CONTENT, content);
    }
    if (variable.isCopy) this.session.report(this.place, "AD2023", { variable: variable.name });
    // The first name that a computed value is given is the one that the generated code shows.
    if (isValue(value) && variable !== this.frame.result) value.name ??= variable.name;
    if (isValue(value) && isCollectionMemory(value.type)) nameParts(value, variable.name);
    this.env.set(variable, value);
  }

  /** The value as one of `type`. Where that would lose a derivative, the operation that does it is refused if active. */
  coerce(value: Value, type: Type, node?: ts.Node, name = value.name): Value {
    const from = value.type;
    if (from !== type && !this.isNullishConstant(value)) this.session.kinds.meet(from, type);
    if (sameType(from, type) || (isNumber(from) && isNumber(type))) return value;
    const known = this.constantOf(value);
    if (known && (known.value === undefined || known.value === null)) return this.constant(known.value, type);
    if (mentions(from, isFunctionMemory) || mentions(type, isFunctionMemory)) {
      const at = node ?? this.place;
      this.session.report(at, "AD2014", { text: excerpt(name ?? at.getText()) });
      return this.undefined(type);
    }
    if (isCollectionMemory(from) || isCollectionMemory(type)) return this.refuseCollection(from, type, name, node);
    if (type.kind === "opaque" && !isDifferentiable(from)) return value;
    if (from.kind === "bool" && isNumber(type)) return this.build.prim("toNumber", value);
    const effect = from.kind === "ref" || type.kind === "ref" ? "reads" : "none";
    const refused = isDifferentiable(from) ? this.mixedTypes(name, node) : undefined;
    return this.build.extern(["", ""], [value], type, { effect, refusal: refused });
  }

  /** A Map or Set that this code makes is no Map or Set for other code, nor the other way round. */
  private refuseCollection(from: Type, type: Type, name: string | undefined, node = this.place): Value {
    const kind = collectionOf(from) ?? collectionOf(type)!;
    this.session.report(node, "AD2024", { kind, text: excerpt(name ?? node.getText()) });
    return this.undefined(type);
  }

  private mixedTypes(name: string | undefined, node: ts.Node | undefined): Refusal {
    const named = node && ts.isExpression(node) ? node.getText() : undefined;
    const text = excerpt(name ?? named ?? "the value");
    return refusal("AD4003", { text }, node ? spanOf(node) : (this.build.span ?? spanOf(this.node)));
  }

  /** The type that both may be had as; `declared` decides where neither has the other's. */
  joinTypes(first: Value, second: Value, declared: Type): Type {
    const a = first.type;
    const b = second.type;
    const [isHole, isOther] = [a, b].map((type) => this.session.kinds.isHole(type));
    if (a !== b && !this.isNullishConstant(first) && !this.isNullishConstant(second)) this.session.kinds.meet(a, b);
    const areMissing = this.isNullishConstant(first) && this.isNullishConstant(second);
    if (areMissing && declared.kind !== "opaque" && declared.kind !== "fn") return declared;
    if (sameType(a, b)) return a;
    if (isNumber(a) && isNumber(b)) return F64;
    // What is not known yet may be what the other is.
    if (isHole) return b;
    if (isOther) return a;
    if (this.isNullishConstant(first)) return this.isNullishConstant(second) ? declared : b;
    if (this.isNullishConstant(second)) return a;
    const hierarchy = this.session.types.instances.hierarchyOf(a);
    const areAlike = hierarchy && hierarchy === this.session.types.instances.hierarchyOf(b);
    return (areAlike ? this.session.kinds.newer(a, b) : undefined) ?? declared;
  }

  /** Whether a value cannot be `undefined` or `null`, by the operation that makes it. */
  isDefinite(value: Value): boolean {
    if (value.type.kind === "opaque" || value.type.kind === "fn") return false;
    if (this.session.definite.has(value)) return true;
    const op = producerOf(value);
    switch (op?.kind) {
      case "const":
        return op.value !== undefined && op.value !== null;
      case "prim":
      case "alloc":
      case "literal":
      case "length":
      case "copy":
        return true;
      case "getField":
        return this.session.definiteFields.get(op.operands[0])?.has(op.field) === true;
      case "if": {
        const index = op.results.indexOf(value);
        return op.regions.every(({ yields }) => yields[index] !== undefined && this.isDefinite(yields[index]));
      }
      case "call": {
        const result = op.callee.body.yields[op.results.indexOf(value)];
        return result !== undefined && this.isDefinite(result);
      }
      default:
        return false;
    }
  }

  /** Whether a value is `undefined` or `null`. */
  isMissing(value: Value): Value {
    return this.isDefinite(value) ? this.constant(false) : this.build.prim("isNullish", value);
  }

  isNullishConstant(value: FrontValue): boolean {
    const known = this.constantOf(value);
    return known !== undefined && (known.value === undefined || known.value === null);
  }

  /** A value as a condition. */
  truth(value: Value): Value {
    const { kind } = value.type;
    const known = this.constantOf(value);
    if (known) return kind === "bool" ? value : this.constant(Boolean(known.value));
    if (kind === "bool") return value;
    if (isNumber(value.type)) return this.build.prim("toBoolean", value);
    if (kind === "ref")
      return this.isDefinite(value) ? this.constant(true) : this.build.prim("not", this.isMissing(value));
    return this.build.extern(["!!", ""], [value], BOOL, { effect: "none" });
  }

  /** Only the truth of `a && b` and `a || b` matters here, so that both need not be of one type. */
  condition(node: ts.Expression): Value {
    const inner = unwrap(node);
    const operator = ts.isBinaryExpression(inner) ? inner.operatorToken.kind : undefined;
    const isAnd = operator === ts.SyntaxKind.AmpersandAmpersandToken;
    if (ts.isBinaryExpression(inner) && (isAnd || operator === ts.SyntaxKind.BarBarToken)) {
      const left = this.condition(inner.left);
      let last: Value | undefined;
      const right = (): Value => {
        last = this.condition(inner.right);
        return last;
      };
      const known = this.constantOf(left);
      if (known) return Boolean(known.value) === isAnd ? right() : left;
      const shortcut = (): Value => this.constant(!isAnd);
      const joined = this.at(inner, () => this.branch(left, isAnd ? [right, shortcut] : [shortcut, right], inner));
      // Where the right operand is known to be what the left alone would give, so is the whole.
      const decided = last && this.constantOf(last);
      return decided && Boolean(decided.value) !== isAnd ? this.constant(!isAnd) : (joined as Value);
    }
    const value = this.expression(node);
    return this.at(node, () => this.handlers.truth(this, value));
  }

  /**
   * `if`: lowers both arms, then joins the variables that they leave different, and how they ended. Returns the joined value
   * of the arms if both have one.
   */
  branch(
    condition: Value,
    arms: readonly [() => FrontValue | undefined, () => FrontValue | undefined],
    node?: ts.Expression,
  ): FrontValue | undefined {
    const before = this.env;
    const ends = arms.map((arm) => {
      const region = emptyRegion();
      this.env = new Map(before);
      this.exit = NORMAL;
      const value = this.build.within(region, arm);
      return { region, env: this.env, exit: this.exit, value };
    });
    this.env = before;
    const [first, second] = ends;
    this.build.if(condition, first.region, second.region, []);
    const op = this.build.region.ops.at(-1) as IfOp;
    const join = this.handlers.join(this, op, ends, node);
    for (const [variable, value] of before) {
      const a = first.env.get(variable);
      const b = second.env.get(variable);
      if (a === b) {
        if (a !== value) this.env.set(variable, a);
      } else {
        this.env.set(variable, join.values(a, b, variable.type, variable.name));
      }
    }
    this.exit = joinExits(op, first.exit, second.exit);
    const hasValue = first.value !== undefined || second.value !== undefined;
    const type = node ? this.session.types.at(node) : OPAQUE;
    const value = hasValue ? join.values(first.value, second.value, type, undefined) : undefined;
    join.keepVariables();
    return value;
  }

  /** Jumps to `targets` end here. */
  arrive(...targets: readonly Target[]): void {
    this.exit = arriveAt(this.build, this.codes, this.exit, targets);
  }

  /** Runs `body` on the paths that have not jumped. */
  whereNormal(body: () => void): void {
    const { exit } = this;
    if (exit.kind === "normal") return body();
    if (!possibleExits(exit).has(undefined)) return;
    const code = this.codes.materialize(this.build, exit);
    this.branch(this.build.prim("eq", code, this.build.const(0)), [
      () => void body(),
      () => {
        this.exit = abruptOnly(exit, code);
        return undefined;
      },
    ]);
  }

  jump(target: Target): void {
    this.exit = { kind: "jump", target };
  }

  never(): void {
    this.exit = NEVER;
  }
}

/** The parts of a collection are named after it. */
function nameParts(collection: Value, name: string): void {
  const op = producerOf(collection);
  if (op?.kind !== "literal") return;
  op.operands.forEach((part, index) => {
    part.name ??= `${name}_${(memoryOf(collection.type) as RecordMemory).fields[index].name}`;
  });
}

/** Whether it throws before it comes to its end. */
export function alwaysThrows(body: Region, around: readonly Region[] = []): boolean {
  if (around.includes(body)) return false;
  return body.ops.some(
    (op) => op.kind === "throw" || (op.kind === "call" && alwaysThrows(op.callee.body, [...around, body])),
  );
}
