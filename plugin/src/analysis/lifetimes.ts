/**
 * What memory that a function makes may be referred to by, so that it is known what nobody can reach any more when the function is done.
 * Memory is told apart by the operation that makes it, its slots are not; everything from outside is one piece of memory,
 * and so is what outside gets hold of.
 */
import { type ExternOp, type Func, type Op, type Value, unreachable } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { mentions, type Type } from "../ir/types.js";
import { Confined } from "./confined.js";

const OUTSIDE = Symbol("outside");
/** An operation stands for all the memory that it makes. */
type Memory = Op | typeof OUTSIDE;

export class Lifetimes {
  private readonly references = new Map<Value, Set<Memory>>();
  private readonly contents = new Map<Memory, Set<Memory>>();
  private readonly confined = new Confined();
  private changed = false;

  constructor(func: Func) {
    const ops = allOps(func.body).filter(movesReferences);
    do {
      this.changed = false;
      for (const param of func.body.params) this.refer(param, OUTSIDE);
      for (const op of ops) this.visit(op);
      for (const value of func.body.yields) this.release(value);
      // Who has got hold of memory may look into it and put there what he has.
      for (const each of this.content(OUTSIDE)) {
        if (each === OUTSIDE) continue;
        this.addAll(this.content(OUTSIDE), this.content(each));
        this.addAll(this.content(each), this.content(OUTSIDE));
      }
      this.add(this.content(OUTSIDE), OUTSIDE);
    } while (this.changed);
  }

  /** Whether nothing that there is after a call refers to the memory that an operation has made in it. */
  endsWithCall(made: Op): boolean {
    return !this.content(OUTSIDE).has(made);
  }

  /** Whether memory that one operation makes may hold references to what the other makes. */
  mayHold(holder: Op, made: Op): boolean {
    return this.content(holder).has(made);
  }

  /** Whether all that the memory of an operation may refer to is made by operations that `test` holds for. */
  holdsOnly(holder: Op, test: (made: Op) => boolean): boolean {
    return [...this.content(holder)].every((each) => each !== OUTSIDE && test(each));
  }

  private visit(op: Op): void {
    const { operands, results } = op;
    const [target] = operands;
    switch (op.kind) {
      case "const":
      case "length":
      case "accumulate":
      case "clear":
        return;
      case "alloc":
        return this.refer(results[0], op);
      case "zeros":
        this.refer(results[0], op);
        return this.add(this.content(op), op);
      case "copy":
        this.refer(results[0], op);
        this.add(this.content(op), op);
        if (op.deep && !mentions(results[0].type, isUnknown)) return;
        for (const operand of operands)
          for (const each of this.of(operand)) this.addAll(this.content(op), this.content(each));
        return;
      case "literal":
        this.refer(results[0], op);
        for (const operand of operands) this.addAll(this.content(op), this.of(operand));
        return;
      case "view":
        return this.flow(target, results[0]);
      case "load":
      case "getField":
      case "pop":
        for (const each of this.of(target)) this.addAll(this.of(results[0]), this.content(each));
        return;
      case "store":
        return this.put(target, operands[2]);
      case "setField":
      case "push":
      case "fill":
        return this.put(target, operands[1]);
      case "prim":
        for (const operand of operands) this.flow(operand, results[0]);
        return;
      case "if":
        for (const region of op.regions) this.flowAll(region.yields, results);
        return;
      case "for": {
        const [{ params, yields }] = op.regions;
        for (const from of [operands.slice(2), yields]) this.flowAll(from, params.slice(1));
        return this.flowAll(params.slice(1), results);
      }
      case "while": {
        const [before, after] = op.regions;
        for (const from of [operands, after.yields]) this.flowAll(from, before.params);
        for (const to of [after.params, results]) this.flowAll(before.yields.slice(1), to);
        return;
      }
      case "call":
        operands.forEach((operand, k) => {
          if (!isOfNumbers(operand) || !this.confined.has(op.callee, op.callee.body.params[k])) this.release(operand);
        });
        for (const result of results) this.refer(result, OUTSIDE);
        return;
      case "extern":
        if (!letsGo(op)) return;
        for (const operand of operands) this.release(operand);
        for (const result of results) this.refer(result, OUTSIDE);
        return;
      case "global":
      case "closure":
      case "throw":
        for (const operand of operands) this.release(operand);
        for (const result of results) this.refer(result, OUTSIDE);
        return;
      default:
        unreachable(op);
    }
  }

  private of(value: Value): Set<Memory> {
    return setIn(this.references, value);
  }

  private content(memory: Memory): Set<Memory> {
    return setIn(this.contents, memory);
  }

  private refer(value: Value, memory: Memory): void {
    if (mayRefer(value)) this.add(this.of(value), memory);
  }

  private flow(from: Value, to: Value): void {
    if (mayRefer(from) && mayRefer(to)) this.addAll(this.of(to), this.of(from));
  }

  private flowAll(from: readonly Value[], to: readonly Value[]): void {
    to.forEach((value, k) => this.flow(from[k], value));
  }

  private put(target: Value, value: Value): void {
    if (mayRefer(value)) for (const each of this.of(target)) this.addAll(this.content(each), this.of(value));
  }

  private release(value: Value): void {
    if (mayRefer(value)) this.addAll(this.content(OUTSIDE), this.of(value));
  }

  private add(to: Set<Memory>, memory: Memory): void {
    if (to.has(memory)) return;
    to.add(memory);
    this.changed = true;
  }

  private addAll(to: Set<Memory>, from: ReadonlySet<Memory>): void {
    if (to !== from) for (const each of from) this.add(to, each);
  }
}

/** What a deep copy has in common with its operand. */
function isUnknown({ kind }: Type): boolean {
  return kind === "opaque" || kind === "fn";
}

function setIn<Key>(map: Map<Key, Set<Memory>>, key: Key): Set<Memory> {
  let found = map.get(key);
  if (!found) {
    found = new Set();
    map.set(key, found);
  }
  return found;
}

function mayRefer({ type: { kind } }: Value): boolean {
  return kind !== "f64" && kind !== "int" && kind !== "bool";
}

function isOfNumbers({ type }: Value): boolean {
  if (type.kind !== "ref" || type.memory.kind !== "array") return false;
  const { kind } = type.memory.element;
  return kind === "f64" || kind === "int";
}

/** Whether code of the program may keep its operands, or hand them back. */
function letsGo({ effect, results }: ExternOp): boolean {
  return effect === "writes" || results.some(mayRefer);
}

/** Not so what works on numbers: most of a function. */
function movesReferences(op: Op): boolean {
  switch (op.kind) {
    case "const":
    case "length":
    case "accumulate":
    case "clear":
      return false;
    case "load":
    case "getField":
    case "pop":
    case "prim":
      return op.results.some(mayRefer);
    case "store":
    case "setField":
    case "push":
    case "fill":
      return op.operands.slice(1).some(mayRefer);
    case "if":
    case "for":
    case "while":
      return op.results.some(mayRefer) || op.regions.some(({ params }) => params.some(mayRefer));
    default:
      return true;
  }
}
