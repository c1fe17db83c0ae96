/**
 * What the arms of an `if` leave different. Values of the IR become results of the `if`; of values known only at compile time, the
 * condition tells later which it is. What such a value refers to outlives its arm: variables of the arm become variables around it.
 */
import type ts from "typescript-6";
import { producerOf } from "../ir/builder.js";
import type { IfOp, Op } from "../ir/ops.js";
import { Value } from "../ir/ops.js";
import { isNumber, type Type } from "../ir/types.js";
import type { ArmEnd, Join, Lowering } from "./lowering.js";
import { mapParts, sameValue, variablesOf } from "./parts.js";
import { type CompileTimeValue, type FrontValue, isValue, type Variable } from "./values.js";

type ArmIndex = 0 | 1;

export class ArmJoin implements Join {
  /** Variables of an arm that something refers to which goes on behind it. */
  private readonly kept: { readonly variable: Variable; readonly arm: ArmIndex }[] = [];
  private readonly lifted: readonly Map<FrontValue, FrontValue>[] = [new Map(), new Map()];
  private readonly made: (Map<Value, Op> | undefined)[] = [];

  constructor(
    private readonly l: Lowering,
    private readonly op: IfOp,
    private readonly ends: readonly ArmEnd[],
    private readonly node: ts.Node | undefined,
  ) {}

  values(a: FrontValue | undefined, b: FrontValue | undefined, declared: Type, name: string | undefined): FrontValue {
    if (a !== undefined && a === b) return a;
    const [first, second] = this.ends;
    // An arm that throws has no say in what is known at compile time.
    if (isCompileTime(a) && second.exit.kind === "never") return this.lift(a, 0);
    if (isCompileTime(b) && first.exit.kind === "never") return this.lift(b, 1);
    if (!isCompileTime(a) && !isCompileTime(b) && !this.isMixture(a, b)) return this.irValues(a, b, declared, name);
    if (isCompileTime(a) && isCompileTime(b)) {
      if (sameValue(a, b)) return this.lift(a, 0);
      if (a.kind === "tuple" && b.kind === "tuple" && a.elements.length === b.elements.length) {
        const elements = a.elements.map((element, k) => this.values(element, b.elements[k], declared, undefined));
        return { kind: "tuple", elements };
      }
    }
    const [value, otherwise] = [this.alternative(a, 0), this.alternative(b, 1)];
    return { kind: "choice", selector: this.op.operands[0], cases: [{ when: true, value }], otherwise };
  }

  /** Call it when all values have been joined. */
  keepVariables(): void {
    for (const { variable, arm } of this.kept) {
      if (this.l.env.has(variable)) continue;
      const value = this.ends[arm].env.get(variable);
      this.l.env.set(variable, value && this.lift(value, arm));
    }
  }

  /** A number on one path, a flag or a text on the other: which it is, is known by the condition. */
  private isMixture(a: Value | undefined, b: Value | undefined): boolean {
    if (!a || !b) return false;
    const isOther = (value: Value): boolean =>
      value.type.kind === "bool" || typeof this.l.constantOf(value)?.value === "string";
    return (isNumber(a.type) && isOther(b)) || (isNumber(b.type) && isOther(a));
  }

  private alternative(value: FrontValue | undefined, arm: ArmIndex): FrontValue {
    return value === undefined ? this.l.undefined() : this.lift(value, arm);
  }

  private irValues(a: Value | undefined, b: Value | undefined, declared: Type, name: string | undefined): Value {
    const { l } = this;
    const [first, second] = this.ends.map(({ exit }) => exit.kind !== "never");
    // An arm that throws has no say.
    const alone = first === second ? undefined : first ? a : b;
    const type = alone?.type ?? (a && b ? l.joinTypes(a, b, declared) : (a ?? b)!.type);
    [a, b].forEach((value, index) => {
      const { region, exit } = this.ends[index];
      const yielded = l.build.within(region, () =>
        value === undefined || exit.kind === "never" ? l.undefined(type) : l.coerce(value, type, this.node, name),
      );
      region.yields.push(yielded);
    });
    const result = new Value(type, name);
    const { exact } = l.session;
    const known = a && exact.get(a);
    if (known && b && exact.get(b) === known) exact.set(result, known);
    if ([a, b].every((value, index) => this.isDefinite(value, index))) l.session.definite.add(result);
    this.op.results.push(result);
    return result;
  }

  /** Whether what an arm leaves is not missing: it ends otherwise, or has been tested for it. */
  private isDefinite(value: Value | undefined, arm: number): boolean {
    if (this.ends[arm].exit.kind === "never") return true;
    return value !== undefined && (this.l.isDefinite(value) || isTested(this.op.operands[0], value, arm === 0));
  }

  /** The value behind the `if`, where the arm was taken; elsewhere nothing will ask for it. */
  private lift(value: FrontValue, arm: ArmIndex): FrontValue {
    const known = this.lifted[arm].get(value);
    if (known) return known;
    const result = isValue(value) ? this.liftIr(value, arm) : this.liftParts(value, arm);
    this.lifted[arm].set(value, result);
    return result;
  }

  private liftParts(value: CompileTimeValue, arm: ArmIndex): FrontValue {
    for (const variable of variablesOf(this.l.checker, value)) this.kept.push({ variable, arm });
    return mapParts(value, (part) => this.lift(part, arm));
  }

  private liftIr(value: Value, arm: ArmIndex): Value {
    const { l } = this;
    const op = this.madeIn(arm).get(value);
    if (!op) return value;
    const known = l.constantOf(value);
    if (known) return l.constant(known.value, value.type);
    // A condition that can be computed again is not worth a result.
    if (
      op.kind === "prim" &&
      value.type.kind === "bool" &&
      op.operands.every((operand) => this.isCheap(operand, arm))
    ) {
      return l.build.prim(op.name, ...op.operands.map((operand) => this.liftIr(operand, arm)));
    }
    const yields = this.ends.map(({ region }, index) =>
      index === arm ? value : l.build.within(region, () => l.undefined(value.type)),
    );
    this.ends.forEach(({ region }, index) => void region.yields.push(yields[index]));
    const result = new Value(value.type, value.name);
    const exact = l.session.exact.get(value);
    if (exact) l.session.exact.set(result, exact);
    this.op.results.push(result);
    return result;
  }

  private isCheap(value: Value, arm: ArmIndex): boolean {
    return !this.madeIn(arm).has(value) || this.l.constantOf(value) !== undefined;
  }

  private madeIn(arm: ArmIndex): Map<Value, Op> {
    const known = this.made[arm];
    if (known) return known;
    const found = new Map<Value, Op>();
    for (const op of this.ends[arm].region.ops) for (const result of op.results) found.set(result, op);
    this.made[arm] = found;
    return found;
  }
}

/** Whether a condition that has turned out so says that a value is not missing. */
function isTested(condition: Value, value: Value, outcome: boolean): boolean {
  const op = producerOf(condition);
  if (op?.kind !== "prim") return false;
  if (op.name === "not") return isTested(op.operands[0], value, !outcome);
  return op.name === "isNullish" && !outcome && op.operands[0] === value;
}

function isCompileTime(value: FrontValue | undefined): value is CompileTimeValue {
  return value !== undefined && !isValue(value);
}
