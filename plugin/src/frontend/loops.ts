/** Loops of any form: they become `while` operations that carry the variables assigned in them. */
import ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import { type Region, Value } from "../ir/ops.js";
import { substitute } from "../ir/traverse.js";
import { F64, leavesOpen, INT, isNumber, type Type } from "../ir/types.js";
import { assignedVariables } from "./assigned.js";
import { CarriedFunctions } from "./carried.js";
import { NORMAL, possibleExits, Target } from "./exits.js";
import type { Lowering } from "./lowering.js";
import { containsReturn, hasJump, jumpsOut } from "./outcome.js";
import { sameValue } from "./parts.js";
import { outline } from "./scheduled-loops.js";
import { alternativesOf, type CompileTimeValue, isValue, type Variable as Local } from "./values.js";

type Step = ts.Statement | (() => void);
/** The lowering of a statement list, handed in because statements contain loops. */
export type RunSteps = (l: Lowering, steps: readonly Step[]) => void;

export interface Loop {
  readonly node: ts.IterationStatement | ImplicitLoop;
  readonly label?: string;
  /** Absent: `true`. */
  readonly condition?: () => Value;
  readonly testFirst: boolean;
  readonly steps: readonly Step[];
  /** Runs after each iteration that did not break; where `continue` leads. */
  readonly update?: () => void;
  /** Variables that the loop assigns besides those in its source. */
  readonly hidden?: readonly Local[];
  /** Variables that nothing reads behind it. */
  readonly own?: readonly Local[];
}

/** A loop that the source does not spell out: that of an array method. */
export interface ImplicitLoop {
  /** Variables that the body may assign. */
  readonly assigned: readonly Local[];
  /** Whether the body may jump out of it. */
  readonly leaves: boolean;
}

function isImplicit(node: Loop["node"]): node is ImplicitLoop {
  return "leaves" in node;
}

/** What can be memory instead. */
const STORABLE: ReadonlySet<CompileTimeValue["kind"]> = new Set(["function", "builtin", "bound", "object"] as const);

/** The variables that a loop with these parts assigns, as far as its syntax tells. */
export function assignedByBody(l: Lowering, parts: readonly ts.Node[]): Local[] {
  const assigned = assignedVariables(l, parts).filter((variable) => l.env.has(variable));
  if (containsReturn(parts)) assigned.push(l.frame.result);
  return assigned;
}

export class LoopLowering {
  readonly breakTarget = new Target("break");
  private readonly continueTarget = new Target("continue");

  constructor(
    private readonly l: Lowering,
    private readonly run: RunSteps,
    private readonly node: ts.Node,
  ) {}

  /** Variables that the loop turned out to assign although its syntax does not tell. */
  private readonly missed = new Set<Local>();
  private leaves = false;
  private schedule: Value | undefined;
  /** Variables that hold one function in one iteration and another in the next. */
  private readonly functions = new Map<Local, CarriedFunctions>();
  /** Variables that hold no function before the loop, but in it. */
  private readonly holders = new Set<Local>();
  /** Variables of which it is not known where they are read what they hold. */
  private readonly unknown = new Set<Local>();
  /** Variables with ever other functions, which are memory. */
  private readonly stored = new Set<Local>();
  private isIncomplete = false;

  lower(loop: Loop): void {
    const { node, label } = loop;
    this.schedule = this.l.schedule;
    this.l.schedule = undefined;
    this.leaves = isImplicit(node)
      ? node.leaves
      : jumpsOut([node]) || hasJump([node.statement], { label, kinds: "break" });
    const { session } = this.l;
    for (let mark = session.mark(); !this.attempt(loop); mark = session.mark()) session.forget(mark);
  }

  /** Returns whether what was assumed of the body (what it assigns, whether it jumps out) turned out to be true. */
  private attempt(loop: Loop): boolean {
    const { l, leaves } = this;
    const { label } = loop;
    this.isIncomplete = false;
    const carried = this.carriedVariables(loop);
    const known = this.missed.size;
    const found = carried.map((variable) => this.initialValue(variable));
    const types = found.map((init, index) => this.carriedType(init, carried[index]));
    const inits = found.map((init, index) => (l.isNullishConstant(init) ? l.coerce(init, types[index]) : init));
    const fresh = (): Value[] => types.map((type, index) => new Value(type, carried[index].name));
    const flag = (): Value[] => (leaves ? [new Value(INT, "exit")] : []);

    const outer = { jumps: l.jumps };
    l.jumps = [...l.jumps, { label, breakTarget: this.breakTarget, continueTarget: this.continueTarget }];
    const regions = loop.testFirst
      ? this.testFirst(loop, carried, leaves, () => [...flag(), ...fresh()])
      : this.bodyFirst(loop, carried, leaves, fresh(), [...flag(), ...fresh()]);
    l.jumps = outer.jumps;
    const { before, after, exit } = regions;
    if (!leaves && [...possibleExits(exit)].some((target) => target !== undefined)) this.leaves = true;
    if (this.missed.size > known || this.leaves !== leaves || this.isIncomplete) return false;

    this.adoptTypes(inits, before, after, leaves);
    const first = loop.testFirst && leaves ? [l.constant(0)] : [];
    const results = l.build.while([...first, ...inits], before, after);
    const offset = leaves ? 1 : 0;
    carried.forEach((variable, index) => l.env.set(variable, results[index + offset]));
    dropInvariant(l, { carried, inits, before, after, offset });
    if (this.schedule) {
      const own = (loop.own ?? []).filter((variable) => carried.includes(variable));
      const unused = new Set(own.map((variable) => l.env.get(variable)));
      outline(l, this.schedule, this.node, unused);
      for (const variable of own) l.env.delete(variable);
    }
    for (const functions of this.functions.values()) functions.decode();
    const possible = new Set(possibleExits(exit));
    if (!loop.condition) possible.delete(undefined);
    else possible.add(undefined);
    l.exit = leaves ? { kind: "code", code: results[0], possible } : loop.condition ? NORMAL : { kind: "never" };
    l.arrive(this.breakTarget);
    return true;
  }

  private testFirst(loop: Loop, carried: readonly Local[], leaves: boolean, params: () => Value[]) {
    const { l } = this;
    const before = emptyRegion(params());
    const after = emptyRegion(params());
    const offset = leaves ? 1 : 0;
    this.inside(before, carried, before.params.slice(offset), () => {
      const condition = loop.condition ?? (() => l.constant(true));
      const test = leaves ? this.unlessLeft(before.params[0], condition) : condition();
      const flags = leaves ? [before.params[0]] : [];
      before.yields = [test, ...flags, ...this.currentValues(carried, before.params.slice(offset))];
    });
    const exit = this.inside(after, carried, after.params.slice(offset), () => {
      this.iteration(loop);
      const left = l.exit;
      const flags = leaves ? [l.codes.materialize(l.build, left)] : [];
      after.yields = [...flags, ...this.currentValues(carried, after.params.slice(offset))];
      return left;
    });
    return { before, after, exit };
  }

  private bodyFirst(loop: Loop, carried: readonly Local[], leaves: boolean, params: Value[], forwarded: Value[]) {
    const { l } = this;
    const before = emptyRegion(params);
    const after = emptyRegion(forwarded);
    const offset = leaves ? 1 : 0;
    const exit = this.inside(before, carried, before.params, () => {
      this.iteration(loop);
      const left = l.exit;
      const code = leaves ? [l.codes.materialize(l.build, left)] : [];
      const condition = loop.condition ?? (() => l.constant(true));
      l.exit = NORMAL;
      const test = left.kind === "normal" || !leaves ? condition() : this.unlessLeft(code[0], condition);
      before.yields = [test, ...code, ...this.currentValues(carried, before.params)];
      return left;
    });
    after.yields = after.params.slice(offset);
    return { before, after, exit };
  }

  /** One run of the body, to where the next one would begin. */
  private iteration(loop: Loop): void {
    const { l } = this;
    this.run(l, loop.steps);
    l.arrive(this.continueTarget);
    if (loop.update) this.run(l, [loop.update]);
  }

  private unlessLeft(code: Value, condition: () => Value): Value {
    const { l } = this;
    const stays = l.build.prim("eq", code, l.constant(0));
    const test = l.branch(stays, [condition, () => l.constant(false)]);
    if (!isValue(test)) throw new Error("a condition is a value");
    return test;
  }

  private inside<T>(region: Region, carried: readonly Local[], values: readonly Value[], body: () => T): T {
    const { l } = this;
    const outer = l.env;
    l.env = new Map(outer);
    l.exit = NORMAL;
    carried.forEach((variable, index) => l.env.set(variable, values[index]));
    try {
      return l.build.within(region, () => {
        for (const functions of this.functions.values()) functions.decode();
        return body();
      });
    } finally {
      const isCarried = (variable: Local): boolean =>
        carried.includes(variable) || this.functions.has(variable) || this.unknown.has(variable);
      for (const [variable, value] of outer)
        if (!isCarried(variable) && !sameValue(l.env.get(variable), value)) this.missed.add(variable);
      l.env = outer;
    }
  }

  private carriedVariables(loop: Loop): Local[] {
    const assigned = isImplicit(loop.node)
      ? loop.node.assigned.filter((variable) => this.l.env.has(variable))
      : this.assignedIn(loop.node);
    const known = [...new Set([...assigned, ...this.missed])].filter((variable) => {
      if (this.stored.has(variable)) this.store(variable);
      const value = this.l.env.get(variable);
      const isFunction = value !== undefined && !isValue(value);
      // That the loop assigns the variable does not mean that it assigns it another function.
      const isOther =
        !this.stored.has(variable) &&
        (variable.isMixed || this.holders.has(variable) || (isFunction && this.missed.has(variable)));
      if (isOther && !this.unknown.has(variable)) this.carry(variable, loop);
      return !isFunction && !isOther;
    });
    const parts = [...this.functions.values()].flatMap((functions) => functions.begin());
    return [...known, ...(loop.hidden ?? []), ...parts];
  }

  private carry(variable: Local, loop: Loop): void {
    const { l } = this;
    const around = l.env;
    const changing = new Set(loop.hidden);
    const isAround = (each: Local): boolean => around.has(each) && !changing.has(each);
    const functions = this.functions.get(variable) ?? new CarriedFunctions(variable, l, isAround, changing);
    functions.admit(l.env.get(variable));
    if (!functions.isUnbounded) return void this.functions.set(variable, functions);
    this.functions.delete(variable);
    if (this.isStorable(variable)) {
      this.stored.add(variable);
      this.isIncomplete = true;
      return;
    }
    this.unknown.add(variable);
    const { name } = variable;
    l.env.set(variable, { kind: "conflict", variable: name, first: "one function", second: "another" });
  }

  private isStorable(variable: Local): boolean {
    const { l } = this;
    return alternativesOf(l.env.get(variable) ?? l.undefined()).every(
      (value) => l.isNullishConstant(value) || (!isValue(value) && STORABLE.has(value.kind)),
    );
  }

  private store(variable: Local): void {
    const { l } = this;
    const value = l.env.get(variable);
    if (value && !isValue(value)) l.env.set(variable, l.toValue(value, this.node));
  }

  private assignedIn(node: ts.IterationStatement): Local[] {
    const parts: ts.Node[] = [node.statement];
    if (ts.isForStatement(node)) parts.push(...[node.condition, node.incrementor].filter((part) => part !== undefined));
    else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) parts.push(node.expression);
    return assignedByBody(this.l, parts);
  }

  private initialValue(variable: Local): Value {
    const value = this.l.env.get(variable);
    return isValue(value) ? value : this.l.undefined(variable.type);
  }

  private carriedType(init: Value, variable: Local): Type {
    if (isNumber(init.type)) return F64;
    if (!this.l.isNullishConstant(init)) return init.type;
    return variable.type.kind === "opaque" || leavesOpen(variable.type)
      ? this.l.unknown(this.node, `:${variable.name}`)
      : variable.type;
  }

  /** A variable without a value or a declared type before the loop has the type of what the loop assigns. */
  private adoptTypes(inits: Value[], before: Region, after: Region, leaves: boolean): void {
    const { l } = this;
    const flags = leaves ? 1 : 0;
    const extra = before.params.length - inits.length;
    inits.forEach((init, index) => {
      const first = before.params[index + extra];
      const second = after.params[index + flags];
      if (first.type.kind !== "opaque") return;
      const yields = [before.yields[index + flags + 1], after.yields[index + extra]];
      for (const value of yields) if (!l.isNullishConstant(value)) l.session.kinds.meet(value.type, first.type);
      const assigned = yields.find((value) => value.type.kind !== "opaque");
      if (!assigned) return;
      if (l.isNullishConstant(init)) {
        first.type = assigned.type;
        second.type = assigned.type;
        inits[index] = l.coerce(init, assigned.type);
      } else {
        before.yields[index + flags + 1] = l.build.within(before, () => l.coerce(yields[0], first.type, this.node));
        after.yields[index + extra] = l.build.within(after, () => l.coerce(yields[1], first.type, this.node));
      }
    });
  }

  private currentValues(carried: readonly Local[], params: readonly Value[]): Value[] {
    const { l } = this;
    for (const functions of this.functions.values()) {
      if (functions.admit(l.env.get(functions.variable))) this.isIncomplete = true;
      functions.encode();
    }
    return carried.map((variable, index) => {
      const value = l.env.get(variable);
      const { type } = params[index];
      if (value === undefined) return l.undefined(type);
      // Nothing is known of the type yet: adoptTypes settles it.
      if (!isValue(value) && this.stored.has(variable)) return l.coerce(l.toValue(value, this.node), type, this.node);
      if (isValue(value)) return type.kind === "opaque" ? value : l.coerce(value, type, this.node);
      this.holders.add(variable);
      this.isIncomplete = true;
      return l.undefined(type);
    });
  }
}

interface BuiltLoop {
  readonly carried: readonly Local[];
  readonly inits: readonly Value[];
  readonly before: Region;
  readonly after: Region;
  readonly offset: number;
}

/** A variable that no iteration changes after all (its assignments are in other paths' closures) is not carried. */
function dropInvariant(l: Lowering, loop: BuiltLoop): void {
  const { carried, inits, before, after, offset } = loop;
  const op = l.build.region.ops.at(-1)!;
  const extraInits = op.operands.length - inits.length;
  for (let index = carried.length - 1; index >= 0; index--) {
    const first = before.params[index + extraInits];
    const second = after.params[index + offset];
    const unchanged =
      before.yields[index + offset + 1] === first &&
      after.yields[index + extraInits] === second &&
      first.type === inits[index].type;
    if (!unchanged) continue;
    const map = new Map([
      [first, inits[index]],
      [second, inits[index]],
    ]);
    substitute(before, map);
    substitute(after, map);
    for (const value of [first, second]) l.session.holes.same(value, inits[index]);
    l.env.set(carried[index], inits[index]);
    op.operands.splice(index + extraInits, 1);
    op.results.splice(index + offset, 1);
    before.params.splice(index + extraInits, 1);
    before.yields.splice(index + offset + 1, 1);
    after.params.splice(index + offset, 1);
    after.yields.splice(index + extraInits, 1);
  }
}
