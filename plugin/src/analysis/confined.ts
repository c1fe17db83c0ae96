/** Memory that nobody gets hold of: the function that made it, and those that it calls with it, only look into it. */
import type { Func, Op, Value } from "../ir/ops.js";
import { allRegions, usersOfMemory } from "../ir/traverse.js";

export class Confined {
  private readonly uses = new Map<Func, Uses>();
  private readonly known = new Map<Value, boolean>();
  /** What has been found true as long as those before it are. */
  private readonly assumed: Value[] = [];

  /** Of an array or stack of numbers, which is made by the function or one of its parameters. */
  has(func: Func, ref: Value): boolean {
    const known = this.known.get(ref);
    if (known !== undefined) return known;
    // A function that calls itself with it does nothing else with it for that.
    this.known.set(ref, true);
    const before = this.assumed.push(ref) - 1;
    const { users, yielded } = this.usesIn(func);
    const found = !yielded.has(ref) && (users.get(ref) ?? []).every((op) => this.looksInto(op, ref));
    if (!found) {
      for (const each of this.assumed.splice(before)) this.known.delete(each);
      this.known.set(ref, false);
    } else if (before === 0) this.assumed.length = 0;
    return found;
  }

  private looksInto(op: Op, ref: Value): boolean {
    if (op.kind !== "call") return op.operands.every((operand, index) => operand !== ref || isBase(op, index));
    const { params } = op.callee.body;
    return op.operands.every((operand, index) => operand !== ref || this.has(op.callee, params[index]));
  }

  private usesIn(func: Func): Uses {
    let found = this.uses.get(func);
    if (!found) {
      const yielded = new Set(allRegions(func.body).flatMap(({ yields }) => yields));
      found = { users: usersOfMemory(func.body), yielded };
      this.uses.set(func, found);
    }
    return found;
  }
}

interface Uses {
  readonly users: ReadonlyMap<Value, readonly Op[]>;
  /** What becomes a value of a branch, a loop or a function. */
  readonly yielded: ReadonlySet<Value>;
}

/** Whether an operation only looks into the memory of this operand, so that no other reference to it arises. */
export function isBase(op: Op, index: number): boolean {
  switch (op.kind) {
    case "load":
    case "store":
    case "getField":
    case "setField":
    case "length":
    case "push":
    case "pop":
    case "fill":
    case "copy":
    case "zeros":
    case "clear":
      return index === 0;
    case "accumulate":
    case "prim":
      return true;
    default:
      return false;
  }
}
