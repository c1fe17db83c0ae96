/**
 * Which reals may be infinite or NaN although what the function was given is finite, and which partial derivatives: behind
 * `log`, `sqrt`, a division and the like, at a point where they are not defined or have a pole. Overflow is left aside, and
 * what is read from memory is taken to be finite, but for what a call has just returned.
 */
import type { Constant, Func, Op, PrimOp, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import type { Activity } from "./activity.js";
import { Signs } from "./signs.js";

/** Their partial derivatives are constants. */
const LINEAR: ReadonlySet<string> = new Set(["add", "sub", "neg", "toNumber", "fround"]);

export class FinitenessAnalysis {
  private readonly wildCallees = new Map<Func, boolean>();

  of(func: Func, activity: Activity): Finiteness {
    return new Finiteness(func, new Signs(func, activity), (callee) => this.mayMakeWild(callee));
  }

  /** Whether a function or one that it calls may make something infinite or NaN out of what is finite. */
  private mayMakeWild(func: Func): boolean {
    const known = this.wildCallees.get(func);
    if (known !== undefined) return known;
    // Recursion makes nothing by itself.
    this.wildCallees.set(func, false);
    const signs = new Signs(func);
    const found = [...allOps(func.body)].some(
      (op) => makesWild(op, signs) || (op.kind === "call" && this.mayMakeWild(op.callee)),
    );
    this.wildCallees.set(func, found);
    return found;
  }
}

function makesWild(op: Op, signs: Signs): boolean {
  return op.kind === "prim" ? signs.isUndefined(op) : op.kind === "const" && isWild(op.value);
}

function isWild(value: Constant): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

export class Finiteness {
  private readonly wild = new Set<Value>();
  /** Tuples and the like that a call returned, with something in them that may be infinite. */
  private readonly returned = new Set<Value>();

  constructor(
    func: Func,
    private readonly signs: Signs,
    private readonly mayMakeWild: (callee: Func) => boolean,
  ) {
    const ops = [...allOps(func.body)];
    for (let before = -1; before < this.wild.size; ) {
      before = this.wild.size;
      for (const op of ops) this.visit(op);
    }
  }

  /** Whether the partial derivative of a primitive in operand `i` may be infinite or NaN. */
  hasPole(op: PrimOp, i: number): boolean {
    if (LINEAR.has(op.name) || op.name === "mulOrZero" || op.name === "divOrZero") return false;
    if (op.name === "mul") return this.wild.has(op.operands[1 - i]);
    return this.signs.isSingular(op) || op.operands.some((operand) => this.wild.has(operand));
  }

  private flow(from: Value, to: Value): void {
    if (to.type.kind === "f64" && this.wild.has(from)) this.wild.add(to);
  }

  private visit(op: Op): void {
    const { operands, results } = op;
    switch (op.kind) {
      case "prim":
        if (makesWild(op, this.signs) || operands.some((operand) => this.wild.has(operand))) this.wild.add(results[0]);
        return;
      case "const":
        if (isWild(op.value)) this.wild.add(results[0]);
        return;
      case "call":
        if (this.mayMakeWild(op.callee) || operands.some((operand) => this.wild.has(operand)))
          for (const result of results) (result.type.kind === "f64" ? this.wild : this.returned).add(result);
        return;
      case "load":
      case "getField":
        if (this.returned.has(operands[0])) this.wild.add(results[0]);
        return;
      case "if":
        for (const region of op.regions) region.yields.forEach((value, k) => this.flow(value, results[k]));
        return;
      case "for": {
        const [body] = op.regions;
        results.forEach((result, k) => {
          const param = body.params[k + 1];
          this.flow(operands[k + 2], param);
          this.flow(body.yields[k], param);
          this.flow(param, result);
        });
        return;
      }
      case "while": {
        const [before, after] = op.regions;
        before.params.forEach((param, k) => {
          this.flow(operands[k], param);
          this.flow(after.yields[k], param);
        });
        results.forEach((result, k) => {
          this.flow(before.yields[k + 1], after.params[k]);
          this.flow(before.yields[k + 1], result);
        });
        return;
      }
      default:
        return;
    }
  }
}
