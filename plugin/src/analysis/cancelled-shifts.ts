/**
 * Values by which the derivative of a function is zero whatever they are, as the largest term by which `log(sum(exp(t - m))) + m` and
 * `exp(t - m) / sum(exp(t - m))` are shifted. It is found by following the tangent of everything that is made of the value
 * (`shift-responses.ts`): where that is zero again before it leaves the function, the value has no derivative. As tangents are
 * known as expressions, this holds for the derivatives of derivatives as well.
 *
 * Numbers in memory are followed only through arrays that are reached in one way, all elements of an array as one. What is
 * left of an earlier turn of the loop that makes the value belongs to another shift, and is not followed.
 */
import type { ForOp, Func, IfOp, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { isAllocation, usersIn, allOps, allRegions } from "../ir/traverse.js";
import { memoryOf, type Type } from "../ir/types.js";
import { isBase } from "./confined.js";
import { FIXED, isTracked, join, MOVES, type Response, respond, ZERO } from "./shift-responses.js";

/** What the elements of an array have in common; of an array without elements, or of elements that are not known, nothing. */
type Content = Response | { readonly kind: "none" } | { readonly kind: "unknown" };

const NONE: Content = { kind: "none" };
const UNKNOWN: Content = { kind: "unknown" };

export class CancelledShifts {
  readonly definitions = new Map<Value, Op>();
  readonly users: ReadonlyMap<Value, readonly Op[]>;
  private readonly parents = new Map<Op, Op>();
  private readonly numbers = new Map<Value, number>();
  private readonly exclusive = new Set<Value>();

  constructor(readonly func: Func) {
    this.users = usersIn(func.body);
    this.index(func.body, undefined);
  }

  private index(region: Region, parent: Op | undefined): void {
    for (const op of region.ops) {
      if (parent) this.parents.set(op, parent);
      for (const result of op.results) this.definitions.set(result, op);
      if (op.kind === "const" && typeof op.value === "number") this.numbers.set(op.results[0], op.value);
      if (isAllocation(op) && memoryOf(op.results[0].type).kind !== "record") this.exclusive.add(op.results[0]);
      for (const inner of op.regions) this.index(inner, op);
    }
    if (parent) return;
    for (const op of allOps(region))
      op.operands.forEach((operand, k) => {
        if (!isBase(op, k)) this.exclusive.delete(operand);
      });
    for (const inner of allRegions(region))
      if (inner !== region) for (const value of inner.yields) this.exclusive.delete(value);
  }

  /** Values that something in an exponent is shifted by, in the order in which they are made. */
  candidates(): Value[] {
    const found = new Set<Value>();
    const pending = allOps(this.func.body).flatMap((op) =>
      op.kind === "prim" && op.name === "exp" ? op.operands : [],
    );
    for (let value = pending.pop(); value; value = pending.pop()) {
      if (found.has(value) || value.type.kind !== "f64") continue;
      found.add(value);
      pending.push(...this.shiftedFrom(value));
    }
    const isConstant = (value: Value): boolean => {
      const op = this.definitions.get(value);
      return op?.kind === "const" || (op?.kind === "prim" && op.name === "stopGradient");
    };
    return [...this.func.body.params, ...this.definitions.keys()].filter(
      (value) => found.has(value) && !isConstant(value),
    );
  }

  private shiftedFrom(value: Value): readonly Value[] {
    const op = this.definitions.get(value);
    if (op?.kind === "load" || op?.kind === "pop") {
      const stored = this.isExclusive(op.operands[0]) ? (this.users.get(op.operands[0]) ?? []) : [];
      return stored.flatMap(({ kind, operands }) => (kind === "store" || kind === "push" ? operands.slice(-1) : []));
    }
    if (op?.kind !== "prim") return [];
    switch (op.name) {
      case "add":
      case "sub":
      case "neg":
      case "mul":
      case "div":
        return op.operands;
      default:
        return [];
    }
  }

  /** Whether the derivative of all that the function does is zero by a value that an operation or the caller gives. */
  cancels(value: Value): boolean {
    const { ops } = this.func.body;
    const origin = this.definitions.get(value);
    const start = origin ? ops.indexOf(this.outermost(origin)) : 0;
    if (start < this.before.reached) this.before = new Prefix(this);
    return new Following(this, value, this.before.contentsAt(start)).cancels(start);
  }
  private before = new Prefix(this);

  private outermost(op: Op): Op {
    let at = op;
    for (let around = this.parents.get(at); around; around = this.parents.get(at)) at = around;
    return at;
  }

  isExclusive(array: Value): boolean {
    return this.exclusive.has(array);
  }

  number(value: Value): number | undefined {
    return this.numbers.get(value);
  }

  isIn(op: Op, around: Op): boolean {
    for (let at = this.parents.get(op); at; at = this.parents.get(at)) if (at === around) return true;
    return false;
  }

  /** Whether a loop runs over all indices of an array, one after the other. */
  covers({ step, inclusive, operands: [start, end] }: ForOp, array: Value): boolean {
    if (step !== 1 || inclusive || this.number(start) !== 0) return false;
    const [bound, made] = [this.definitions.get(end), this.definitions.get(array)];
    if (bound?.kind === "length" && bound.operands[0] === array) return true;
    if (made?.kind === "zeros" || (made?.kind === "copy" && made.operands.length === 1))
      return bound?.kind === "length" && bound.operands[0] === made.operands[0] && hasFixedLength(array);
    if (made?.kind !== "alloc") return false;
    const [length] = made.operands;
    return length === end || (this.number(length) !== undefined && this.number(length) === this.number(end));
  }
}

function hasFixedLength({ type }: Value): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && memory.container !== "Array";
}

/** What is known of memory where nothing has been shifted yet. */
class Prefix {
  reached = 0;
  private readonly following: Following;

  constructor(private readonly within: CancelledShifts) {
    this.following = new Following(within, undefined, new Map());
  }

  contentsAt(index: number): Map<Value, Content> {
    const { ops } = this.within.func.body;
    for (; this.reached < index; this.reached++) this.following.operation(ops[this.reached]);
    return new Map(this.following.contents);
  }
}

/** One run through a function, operation by operation; loops again until nothing new is found. */
class Following {
  /** All others are fixed. */
  private readonly reals = new Map<Value, Response>();
  /** Arrays of which the turn of a loop touches the element of its index alone. */
  private readonly indexed = new Map<Value, Value>();
  private readonly origin: Op | undefined;

  constructor(
    private readonly within: CancelledShifts,
    private readonly shift: Value | undefined,
    public contents: Map<Value, Content>,
  ) {
    this.origin = shift && within.definitions.get(shift);
  }

  /** `start`: the operation of the function's body from which on something is shifted. */
  cancels(start: number): boolean {
    const { body } = this.within.func;
    if (this.shift && !this.origin) this.reals.set(this.shift, MOVES);
    return (
      this.operations(body.ops, start) && body.yields.every((value) => !this.isTracked(value) && this.isSettled(value))
    );
  }

  private region({ ops }: Region): boolean {
    return this.operations(ops, 0);
  }

  private operations(ops: readonly Op[], start: number): boolean {
    for (let k = start; k < ops.length; k++) {
      if (!this.operation(ops[k])) return false;
      if (this.shift && ops[k] === this.origin) this.reals.set(this.shift, MOVES);
    }
    return true;
  }

  private real(value: Value): Response {
    return this.reals.get(value) ?? (this.within.number(value) === 0 ? ZERO : FIXED);
  }

  private isTracked(value: Value): boolean {
    const known = this.reals.get(value);
    return known !== undefined && isTracked(known);
  }

  private set(value: Value, response: Response | undefined): boolean {
    if (!response) return false;
    if (response.kind === "fixed") this.reals.delete(value);
    else this.reals.set(value, response);
    return true;
  }

  private content(array: Value): Content {
    return this.contents.get(array) ?? FIXED;
  }

  /** Whether the elements of an array may leave the function. */
  private isSettled(array: Value): boolean {
    const { kind } = this.content(array);
    return kind === "none" || kind === "zero" || kind === "fixed";
  }

  operation(op: Op): boolean {
    const { operands, results } = op;
    const [first, second, third] = operands;
    switch (op.kind) {
      case "prim":
        if (results[0].type.kind !== "f64") return true;
        if (!operands.some((operand) => this.reals.has(operand))) return this.set(results[0], FIXED);
        return this.set(
          results[0],
          respond(
            op.name,
            operands.map((operand) => this.real(operand)),
            operands.map((operand) => this.within.number(operand)),
          ),
        );
      case "alloc":
        return this.make(results[0], !first || this.within.number(first) === 0 ? NONE : ZERO);
      case "zeros":
        return this.make(results[0], memoryOf(results[0].type).kind === "array" ? ZERO : FIXED);
      case "copy":
        return this.make(results[0], this.content(first));
      case "literal":
        if (elementOf(results[0])?.kind !== "f64") return !operands.some((operand) => this.isTracked(operand));
        return this.make(
          results[0],
          operands.reduce<Content>((known, operand) => merge(known, this.real(operand)), NONE),
        );
      case "load":
      case "pop": {
        const content = this.content(first);
        if (content.kind === "unknown") return false;
        return this.set(results[0], content.kind === "none" ? FIXED : content);
      }
      case "store":
        return this.write(first, third, this.indexed.get(first) === second);
      case "fill":
        return this.write(first, second, operands.length === 2);
      case "push":
        return this.write(first, second, false);
      case "clear":
        return !this.within.isExclusive(first) || this.make(first, memoryOf(first.type).kind === "stack" ? NONE : ZERO);
      case "accumulate":
        return this.isSettled(first) && this.isSettled(second) && this.make(first, FIXED);
      case "if":
        return this.if(op);
      case "for":
        return this.for(op);
      case "while":
        return this.while(op);
      default:
        return !operands.some((operand) => this.isTracked(operand));
    }
  }

  private make(array: Value, content: Content): boolean {
    if (this.within.isExclusive(array)) this.contents.set(array, content);
    else return content.kind !== "moves" && content.kind !== "scales" && content.kind !== "unknown";
    return true;
  }

  private write(array: Value, value: Value, isOnly: boolean): boolean {
    const element = elementOf(array);
    // Rounded to an integer, it has no derivative.
    const response = element?.kind === "int" ? FIXED : this.real(value);
    if (element?.kind !== "f64" || !this.within.isExclusive(array)) return !isTracked(response);
    this.contents.set(array, isOnly ? response : merge(this.content(array), response));
    return true;
  }

  private if(op: IfOp): boolean {
    const before = this.contents;
    const ends: Map<Value, Content>[] = [];
    const arms = op.regions.filter(({ ops }) => !ops.some(({ kind }) => kind === "throw"));
    for (const arm of op.regions) {
      this.contents = new Map(before);
      if (!this.region(arm)) return false;
      if (arms.includes(arm)) ends.push(this.contents);
    }
    this.contents = ends.length === 0 ? before : ends.reduce(mergeAll);
    return op.results.every((result, k) => {
      if (result.type.kind !== "f64") return !op.regions.some(({ yields }) => this.isTracked(yields[k]));
      const yielded = arms.map(({ yields }) => this.real(yields[k]));
      return this.set(
        result,
        yielded.reduce<Response | undefined>((known, each) => known && join(known, each), yielded[0] ?? FIXED),
      );
    });
  }

  private for(op: ForOp): boolean {
    const [body] = op.regions;
    const [index, ...params] = body.params;
    const own = [...this.contents.keys()].filter((array) => this.isIndexed(array, op));
    for (const array of own) this.indexed.set(array, index);
    const inits = op.operands.slice(2);
    const before = own.map((array) => this.content(array));
    const isDone = this.turns(op, inits, params, () => this.region(body) && body.yields, own);
    own.forEach((array, k) => {
      this.indexed.delete(array);
      if (!this.within.covers(op, array)) this.contents.set(array, merge(before[k], this.content(array)));
    });
    return isDone && op.results.every((result, k) => this.pass(params[k], result));
  }

  private while(op: WhileOp): boolean {
    const [before, after] = op.regions;
    const forwarded = before.yields.slice(1);
    let end = this.contents;
    const turn = (): readonly Value[] | false => {
      if (!this.region(before)) return false;
      end = new Map(this.contents);
      if (!after.params.every((param, k) => this.pass(forwarded[k], param))) return false;
      return this.region(after) && after.yields;
    };
    if (!this.turns(op, op.operands, before.params, turn, [])) return false;
    this.contents = end;
    if (this.makesShift(op)) this.forget();
    return op.results.every(
      (result, k) => this.pass(forwarded[k], result) && !(this.makesShift(op) && this.isTracked(result)),
    );
  }

  /**
   * Runs the body of a loop until what is known in front of a turn holds for all. `own`: arrays whose elements no turn finds changed
   * by another; their content afterwards is that of an element behind its turn.
   */
  private turns(
    op: Op,
    inits: readonly Value[],
    params: readonly Value[],
    turn: () => readonly Value[] | false,
    own: readonly Value[],
  ): boolean {
    let entry = this.contents;
    let carried = inits.map((init) => this.real(init));
    for (;;) {
      this.contents = new Map(entry);
      params.forEach((param, k) => this.set(param, carried[k]));
      const yields = turn();
      if (!yields) return false;
      if (this.makesShift(op)) {
        if (yields.some((value) => this.isTracked(value))) return false;
        this.forget();
      }
      const next = carried.map((known, k) => join(known, this.real(yields[k])));
      if (!next.every((each) => each !== undefined)) return false;
      const behind = this.contents;
      const around = new Map(
        [...entry].map(([array, known]) => [
          array,
          own.includes(array) ? known : merge(known, behind.get(array) ?? FIXED),
        ]),
      );
      const isStable =
        next.every((each, k) => isSame(each, carried[k])) &&
        [...around].every(([array, content]) => isSame(content, entry.get(array)!));
      carried = next;
      entry = around;
      if (!isStable) continue;
      params.forEach((param, k) => this.set(param, carried[k]));
      this.contents = new Map(
        [...around].map(([array, content]) => [array, own.includes(array) ? behind.get(array)! : content]),
      );
      return true;
    }
  }

  /** Whether the value is another one in each turn of a loop. */
  private makesShift(loop: Op): boolean {
    return this.origin !== undefined && this.within.isIn(this.origin, loop);
  }

  private forget(): void {
    for (const [array, content] of this.contents)
      if (content.kind === "moves" || content.kind === "scales") this.contents.set(array, UNKNOWN);
  }

  private pass(from: Value, to: Value): boolean {
    return to.type.kind === "f64" ? this.set(to, this.real(from)) : !this.isTracked(from);
  }

  /** Whether all that the body of a loop does with an array is to read and write the element of its index. */
  private isIndexed(array: Value, loop: ForOp): boolean {
    const [index] = loop.regions[0].params;
    const inside = (this.within.users.get(array) ?? []).filter((op) => this.within.isIn(op, loop));
    return (
      inside.some(({ kind }) => kind === "store") &&
      inside.every(
        ({ kind, operands }) => kind === "length" || ((kind === "load" || kind === "store") && operands[1] === index),
      )
    );
  }
}

function elementOf(array: Value): Type | undefined {
  const memory = memoryOf(array.type);
  return memory.kind === "record" ? undefined : memory.element;
}

function merge(a: Content, b: Content): Content {
  if (a.kind === "none") return b;
  if (b.kind === "none") return a;
  if (a.kind === "unknown" || b.kind === "unknown") return UNKNOWN;
  return join(a, b) ?? UNKNOWN;
}

function mergeAll(a: ReadonlyMap<Value, Content>, b: ReadonlyMap<Value, Content>): Map<Value, Content> {
  const arrays = new Set([...a.keys(), ...b.keys()]);
  return new Map([...arrays].map((array) => [array, merge(a.get(array) ?? FIXED, b.get(array) ?? FIXED)]));
}

function isSame(a: Content, b: Content): boolean {
  return a.kind === b.kind && ("by" in a ? a.by : 0) === ("by" in b ? b.by : 0);
}
