/**
 * Which lists hold arrays that are all different: each is put into one place of one list by the turn of the loop that makes it. It takes
 * that everything which is put into a list of that type is such an array.
 */
import { isBase } from "./confined.js";
import type { Func, Op, Value } from "../ir/ops.js";
import { allOps, allRegions, isAllocation, reachable } from "../ir/traverse.js";
import { mentions, type Type, typeName } from "../ir/types.js";

export class DistinctRows {
  private readonly makers = new Map<Value, Op>();
  private readonly placed = new Map<Value, number>();
  private readonly verdicts = new Map<string, boolean>();

  constructor(private readonly func: Func) {
    for (const op of allOps(func.body)) {
      if (isAllocation(op)) this.makers.set(op.results[0], op);
      op.operands.forEach((operand, k) => {
        if (operand.type.kind === "ref" && !isBase(op, k)) this.place(operand);
      });
    }
    for (const region of allRegions(func.body)) region.yields.forEach((value) => this.place(value));
  }

  private place(value: Value): void {
    this.placed.set(value, (this.placed.get(value) ?? 0) + 1);
  }

  has(list: Value): boolean {
    const made = this.makers.get(list);
    const isPlain =
      made?.kind === "alloc" || made?.kind === "literal" || (made?.kind === "copy" && made.unshared === true);
    if (!isPlain) return false;
    const name = typeName(list.type);
    const known = this.verdicts.get(name) ?? this.compute(list.type);
    this.verdicts.set(name, known);
    return known;
  }

  private compute(type: Type): boolean {
    const isSuch = (each: Type): boolean => typeName(each) === typeName(type);
    const others = reachable([this.func]).filter((each) => each !== this.func);
    if (others.some((each) => allOps(each.body).some((op) => putInto(op, isSuch) !== undefined))) return false;
    return allRegions(this.func.body).every(({ ops }) =>
      ops.every((op) => putInto(op, isSuch)?.every((value) => this.isNew(value, ops)) ?? true),
    );
  }

  /** Whether a value is memory that has been made among some operations, and is put nowhere but in one place. */
  private isNew(value: Value | "unknown", among: readonly Op[]): boolean {
    if (value === "unknown" || this.placed.get(value) !== 1) return false;
    const made = this.makers.get(value);
    return made !== undefined && among.includes(made);
  }
}

/** What an operation puts into a list of some type; nothing where it puts nothing there. */
function putInto(op: Op, isSuch: (type: Type) => boolean): readonly (Value | "unknown")[] | undefined {
  const [target] = op.operands;
  switch (op.kind) {
    case "store":
      return isSuch(target.type) ? [op.operands[2]] : undefined;
    case "push":
      return isSuch(target.type) ? [op.operands[1]] : undefined;
    case "literal":
      return isSuch(op.results[0].type) ? op.operands : undefined;
    case "fill":
      return isSuch(target.type) ? ["unknown"] : undefined;
    case "extern":
      return op.effect === "writes" && op.operands.some((each) => mentions(each.type, isSuch))
        ? ["unknown"]
        : undefined;
    default:
      return undefined;
  }
}
