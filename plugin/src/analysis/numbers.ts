/**
 * Which reals are certainly numbers. The type `f64` is also that of what may be missing: an element past the end, an optional
 * parameter. Memory that holds nothing but numbers makes NaN of that, which only arithmetic does not tell apart.
 */
import type { Op, PrimOp, Region, Value } from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { isTypedArray } from "../ir/types.js";
import { getRule } from "../rules/table.js";

/** They tell a value from NaN, or hand it on as it is. */
const telling: ReadonlySet<string> = new Set(["eq", "ne", "looseEq", "looseNe", "isNullish"]);

export class Numbers {
  private readonly definitions = new Map<Value, Op>();
  /** Where a value is given to: an operation and the position of the operand. */
  private readonly sites = new Map<Value, { readonly op?: Op; readonly index: number }[]>();
  private readonly known = new Map<Value, boolean>();

  constructor(body: Region) {
    for (const op of allOps(body)) for (const result of op.results) this.definitions.set(result, op);
    for (const region of allRegions(body)) {
      for (const op of region.ops) op.operands.forEach((operand, index) => this.use(operand, { op, index }));
      for (const value of region.yields) this.use(value, { index: 0 });
    }
  }

  /** Whether it makes no difference if a real is kept as a number, or a boolean as 0 or 1. */
  has(value: Value): boolean {
    const { kind } = value.type;
    if (kind !== "f64" && kind !== "bool") return false;
    if (this.isMade(value)) return true;
    return kind === "f64" && (this.sites.get(value) ?? []).every(({ op, index }) => op && takesNumber(op, index));
  }

  private use(value: Value, site: { readonly op?: Op; readonly index: number }): void {
    const sites = this.sites.get(value);
    if (sites) sites.push(site);
    else this.sites.set(value, [site]);
  }

  private isMade(value: Value): boolean {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const op = this.definitions.get(value);
    const isMade =
      op !== undefined &&
      ((op.kind === "const" && (typeof op.value === "number" || typeof op.value === "boolean")) ||
        (op.kind === "prim" && !handsOn(op)) ||
        (op.kind === "if" && op.regions.every((region) => this.isMade(region.yields[op.results.indexOf(value)]))));
    this.known.set(value, isMade);
    return isMade;
  }
}

function handsOn({ name }: PrimOp): boolean {
  return "identity" in getRule(name).js;
}

function takesNumber(op: Op, index: number): boolean {
  if (op.kind === "prim") return !telling.has(op.name) && !handsOn(op);
  return op.kind === "store" && index === 2 && isTypedArray(op.operands[0].type);
}
