/** Taste, decided before anything is printed: which values are repeated at each use, and which keep a variable of their own. */
import type { Op, Value } from "../ir/ops.js";
import { isTypedArray } from "../ir/types.js";
import { type Block, type Blocks, type Node, nodesOf, type Use } from "./blocks.js";

/** Expressions are kept shorter than this by giving their longest parts a name. */
const longExpression = 90;
const longConditional = 72;
const longBound = 24;
/** An argument or a field longer than this gets a name; the list itself can be broken over lines. */
const longArgument = 60;
const shortPart = 24;

export class Style {
  readonly repeated = new Set<Value>();
  private readonly kept = new Set<Value>();
  private readonly widths = new Map<Value, number>();
  private readonly ifWidths = new Map<Op, number>();
  private readonly sites = new Map<Value, readonly Use[]>();

  constructor(private readonly blocks: Blocks) {
    this.chooseRepeated(blocks.body);
    this.measure(blocks.body);
  }

  /** Where a value is used in the end, seen through the repeated values that contain it. */
  sitesOf(value: Value): readonly Use[] {
    let found = this.sites.get(value);
    if (!found) {
      found = (this.blocks.uses.get(value) ?? []).flatMap((use) => {
        const result = use.node?.op.results[0];
        return result && this.repeated.has(result) ? this.sitesOf(result) : [use];
      });
      this.sites.set(value, found);
    }
    return found;
  }

  keepsVariable(value: Value): boolean {
    return this.kept.has(value);
  }

  /** Whether an `if` is short enough for a conditional expression. */
  isShort(op: Op): boolean {
    return this.isChain(op) || (this.ifWidths.get(op) ?? 0) <= longConditional;
  }

  /** `a && b`, `a || b`: these read well over several lines too. */
  private isChain(op: Op): boolean {
    return (
      op.kind === "if" &&
      op.results.length === 1 &&
      op.results[0].type.kind === "bool" &&
      op.regions.some(({ yields: [value] }) => this.blocks.definition.get(value)?.op.kind === "const")
    );
  }

  /** An `if` that leaves a variable as it is in one branch reads better as a statement. */
  isUpdate(node: Node): boolean {
    const [result] = node.op.results;
    return node.blocks.some((block) => {
      const [value] = block.region.yields;
      return (
        result?.name !== undefined && value.name === result.name && this.blocks.definition.get(value)?.block !== block
      );
    });
  }

  private chooseRepeated(block: Block): void {
    for (const node of nodesOf(block)) {
      const { op } = node;
      const [result] = op.results;
      if (result && this.isRepeated(op, result)) this.repeated.add(result);
      if (op.kind === "for") this.repeatBound(op.operands[1]);
      node.blocks.forEach((inner) => this.chooseRepeated(inner));
    }
  }

  private isRepeated(op: Op, result: Value): boolean {
    const uses = this.blocks.uses.get(result) ?? [];
    switch (op.kind) {
      case "const":
        return typeof op.value !== "string" || op.value.length < 24 || uses.length < 2;
      case "global":
        return op.binding.constant;
      case "length":
        return isFixedLength(op) && result.name === undefined && uses.length >= 2 && uses.length <= 3;
      case "prim":
        if (op.name === "not") return result.name === undefined && uses.length >= 2;
        return (
          result.name === undefined && uses.length >= 2 && uses.length <= 12 && this.isOffset(op) && uses.every(isPlace)
        );
      default:
        return false;
    }
  }

  /** `i + 1`, `i - 2`: nobody gives these a name. */
  private isOffset(op: Op): boolean {
    if (op.kind !== "prim" || (op.name !== "add" && op.name !== "sub")) return false;
    const [left, right] = op.operands;
    return this.isInteger(left) && this.isSmall(right) && !this.repeated.has(left);
  }

  private isSmall(value: Value): boolean {
    const op = this.blocks.definition.get(value)?.op;
    return (
      op?.kind === "const" && Number.isInteger(op.value) && (op.value as number) >= 0 && (op.value as number) < 100
    );
  }

  private isInteger(value: Value): boolean {
    return value.type.kind === "int";
  }

  /** The bound of a counted loop is evaluated in every iteration: only what is short, cheap and constant may stand there. */
  private repeatBound(bound: Value): void {
    if (!this.isBound(bound) || this.boundWidth(bound) > longBound) return;
    const repeat = (value: Value): void => {
      const op = this.blocks.definition.get(value)?.op;
      if (!op || !this.isBoundOp(op, value)) return;
      this.repeated.add(value);
      if (op.kind === "prim") op.operands.forEach(repeat);
    };
    repeat(bound);
  }

  private isBound(value: Value): boolean {
    const op = this.blocks.definition.get(value)?.op;
    return op !== undefined && this.isBoundOp(op, value);
  }

  private isBoundOp(op: Op, value: Value): boolean {
    if (this.repeated.has(value)) return true;
    if (value.name !== undefined || (this.blocks.uses.get(value)?.length ?? 0) > 2) return false;
    if (op.kind === "length") return isFixedLength(op);
    return (
      op.kind === "prim" &&
      (op.name === "add" || op.name === "sub") &&
      op.operands.every((operand) => this.isInteger(operand))
    );
  }

  private boundWidth(value: Value): number {
    const op = this.blocks.definition.get(value)?.op;
    if (!op || !this.isBoundOp(op, value)) return nameWidth(value);
    return ownWidth(op) + op.operands.reduce((sum, operand) => sum + this.boundWidth(operand), 0);
  }

  /** Estimates the printed width of everything, and breaks up what would be too long. */
  private measure(block: Block): void {
    for (const node of nodesOf(block)) {
      const { op } = node;
      node.blocks.forEach((inner) => this.measure(inner));
      let width = ownWidth(op);
      if (op.kind === "if" && op.results.length === 1) {
        width +=
          this.widthOf(op.operands[0]) +
          node.blocks.reduce((sum, inner) => sum + this.widthOf(inner.region.yields[0]), 0);
        this.ifWidths.set(op, width);
      } else {
        const breaks = op.kind === "call" || op.kind === "literal" || op.kind === "extern";
        width += op.operands.reduce((sum, operand) => sum + this.widthOf(operand), 0);
        const isLong = breaks || width > longExpression;
        for (const operand of isLong ? this.longestFirst(op.operands) : []) {
          const own = this.widthOf(operand);
          if (breaks ? own <= longArgument : width <= longExpression || own <= shortPart) break;
          if (!this.blocks.definition.has(operand) || this.repeated.has(operand)) continue;
          this.kept.add(operand);
          width += nameWidth(operand) - own;
        }
      }
      for (const result of op.results) this.widths.set(result, width);
    }
  }

  private longestFirst(values: readonly Value[]): Value[] {
    return [...values].sort((a, b) => this.widthOf(b) - this.widthOf(a));
  }

  private widthOf(value: Value): number {
    const own = this.widths.get(value);
    const inside = this.repeated.has(value) || (this.sitesOf(value).length === 1 && !this.kept.has(value));
    return own === undefined || !inside ? nameWidth(value) : own;
  }
}

/** Where a short sum may be repeated: as an index, or as the start or the end of a counted loop. */
function isPlace({ node, index }: Use): boolean {
  if (node?.op.kind === "for") return index < 2;
  return (node?.op.kind === "load" || node?.op.kind === "store") && index === 1;
}

function isFixedLength(op: Op): boolean {
  return isTypedArray(op.operands[0].type);
}

function nameWidth(value: Value): number {
  return value.name?.length ?? 2;
}

function ownWidth(op: Op): number {
  switch (op.kind) {
    case "const":
      return typeof op.value === "string" ? op.value.length + 2 : String(op.value).length;
    case "prim":
      return op.name.length > 3 || op.operands.length === 1 ? op.name.length + 7 : 3;
    case "global":
      return op.binding.name.length;
    case "extern":
      return op.template.join("").length;
    case "getField":
      return op.field.length + 1;
    case "length":
      return 7;
    case "call":
    case "closure":
      return op.callee.name.length + 2 * op.operands.length;
    case "literal":
      return 2 * op.operands.length + 2;
    case "alloc":
    case "zeros":
    case "copy":
    case "view":
      return 20;
    case "if":
      return 6;
    default:
      return 3;
  }
}
