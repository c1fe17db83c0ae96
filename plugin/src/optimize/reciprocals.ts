/**
 * Strength reduction of divisions in adjoint code: of several by one root, which no number is too small a root to be the reciprocal of,
 * products with its reciprocal are left. A division takes as long as four or more products.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Op, PrimOp, Region, Value } from "../ir/ops.js";
import { allRegions } from "../ir/traverse.js";
import { F64 } from "../ir/types.js";

/** Fewer divisions by a root stay as they are. */
const fewest = 3;

export function multiplyByReciprocals(func: Func): boolean {
  const roots = new Roots(func.body);
  let changed = false;
  for (const region of allRegions(func.body))
    region.ops = region.ops.flatMap((op) => {
      const root = roots.of(op);
      if (!root || root.divisions.length < fewest) return [op];
      changed = true;
      return [op, ...root.replace()];
    });
  return changed;
}

/** A division by a root, or by twice that. */
interface Division {
  readonly op: PrimOp;
  readonly twice: boolean;
}

class Root {
  readonly divisions: Division[] = [];

  constructor(private readonly value: Value) {}

  /** What comes behind the root. */
  replace(): Op[] {
    const region = emptyRegion();
    const build = new Builder(region);
    build.adjoint = true;
    const reciprocal = build.prim("div", build.const(1, F64), this.value);
    const half = this.divisions.some(({ twice }) => twice)
      ? build.prim("mul", build.const(0.5, F64), reciprocal)
      : undefined;
    for (const { op, twice } of this.divisions) {
      op.name = "mul";
      op.operands = [op.operands[0], twice ? half! : reciprocal];
    }
    return region.ops;
  }
}

class Roots {
  private readonly roots = new Map<Value, Root>();
  private readonly doubles = new Map<Value, Root>();
  private readonly twos = new Set<Value>();

  constructor(body: Region) {
    this.visit(body);
  }

  of({ results: [result] }: Op): Root | undefined {
    return result && this.roots.get(result);
  }

  /** In program order: a root comes before what divides by it. */
  private visit(region: Region): void {
    for (const op of region.ops) {
      if (op.kind === "const" && op.value === 2) this.twos.add(op.results[0]);
      if (op.kind === "prim") this.note(op);
      for (const inner of op.regions) this.visit(inner);
    }
  }

  private note(op: PrimOp): void {
    const [result] = op.results;
    const [first, second] = op.operands;
    if (op.name === "sqrt") this.roots.set(result, new Root(result));
    if (op.name === "mul") {
      const factor = this.twos.has(first) ? second : this.twos.has(second) ? first : undefined;
      const root = factor && this.roots.get(factor);
      if (root) this.doubles.set(result, root);
    }
    if (op.name !== "div" || !op.adjoint) return;
    this.roots.get(second)?.divisions.push({ op, twice: false });
    this.doubles.get(second)?.divisions.push({ op, twice: true });
  }
}
