/** What is known of the signs of reals: where a denominator is not zero, where a logarithm has no pole. */
import type { Activity } from "./activity.js";
import type { Func, Op, PrimOp, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";

/** How far back a value is traced. */
const DEPTH = 12;

export class Signs {
  private readonly definitions = new Map<Value, Op>();
  private readonly params: ReadonlySet<Value>;

  constructor(
    func: Func,
    private readonly activity?: Activity,
  ) {
    this.params = new Set(func.body.params);
    for (const op of allOps(func.body)) for (const result of op.results) this.definitions.set(result, op);
  }

  /** Whether a primitive other than a quotient may be undefined at finite operands. */
  isUndefined(op: PrimOp): boolean {
    const [a] = op.operands;
    switch (op.name) {
      case "sqrt":
        return !this.isNonNegative(a);
      case "log":
      case "log2":
      case "log10":
      case "log1p":
      case "asin":
      case "acos":
      case "acosh":
      case "atanh":
        return this.isSingular(op);
      default:
        return false;
    }
  }

  /** Whether the derivative of a primitive may be infinite or NaN at finite operands. */
  isSingular({ name, operands: [a, b] }: PrimOp): boolean {
    switch (name) {
      case "div":
      case "mod":
        return this.mayBeZero(b) && !this.isScale(b);
      case "sqrt":
      case "log":
      case "log2":
      case "log10":
        return !this.isPositive(a);
      case "log1p":
        return !this.isNonNegative(a);
      case "cbrt":
        return this.mayBeZero(a);
      case "atan2":
        return this.mayBeZero(a) && this.mayBeZero(b);
      case "asin":
      case "acos":
      case "acosh":
      case "atanh":
        return true;
      case "pow":
        return this.isSingularPower(a, b);
      default:
        return false;
    }
  }

  private isSingularPower(base: Value, exponent: Value): boolean {
    if (this.isPositive(base)) return false;
    const n = this.constant(exponent);
    if (n === undefined || n < 1) return n !== 0;
    return !Number.isInteger(n) && !this.isNonNegative(base);
  }

  /** Whether a primitive divides by what may be zero, be it a scale. */
  mayDivideByZero({ name, operands: [a, b] }: PrimOp): boolean {
    if (name === "div" || name === "mod") return this.mayBeZero(b);
    return name === "pow" && this.mayBeZero(a) && !this.isNonNegative(b);
  }

  private mayBeZero(value: Value): boolean {
    return !this.isPositive(value) && !this.isNegative(value);
  }

  /** A count, a step, a unit, which does not vary: a program that divides by it and uses the quotient has made sure that it is not zero. */
  private isScale(value: Value, depth = DEPTH): boolean {
    if (this.params.has(value)) return this.activity?.isActive(value) === false;
    const op = this.definitions.get(value);
    if (op?.kind === "const" || op?.kind === "global" || op?.kind === "length") return true;
    return op?.kind === "prim" && depth > 0 && op.operands.every((operand) => this.isScale(operand, depth - 1));
  }

  private constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }

  isNegative(value: Value): boolean {
    const op = this.definitions.get(value);
    const known = this.constant(value);
    if (known !== undefined) return known < 0;
    return op?.kind === "prim" && op.name === "neg" && this.isPositive(op.operands[0]);
  }

  /** Underflow aside. */
  isPositive(value: Value, depth = DEPTH): boolean {
    const known = this.constant(value);
    if (known !== undefined) return known > 0;
    const op = this.definitions.get(value);
    if (op?.kind !== "prim" || depth === 0) return false;
    const positive = (operand: Value): boolean => this.isPositive(operand, depth - 1);
    const [a, b] = op.operands;
    switch (op.name) {
      case "exp":
      case "fermi":
      case "cosh":
        return true;
      case "add":
        return (positive(a) && this.isNonNegative(b, depth - 1)) || (positive(b) && this.isNonNegative(a, depth - 1));
      case "mul":
      case "div":
        return positive(a) && positive(b);
      case "pow":
      case "sqrt":
      case "cbrt":
        return positive(a);
      case "max":
      case "hypot":
        return op.operands.some(positive);
      case "min":
        return op.operands.every(positive);
      default:
        return false;
    }
  }

  isNonNegative(value: Value, depth = DEPTH): boolean {
    const known = this.constant(value);
    if (known !== undefined) return known >= 0;
    const op = this.definitions.get(value);
    if (op?.kind === "length") return true;
    if (op?.kind !== "prim" || depth === 0) return false;
    const nonNegative = (operand: Value): boolean => this.isNonNegative(operand, depth - 1);
    const [a, b] = op.operands;
    switch (op.name) {
      case "abs":
      case "sqrt":
      case "hypot":
      case "exp":
      case "fermi":
      case "cosh":
        return true;
      case "add":
      case "div":
        return nonNegative(a) && nonNegative(b);
      case "mul":
        return a === b || (nonNegative(a) && nonNegative(b));
      case "pow": {
        const n = this.constant(b);
        return (n !== undefined && Number.isInteger(n / 2)) || nonNegative(a);
      }
      case "cbrt":
        return nonNegative(a);
      case "max":
        return op.operands.some(nonNegative);
      case "min":
        return op.operands.every(nonNegative);
      default:
        return false;
    }
  }
}
