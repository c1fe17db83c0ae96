/** A rough count of what a function does: arithmetic is one, a transcendental function or an allocation is ten. */
import type { Func, Op, Region } from "../ir/ops.js";
import { isExpensive } from "../rules/cost.js";

/** How often the body of a loop is assumed to run where its bounds do not tell. */
const TRIPS = 100;

export function costOf(func: Func): number {
  return new Cost().of(func);
}

class Cost {
  private readonly known = new Map<Func, number>();

  of(func: Func): number {
    const found = this.known.get(func);
    if (found !== undefined) return found;
    // A recursive call counts as one.
    this.known.set(func, 1);
    const cost = this.region(func.body);
    this.known.set(func, cost);
    return cost;
  }

  private region(region: Region): number {
    return region.ops.reduce((sum, op) => sum + this.operation(op), 0);
  }

  private operation(op: Op): number {
    switch (op.kind) {
      case "const":
      case "global":
      case "length":
        return 0;
      case "prim":
        return isExpensive(op.name) ? 10 : 1;
      case "alloc":
      case "literal":
      case "closure":
      case "view":
      case "extern":
        return 10;
      case "copy":
      case "zeros":
      case "fill":
      case "clear":
      case "accumulate":
        return TRIPS / 4;
      case "if":
        return 1 + Math.max(...op.regions.map((region) => this.region(region)));
      case "for":
      case "while":
        return TRIPS * op.regions.reduce((sum, region) => sum + this.region(region), 1);
      case "call":
        return 2 + this.of(op.callee);
      default:
        return 1;
    }
  }
}
