/**
 * Values by which the derivative of a function is zero whatever they are, as the largest term by which `log(sum(exp(t - m))) + m` and
 * `exp(t - m) / sum(exp(t - m))` are shifted. It is found by following the tangent of everything that is made of the value
 * (`shift-responses.ts`): where that is zero again before it leaves the function, the value has no derivative. As tangents are
 * known as expressions, this holds for the derivatives of derivatives as well.
 *
 * Numbers in memory are followed only through arrays that are reached in one way, all elements of an array as one. What is
 * left of an earlier turn of the loop that makes the value belongs to another shift, and is not followed.
 */
import type { Func, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { Following } from "./followed-shift.js";
import type { Content } from "./shift-responses.js";
import { ShiftScope } from "./shift-scope.js";

export class CancelledShifts {
  private readonly scope: ShiftScope;
  private before: Prefix;

  constructor(func: Func) {
    this.scope = new ShiftScope(func);
    this.before = new Prefix(this.scope);
  }

  /** Values that something in an exponent is shifted by, in the order in which they are made. */
  candidates(): Value[] {
    const found = new Set<Value>();
    const pending = allOps(this.scope.func.body).flatMap((op) =>
      op.kind === "prim" && op.name === "exp" ? op.operands : [],
    );
    for (let value = pending.pop(); value; value = pending.pop()) {
      if (found.has(value) || value.type.kind !== "f64") continue;
      found.add(value);
      pending.push(...this.shiftedFrom(value));
    }
    const isConstant = (value: Value): boolean => {
      const op = this.scope.definitions.get(value);
      return op?.kind === "const" || (op?.kind === "prim" && op.name === "stopGradient");
    };
    return [...this.scope.func.body.params, ...this.scope.definitions.keys()].filter(
      (value) => found.has(value) && !isConstant(value),
    );
  }

  private shiftedFrom(value: Value): readonly Value[] {
    const op = this.scope.definitions.get(value);
    if (op?.kind === "load" || op?.kind === "pop") {
      const stored = this.scope.isExclusive(op.operands[0]) ? (this.scope.users.get(op.operands[0]) ?? []) : [];
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
    const { ops } = this.scope.func.body;
    const origin = this.scope.definitions.get(value);
    const start = origin ? ops.indexOf(this.scope.outermost(origin)) : 0;
    if (start < this.before.reached) this.before = new Prefix(this.scope);
    return new Following(this.scope, value, this.before.contentsAt(start)).cancels(start);
  }
}

/** What is known of memory where nothing has been shifted yet. */
class Prefix {
  reached = 0;
  private readonly following: Following;

  constructor(private readonly within: ShiftScope) {
    this.following = new Following(within, undefined, new Map());
  }

  contentsAt(index: number): Map<Value, Content> {
    const { ops } = this.within.func.body;
    for (; this.reached < index; this.reached++) this.following.operation(ops[this.reached]);
    return new Map(this.following.contents);
  }
}
