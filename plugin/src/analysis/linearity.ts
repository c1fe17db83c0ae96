/** Whether a function is linear in its active inputs, but for constants that are added. */
import { type CallOp, type Func, hasDerivative, type Op, unreachable } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { getRule } from "../rules/table.js";
import { type ActivityAnalysis, maskKey } from "./activity.js";

/** An operation in which the function is not linear, if there is one. */
export function nonlinearity(func: Func, mask: readonly boolean[], analysis: ActivityAnalysis): Op | undefined {
  return new Search(analysis).in(func, mask);
}

class Search {
  private readonly seen = new Map<Func, Set<string>>();

  constructor(private readonly analysis: ActivityAnalysis) {}

  in(func: Func, mask: readonly boolean[]): Op | undefined {
    const masks = this.seen.get(func) ?? new Set();
    this.seen.set(func, masks);
    if (masks.has(maskKey(mask))) return undefined;
    masks.add(maskKey(mask));
    // A rule says what the derivative is, not what the function is.
    const activity = this.analysis.of({ ...func, rule: undefined }, mask);
    return allOps(func.body).find((op) => {
      const isActive = op.operands.map((operand) => activity.isActive(operand));
      return isActive.includes(true) && !this.isLinear(op, isActive);
    });
  }

  private isLinear(op: Op, isActive: readonly boolean[]): boolean {
    switch (op.kind) {
      case "prim": {
        if (op.name === "isNullish") return true;
        const { linear, partial } = getRule(op.name);
        if (linear === "all") return true;
        const active = isActive.flatMap((each, k) => (each ? [k] : []));
        return partial !== undefined && active.length === 1 && linear?.includes(active[0]) === true;
      }
      case "call":
        return this.isLinearCall(op, isActive);
      // What they make of a number, or of those in memory, takes part in the result; a statement of the program only looks at them.
      case "extern":
        return op.statement && !op.discreet;
      case "closure":
        return false;
      case "alloc":
        return !isActive[0];
      case "load":
      case "store":
        return !isActive[1];
      case "fill":
        return !isActive[2] && !isActive[3];
      case "copy":
        return op.like === true || !(isActive[1] || isActive[2]);
      case "view":
        return !isActive[1] && !isActive[2];
      case "for":
        return !isActive[0] && !isActive[1];
      case "const":
      case "global":
      case "literal":
      case "getField":
      case "setField":
      case "length":
      case "push":
      case "pop":
      case "zeros":
      case "accumulate":
      case "clear":
      case "if":
      case "while":
      case "throw":
        return true;
      default:
        return unreachable(op);
    }
  }

  private isLinearCall({ callee }: CallOp, isActive: readonly boolean[]): boolean {
    const isDetached = callee.rule !== undefined && !hasDerivative(callee.rule);
    return !isDetached && this.in(callee, isActive) === undefined;
  }
}
