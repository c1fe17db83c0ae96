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
      const isVaried = op.operands.map((operand) => activity.isVaried(operand));
      return isVaried.includes(true) && !this.isLinear(op, isVaried);
    });
  }

  private isLinear(op: Op, isVaried: readonly boolean[]): boolean {
    switch (op.kind) {
      case "prim": {
        if (op.name === "isNullish") return true;
        const { linear, partial } = getRule(op.name);
        if (linear === "all") return true;
        const active = isVaried.flatMap((each, k) => (each ? [k] : []));
        return partial !== undefined && active.length === 1 && linear?.includes(active[0]) === true;
      }
      case "call":
        return this.isLinearCall(op, isVaried);
      // What they make of a number, or of those in memory, takes part in the result; a statement of the program only looks at them.
      case "extern":
        return op.statement && !op.discreet;
      case "closure":
        return false;
      case "alloc":
        return !isVaried[0];
      case "load":
      case "store":
        return !isVaried[1];
      case "fill":
        return !isVaried[2] && !isVaried[3];
      case "copy":
        return op.like === true || !(isVaried[1] || isVaried[2]);
      case "view":
        return !isVaried[1] && !isVaried[2];
      case "for":
        return !isVaried[0] && !isVaried[1];
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

  private isLinearCall({ callee }: CallOp, isVaried: readonly boolean[]): boolean {
    const isDetached = callee.rule !== undefined && !hasDerivative(callee.rule);
    return !isDetached && this.in(callee, isVaried) === undefined;
  }
}
