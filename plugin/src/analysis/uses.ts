/** Where the values of a function are made and used, and what is done first with what is read. */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, touches } from "../ir/traverse.js";

/** An operand of an operation, or what a region ends with. */
export interface Use {
  readonly op?: Op;
  readonly index: number;
}

export class Uses {
  readonly definitions = new Map<Value, Op>();
  private readonly uses = new Map<Value, Use[]>();
  private readonly homes = new Map<Op, Region>();
  private readonly depths = new Map<Op, number>();

  constructor(func: Func) {
    this.collect(func.body, 0);
  }

  of(value: Value): readonly Use[] {
    return this.uses.get(value) ?? [];
  }

  /** The region that an operation is in. */
  homeOf(op: Op): Region {
    return this.homes.get(op)!;
  }

  /** In how many loops an operation is. */
  depthOf(op: Op): number {
    return this.depths.get(op)!;
  }

  /** The field that an operation reads or writes of a record, or of an array at a constant place. */
  fieldOf(op: Op): string | undefined {
    if (op.kind === "getField" || op.kind === "setField") return op.field;
    if (op.kind !== "load" && op.kind !== "store") return undefined;
    const index = this.definitions.get(op.operands[1]);
    const isPlace = index?.kind === "const" && Number.isInteger(index.value) && Number(index.value) >= 0;
    return isPlace ? String(index.value) : undefined;
  }

  /** The field of what an operation gets that is read before anything else is done with it or can be seen, whenever it is got. */
  firstField(op: Op): string | undefined {
    const { ops } = this.homeOf(op);
    const [record] = op.results;
    const rest = ops.slice(ops.indexOf(op) + 1);
    const first = rest.findIndex((each) => touches(each, record));
    if (rest[first]?.kind !== "getField" && rest[first]?.kind !== "load") return undefined;
    const between = allOps({ params: [], ops: rest.slice(0, first), yields: [] });
    return between.some(isObservable) ? undefined : this.fieldOf(rest[first]);
  }

  private collect(region: Region, depth: number): void {
    for (const op of region.ops) {
      this.homes.set(op, region);
      this.depths.set(op, depth);
      for (const result of op.results) this.definitions.set(result, op);
      op.operands.forEach((value, index) => this.add(value, { op, index }));
      const isLoop = op.kind === "for" || op.kind === "while";
      for (const inner of op.regions) this.collect(inner, isLoop ? depth + 1 : depth);
    }
    region.yields.forEach((value, index) => this.add(value, { index }));
  }

  private add(value: Value, use: Use): void {
    const known = this.uses.get(value);
    if (known) known.push(use);
    else this.uses.set(value, [use]);
  }
}

/** Whether anybody may see that it has happened before an error. */
function isObservable({ kind }: Op): boolean {
  return kind === "throw" || kind === "call" || kind === "extern" || kind === "while";
}
