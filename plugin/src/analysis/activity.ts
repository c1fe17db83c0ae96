/**
 * Which values carry a derivative: everything that depends, through differentiable operations and memory, on an active
 * parameter, and that something with a derivative is made of in turn. Real values are tracked one by one; references by
 * alias class (all of a connected structure or nothing), so that every reference into active memory has a shadow.
 * Interprocedural, one summary for each function and mask.
 */
import {
  type CallSite,
  type Func,
  hasDerivative,
  type Op,
  type Refusal,
  type Span,
  unreachable,
  type Value,
} from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { isDifferentiable, memoryOf, OPAQUE, type Type } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import type { AliasAnalysis, AliasClass, Aliases } from "./aliases.js";
import { usefulReals } from "./usefulness.js";

export interface Activity {
  /** The active parameters: those of the request, and memory parameters that active values are stored into. */
  readonly params: readonly boolean[];
  readonly results: readonly boolean[];
  /** Whether a value has a tangent or a shadow. */
  isActive(value: Value): boolean;
  /** Whether a value depends on what is differentiated; it is not active where nothing that may have a derivative is made of it. */
  isVaried(value: Value): boolean;
  /** Whether differentiation has anything to do for an operation or within its regions. */
  isRelevant(op: Op): boolean;
}

/** An active value that meets something without a derivative, with the calls that lead there, innermost first. */
export interface Conflict {
  readonly refusal: Omit<Refusal, "span"> & { readonly span: Span | undefined };
  readonly chain: readonly CallSite[];
}

export function maskKey(mask: readonly boolean[]): string {
  return mask.map((active) => (active ? "1" : "0")).join("");
}

export class ActivityAnalysis {
  private readonly table = new Map<Func, Map<string, FunctionActivity>>();
  /** Met since all was settled: what is settled depends on none of them. */
  private pending: FunctionActivity[] = [];

  constructor(private readonly aliases: AliasAnalysis) {}

  of(func: Func, mask: readonly boolean[]): Activity {
    const first = this.lookup(func, mask);
    this.settle();
    const key = maskKey(first.params);
    return key === maskKey(mask) ? first : this.of(func, first.params);
  }

  /** Everything in a function and its callees that stands in the way of differentiating it. */
  conflicts(func: Func, mask: readonly boolean[]): Conflict[] {
    this.of(func, mask);
    const found: Conflict[] = [];
    const seen = new Set<FunctionActivity>();
    const visit = (activity: FunctionActivity, chain: Conflict["chain"]): void => {
      if (seen.has(activity)) return;
      seen.add(activity);
      if (activity.func.rule) {
        for (const refusal of [...activity.refusalsOfRule(), ...this.writesOfRule(activity.func)])
          found.push({ refusal, chain });
        return;
      }
      for (const op of allOps(activity.func.body)) {
        const calls = [...(op.inlinedAt ?? []), ...chain];
        for (const refusal of activity.refusals(op)) found.push({ refusal, chain: calls });
      }
      for (const op of allOps(activity.func.body)) {
        if (op.kind !== "call") continue;
        const inner = op.operands.map((operand) => activity.isActive(operand));
        const calls = [{ name: op.callee.source, span: op.span }, ...(op.inlinedAt ?? []), ...chain];
        if (inner.some(Boolean)) visit(this.lookup(op.callee, inner), calls);
      }
    };
    visit(this.lookup(func, mask), []);
    return found;
  }

  /** Whether the function or its rule writes to what it is given. The tangents, and the cotangent, are copies. */
  private writesOfRule(func: Func): Conflict["refusal"][] {
    const { captures, jvp, forward, backward } = func.rule!;
    if (!hasDerivative(func.rule!)) return [];
    const written = (of: Func, params: readonly Value[]): Conflict["refusal"][] =>
      params
        .filter((param) => param.type.kind === "ref" && this.aliases.of(of).classOf(param).writesGiven.size > 0)
        .map((param) => ({ code: "AD1020", span: of.span, args: [func.source, nameOf(param)] }));
    const given = [jvp, backward].flatMap((of) => (of ? written(of, [of.body.params[captures]]) : []));
    return [func, ...(forward ? [forward] : [])]
      .flatMap((of) => written(of, of.body.params.slice(captures)))
      .concat(given);
  }

  private lookup(func: Func, mask: readonly boolean[]): FunctionActivity {
    let masks = this.table.get(func);
    if (!masks) {
      masks = new Map();
      this.table.set(func, masks);
    }
    let found = masks.get(maskKey(mask));
    if (!found) {
      found = new FunctionActivity(func, mask, this.aliases.of(func), (callee, inner) => this.lookup(callee, inner));
      masks.set(maskKey(mask), found);
      this.pending.push(found);
      found.update();
    }
    return found;
  }

  /** Recursion: activity only grows, so repeat until nothing does. */
  private settle(): void {
    for (let changed = true; changed; ) {
      const met = this.pending.length;
      changed = false;
      for (const activity of [...this.pending]) if (activity.update()) changed = true;
      if (this.pending.length > met) changed = true;
    }
    this.pending = [];
  }
}

class FunctionActivity implements Activity {
  private readonly values = new Set<Value>();
  private readonly memory = new Set<AliasClass>();
  /** Opaque values made from active ones: harmless unless a number is made from them again. */
  private readonly tainted = new Set<Value>();
  private changed = false;

  constructor(
    readonly func: Func,
    mask: readonly boolean[],
    private readonly aliases: Aliases,
    private readonly lookup: (callee: Func, mask: readonly boolean[]) => FunctionActivity,
  ) {
    func.body.params.forEach((param, index) => {
      if (mask[index]) this.activate(param);
    });
  }

  get params(): readonly boolean[] {
    return this.func.body.params.map((param) => this.isActive(param));
  }

  get results(): readonly boolean[] {
    const { rule, results } = this.func;
    if (rule) return results.map((type) => hasDerivative(rule) && this.params.includes(true) && isDifferentiable(type));
    return this.func.body.yields.map((result) => this.isActive(result));
  }

  isActive(value: Value): boolean {
    return this.isVaried(value) && (value.type.kind !== "f64" || this.isUseful(value));
  }

  private isUseful(value: Value): boolean {
    this.useful ??= usefulReals(this.func);
    return this.useful.has(value) || this.func.body.params.includes(value);
  }
  private useful?: ReadonlySet<Value>;

  isVaried(value: Value): boolean {
    if (value.type.kind === "f64") return this.values.has(value);
    return value.type.kind === "ref" && this.memory.has(this.aliases.classOf(value)) && isDifferentiable(value.type);
  }

  isRelevant(op: Op): boolean {
    if (
      op.results.some((result) => this.isActive(result)) ||
      op.operands.some((operand) => operand.type.kind === "ref" && this.isActive(operand))
    )
      return true;
    if (op.kind === "call") return op.operands.some((operand) => this.isActive(operand));
    return op.regions.some((region) => region.ops.some((inner) => this.isRelevant(inner)));
  }

  update(): boolean {
    this.changed = false;
    if (this.func.rule) return false;
    for (let again = true; again; ) {
      const before = this.size();
      for (const region of allRegions(this.func.body)) for (const op of region.ops) this.visit(op);
      again = this.size() > before;
    }
    return this.changed;
  }

  /** What stands in the way of using the rule of the function. */
  refusalsOfRule(): Conflict["refusal"][] {
    const { rule, body, source, span } = this.func;
    if (!rule || !hasDerivative(rule)) return [];
    return body.params
      .slice(0, rule.captures)
      .filter((param) => this.isVaried(param))
      .map((param) => ({ code: "AD1019", span, args: [source, nameOf(param)] }));
  }

  refusals(op: Op): Conflict["refusal"][] {
    const found: Conflict["refusal"][] = [];
    const { span } = op;
    const suspicious = (value: Value): boolean => this.isVaried(value) || this.tainted.has(value);
    if (op.kind === "extern" && op.refusal && op.operands.some(suspicious)) found.push(op.refusal);
    const written = writtenValue(op);
    if (written && this.isVaried(written) && this.aliases.classOf(op.operands[0]).global)
      found.push({ code: "AD3002", span, args: [op.operands[0].name ?? "memory of the module"] });
    for (const [source, target] of this.conversions(op))
      if (this.isVaried(source) && target.kind === "opaque")
        found.push({ code: "AD4003", span, args: [source.name ?? "this value"] });
    if (op.kind === "prim" && getRule(op.name).partial && op.operands.some((operand) => this.tainted.has(operand))) {
      const named = op.operands.find((operand) => operand.name);
      found.push({ code: "AD4003", span, args: [named?.name ?? "this value"] });
    }
    if (op.kind === "prim")
      for (const k of getRule(op.name).integers ?? [])
        if (suspicious(op.operands[k]))
          found.push({ code: "AD4006", span, args: [op.name, op.operands[k].name ?? "this value"] });
    return found;
  }

  /** Values and the types of the slots, results and parameters that they go to: nothing may lose its derivative there. */
  private conversions(op: Op): [Value, Type][] {
    const written = writtenValue(op);
    if (written) return [[written, slotType(op)]];
    const pairs = (values: readonly Value[], targets: readonly Value[]): [Value, Type][] =>
      values.map((value, k) => [value, targets[k].type]);
    switch (op.kind) {
      case "literal": {
        const memory = memoryOf(op.results[0].type);
        return op.operands.map((value, k) => [
          value,
          memory.kind === "record" ? memory.fields[k].type : memory.element,
        ]);
      }
      case "if":
        return op.regions.flatMap((region) => pairs(region.yields, op.results));
      case "for":
        return [...pairs(op.operands.slice(2), op.results), ...pairs(op.regions[0].yields, op.results)];
      case "while": {
        const [before, after] = op.regions;
        const carried = [...pairs(op.operands, before.params), ...pairs(after.yields, before.params)];
        return [...carried, ...pairs(before.yields.slice(1), after.params)];
      }
      case "call":
        return pairs(op.operands, op.callee.body.params);
      default:
        return [];
    }
  }

  private size(): number {
    return this.values.size + this.memory.size + this.tainted.size;
  }

  private activate(value: Value): void {
    if (!isDifferentiable(value.type)) return;
    const before = this.size();
    if (value.type.kind === "f64") this.values.add(value);
    else this.memory.add(this.aliases.classOf(value));
    if (this.size() > before) this.changed = true;
  }

  /** `target` receives the value of `source`. */
  private flow(source: Value, target: Value): void {
    if (this.isVaried(source)) this.activate(target);
    if (this.tainted.has(source) && target.type.kind === "opaque") this.tainted.add(target);
  }

  private visit(op: Op): void {
    const { operands, results } = op;
    switch (op.kind) {
      case "prim":
        if (getRule(op.name).partial && operands.some((operand) => this.isVaried(operand))) this.activate(results[0]);
        return;
      case "load":
      case "getField":
      case "pop":
        if (this.isVaried(operands[0])) this.activate(results[0]);
        return;
      case "store":
        this.flow(operands[2], operands[0]);
        return;
      case "setField":
      case "push":
      case "fill":
      case "accumulate":
        this.flow(operands[1], operands[0]);
        return;
      case "literal":
        for (const operand of operands) this.flow(operand, results[0]);
        return;
      case "copy":
      case "view":
        this.flow(operands[0], results[0]);
        return;
      case "extern":
        // What is refused here is not refused again further on.
        if (op.refusal) return;
        for (const result of results)
          if (
            result.type.kind === "opaque" &&
            operands.some((operand) => this.isVaried(operand) || this.tainted.has(operand))
          )
            this.tainted.add(result);
        return;
      case "if":
        for (const region of op.regions) region.yields.forEach((value, k) => this.flow(value, results[k]));
        return;
      case "for": {
        const [body] = op.regions;
        const carried = body.params.slice(1);
        operands.slice(2).forEach((value, k) => this.flow(value, carried[k]));
        body.yields.forEach((value, k) => this.flow(value, carried[k]));
        carried.forEach((value, k) => this.flow(value, results[k]));
        return;
      }
      case "while": {
        const [before, after] = op.regions;
        operands.forEach((value, k) => this.flow(value, before.params[k]));
        after.yields.forEach((value, k) => this.flow(value, before.params[k]));
        before.yields.slice(1).forEach((value, k) => this.flow(value, after.params[k]));
        before.yields.slice(1).forEach((value, k) => this.flow(value, results[k]));
        return;
      }
      case "call": {
        const mask = operands.map((operand) => this.isVaried(operand));
        if (!mask.some(Boolean)) return;
        const callee = this.lookup(op.callee, mask);
        callee.params.forEach((active, k) => active && this.activate(operands[k]));
        callee.results.forEach((active, k) => active && this.activate(results[k]));
        return;
      }
      case "const":
      case "global":
      case "alloc":
      case "length":
      case "zeros":
      case "clear":
      case "closure":
      case "throw":
        return;
      default:
        unreachable(op);
    }
  }
}

function nameOf({ name }: Value): string {
  return name ?? "an argument";
}

/** The type of the slot that a writing operation writes. */
function slotType(op: Op): Type {
  const memory = memoryOf(op.operands[0].type);
  if (memory.kind !== "record") return memory.element;
  return memory.fields.find((field) => op.kind === "setField" && field.name === op.field)?.type ?? OPAQUE;
}

/** The value that an operation writes into the memory of its first operand. */
function writtenValue(op: Op): Value | undefined {
  if (op.kind === "store") return op.operands[2];
  return op.kind === "setField" || op.kind === "push" || op.kind === "fill" ? op.operands[1] : undefined;
}
