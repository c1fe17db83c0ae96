/** Follows the tangents of a shift through a function. */
import type { ForOp, IfOp, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { memoryOf, type Type } from "../ir/types.js";
import {
  type Content,
  join,
  FIXED,
  isSame,
  isTracked,
  merge,
  mergeAll,
  MOVES,
  NONE,
  type Response,
  respond,
  UNKNOWN,
  ZERO,
} from "./shift-responses.js";
import type { ShiftScope } from "./shift-scope.js";

/** One run through a function, operation by operation; loops again until nothing new is found. */
export class Following {
  /** All others are fixed. */
  private readonly reals = new Map<Value, Response>();
  /** Arrays of which the turn of a loop touches the element of its index alone. */
  private readonly indexed = new Map<Value, Value>();
  private readonly origin: Op | undefined;

  constructor(
    private readonly within: ShiftScope,
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
