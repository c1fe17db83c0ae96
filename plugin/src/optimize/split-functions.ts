/**
 * Functions short enough for engines to optimize: V8 interprets whatever has more than 60 kB of bytecode. A longer function
 * becomes a few calls of its parts. What lives from one part to a later one is handed over: numbers in an array that each
 * call makes for itself, anything else as results and arguments. Nothing is differentiated behind this.
 */
import { bytecodeOf } from "../analysis/bytecode.js";
import { Numbers } from "../analysis/numbers.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, cloneRegion, cloneValue, freeValues, mayBeMissing } from "../ir/traverse.js";
import { tupleOf, typedArray } from "../ir/types.js";
import { chooseCuts, type Segment } from "./cuts.js";
import { HandOver, type Place } from "./hand-over.js";
import { Slots } from "./slots.js";

/** Of estimated bytecode: well below the limit, as it is an estimate. */
const defaultBudget = 40_000;
/** More results of a part than this are handed over as one tuple. */
const mostResults = 8;

/** Splits a function in place, if it has to be; returns its parts. */
export function splitFunction(func: Func, budget = defaultBudget): Func[] {
  return bytecodeOf(func.body) <= budget ? [] : new Splitter(func, budget).run();
}

class Splitter {
  private readonly parts: Func[] = [];
  private readonly kept = new Value(typedArray("Float64Array"), "kept");
  private readonly slots = new Slots();
  private readonly numbers: Numbers;
  private readonly constants = new Map<Value, Op>();
  private readonly places = new Map<Value, Place>();

  constructor(
    private readonly func: Func,
    private readonly budget: number,
  ) {
    func.body = cloneRegion(func.body, new Map());
    this.numbers = new Numbers(func.body);
    for (const op of allOps(func.body))
      if (op.kind === "const" || (op.kind === "global" && op.binding.constant)) this.constants.set(op.results[0], op);
  }

  run(): Func[] {
    const { body } = this.func;
    this.split(body);
    if (this.slots.count > 0) {
      const head = emptyRegion();
      const size = new Builder(head).const(this.slots.count);
      body.ops.unshift(...head.ops, { kind: "alloc", operands: [size], results: [this.kept], regions: [] });
    }
    return this.parts;
  }

  private split(region: Region): void {
    for (const op of region.ops) for (const inner of op.regions) if (bytecodeOf(inner) > this.budget) this.split(inner);
    if (bytecodeOf(region) > this.budget) this.cut(region);
  }

  /** Puts calls of functions that consist of its operations in the place of these. */
  private cut(region: Region): void {
    const segments = chooseCuts(region, this.budget);
    const lastUse = lastUses(segments, region.yields);
    const { places, constants } = this;
    this.slots.start();
    const ops = segments.flatMap(({ ops, stays }, k) => {
      this.slots.advance(k);
      if (stays) return this.around().ops(ops);
      const live = ops.flatMap((op) => op.results).filter((value) => lastUse.get(value)! > k && !constants.has(value));
      const numbers = live.filter((value) => this.numbers.has(value));
      for (const value of numbers) places.set(value, { slot: this.slots.take(lastUse.get(value)!) });
      return this.outline(
        ops,
        live.filter((value) => !places.has(value)),
      );
    });
    const end = this.around();
    region.yields = end.values(region.yields);
    region.ops = [...ops, ...end.ops([])];
  }

  private around(): HandOver {
    const { places, constants, kept } = this;
    return new HandOver({ places, constants, kept, inside: (value) => value });
  }

  /** A call of a new function that consists of the operations and returns `live`. */
  private outline(ops: readonly Op[], live: readonly Value[]): Op {
    const { places, constants, kept } = this;
    const params = new Map<Value, Value>();
    const inside = (value: Value): Value => {
      const param = params.get(value) ?? cloneValue(value);
      params.set(value, param);
      return param;
    };
    const body = emptyRegion();
    body.ops = new HandOver({ places, constants, kept, inside }).ops(ops);
    const operands = [...params.keys()].sort((a, b) => Number(a === kept) - Number(b === kept));
    body.params = operands.map((value) => params.get(value)!);
    const results = this.handBack(body, live);
    const callee = this.part(body, operands, results);
    return { kind: "call", callee, operands, results, regions: [] };
  }

  /** What a part returns, and where it is found then. */
  private handBack(body: Region, live: readonly Value[]): Value[] {
    body.yields = [...live];
    if (live.length <= mostResults) {
      return live.map((made) => {
        const value = cloneValue(made);
        this.places.set(made, { value });
        return value;
      });
    }
    const type = tupleOf(live.map((value) => value.type));
    body.yields = [new Builder(body).literal(type, [...live])];
    const tuple = new Value(type, "handed");
    live.forEach((made, k) => {
      this.places.set(made, { tuple, field: String(k) });
    });
    return [tuple];
  }

  private part(body: Region, operands: readonly Value[], results: readonly Value[]): Func {
    const { name, file, source, span, body: whole, nullable } = this.func;
    const missing = (test: (value: Value) => boolean): Set<number> =>
      new Set(operands.flatMap((value, k) => (test(value) ? [k] : [])));
    const part: Func = {
      name: `${name}_part${this.parts.length + 1}`,
      body,
      results: results.map((value) => value.type),
      file,
      source,
      span,
      optional: missing((value) => mayBeMissing(this.func, value)),
      nullable: missing((value) => nullable?.has(whole.params.indexOf(value)) === true),
    };
    this.parts.push(part);
    return part;
  }
}

/** The last segment that uses each value; the region's yields come behind all of them. */
function lastUses(segments: readonly Segment[], yields: readonly Value[]): Map<Value, number> {
  const uses = new Map<Value, number>();
  segments.forEach(({ ops }, k) => {
    for (const op of ops) for (const value of freeValues(op)) uses.set(value, k);
  });
  for (const value of yields) uses.set(value, segments.length);
  return uses;
}
