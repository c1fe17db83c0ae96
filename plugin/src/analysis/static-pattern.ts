/**
 * Where the Jacobian of a function may have entries, from its text alone: as bands whose bounds are polynomials in the sizes of the arguments. The
 * indices have to be polynomials in sizes and in the counters of loops. Both sides of a branch count, and so does every write to memory, before
 * or behind a read, so that the pattern holds at all points. Where the analysis does not see through, there is no pattern at all.
 */
import type { CallOp, ForOp, Func, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { isDifferentiable, memoryOf, type Type } from "../ir/types.js";
import { type Band, type Dependence, distinct, type Loop, Unknowable } from "./bands.js";
import { CarriedDependences } from "./carried-dependences.js";
import { constant, either, exactly, type Fact, type Reference, single, sized } from "./facts.js";
import { diagonal, PatternFacts } from "./pattern-facts.js";
import { Polynomial, ZERO } from "./polynomials.js";

export interface StaticPattern {
  /** How many rows there are. */
  readonly rows: Polynomial;
  readonly bands: readonly Band[];
}

/** How often memory, and what loops carry, is looked at until nothing is new. */
const mostPasses = 6;
const deepestCalls = 8;

/** The pattern of the Jacobian of a function's result by a parameter, both arrays of numbers; nothing where it is not known. */
export function staticPattern(func: Func, input: number): StaticPattern | undefined {
  try {
    return new Analysis(func, input).pattern();
  } catch (error) {
    if (error instanceof Unknowable) return undefined;
    throw error;
  }
}

class Analysis extends PatternFacts {
  private readonly counters = new Map<string, Loop>();

  constructor(
    private readonly func: Func,
    private readonly input: number,
  ) {
    super();
  }

  pattern(): StaticPattern {
    const { func, input } = this;
    for (let pass = 0; pass < mostPasses; pass++) {
      this.isNew = false;
      func.body.params.forEach((param, k) => {
        const mayLack = func.optional?.has(k) || func.nullable?.has(k);
        const known = { ...this.plain(param.type), ...(mayLack ? {} : sized(this.sizes.param(param, k))) };
        const reference: Reference = { memory: { kind: "input", loops: [], bands: new Map() }, start: ZERO };
        this.facts.set(param, k === input ? { ...known, reference } : known);
      });
      this.visit(func.body);
      if (!this.isNew) return this.result();
    }
    throw new Unknowable();
  }

  private result(): StaticPattern {
    const [result] = this.func.body.yields;
    if (result.type.kind !== "ref") throw new Unknowable();
    const { memory } = this.reference(result);
    const rows = single(this.length(result)?.alternatives);
    if (memoryOf(result.type).kind !== "array" || !rows || memory.kind === "other") throw new Unknowable();
    return { rows, bands: memory.kind === "input" ? [diagonal] : [...memory.bands.values()] };
  }

  private visit(region: Region): void {
    for (const op of region.ops) this.visitOp(op);
  }

  private visitOp(op: Op): void {
    switch (op.kind) {
      case "const": {
        const isNumeric = typeof op.value === "number" && Number.isFinite(op.value);
        const known = isNumeric ? constant(op.value as number) : {};
        return this.set(op, { ...this.plain(op.results[0].type), size: this.sizes.result(op, []), ...known });
      }
      case "prim":
        return this.set(op, this.primitive(op));
      case "global":
        return this.set(op, { ...this.plain(op.results[0].type), ...sized(this.sizes.result(op, [])) });
      case "extern":
        return this.extern(op);
      case "alloc":
        return this.set(op, { reference: this.own(op.results[0], op.operands[0] && this.fact(op.operands[0])) });
      case "literal":
        return this.set(op, this.literal(op));
      case "load":
      case "getField":
        return this.set(op, this.read(op));
      case "store":
        return this.store(this.reference(op.operands[0]), this.fact(op.operands[1]), op.operands[2]);
      case "setField":
        return this.requireNothing(op.operands.slice(1));
      case "fill":
        // What is overwritten in part is left to the sweep.
        if (op.operands.length > 2) this.requireNothing(op.operands.slice(0, 1));
        return this.requireNothing(op.operands.slice(1));
      case "push":
        this.requireNothing(op.operands.slice(1));
        return this.grow(op.operands[0]);
      case "pop":
        this.grow(op.operands[0]);
        return this.set(op, this.plain(op.results[0].type));
      case "length":
        return this.set(op, this.length(op.operands[0]) ?? {});
      case "view":
        return this.set(op, { reference: this.view(op.operands) });
      case "copy":
        return this.set(op, this.copy(op));
      case "zeros":
        return this.set(op, this.zeros(op));
      case "accumulate":
        return this.accumulate(op.operands);
      case "clear":
      case "throw":
        return;
      case "closure":
        this.requireNothing(op.operands);
        return this.set(op, {});
      case "if":
        return this.branch(op);
      case "for":
        return this.counted(op);
      case "while":
        return this.whileLoop(op);
      case "call":
        return this.call(op);
    }
  }

  /** Code of the program that nobody looks into may not see memory that matters; checks only look. */
  private extern(op: Op & { readonly kind: "extern" }): void {
    const isCheck = op.results.length === 0 && op.uses?.every((name) => name.startsWith("expect")) === true;
    const [result] = op.results;
    const takesMemory = op.operands.some(({ type }) => type.kind === "ref");
    if (!isCheck && (op.effect === "writes" || (result?.type.kind === "ref" && takesMemory)))
      this.requireNothing(op.operands.filter(({ type }) => type.kind === "ref"));
    if (result) this.set(op, this.plain(result.type));
  }

  private branch(op: Op): void {
    const [condition] = op.operands;
    const outer = this.path;
    const [ones, others] = op.regions.map((region, k) => {
      const guards = this.guardsOf(condition, k === 0);
      this.path = [...outer, ...guards];
      this.visit(region);
      this.path = outer;
      return { guards, facts: region.yields.map((value) => this.fact(value)) };
    });
    op.results.forEach((result, k) => {
      const [one, other] = [ones.facts[k], others.facts[k]];
      const numbers = either(one, ones.guards, other, others.guards);
      this.facts.set(result, { ...numbers, ...this.merged(one.reference, other.reference, result.type) });
    });
  }

  /** Memory that comes from two places. */
  private merged(one: Reference | undefined, other: Reference | undefined, { kind, ...type }: Type): Fact {
    if (kind !== "ref") return {};
    const isSame = one && other && one.memory === other.memory && one.start.key === other.start.key;
    if (isSame) return { reference: one.part === other.part ? one : { ...one, part: {} } };
    for (const each of [one, other]) {
      if (each && each.memory.kind !== "other" && isDifferentiable({ kind, ...type } as Type)) throw new Unknowable();
    }
    return this.plain({ kind, ...type } as Type);
  }

  private loopOf(op: ForOp): Loop {
    const key = `${this.calls.join(" ")} ${op.regions[0].params[0].id}`;
    const known = this.counters.get(key);
    const [start, end] = op.operands.map((operand) => this.fact(operand));
    const isUp = op.step > 0;
    const closest = (ends: readonly Polynomial[] = []): Polynomial | undefined =>
      ends.find((each) => this.loops.some((loop) => each.has(loop))) ?? ends[0];
    const behind = closest(isUp ? end.most : end.least);
    const last = behind && !op.inclusive && behind.isInteger ? behind.add(isUp ? -1 : 1) : behind;
    const first = closest(isUp ? start.least : start.most);
    const startsExactly = single(start.alternatives) !== undefined;
    const endsExactly = single(end.alternatives) !== undefined && behind?.isInteger === true;
    const isExact = Math.abs(op.step) === 1 && startsExactly && endsExactly;
    const [from, to] = isUp ? [first, last] : [last, first];
    if (known) return Object.assign(known, { from, to, startsExactly, isExact });
    const isNatural = from?.sign === 1;
    const id = this.sizes.next();
    const loop = { id, isInteger: true, isNatural, step: op.step, from, to, startsExactly, isExact };
    this.counters.set(key, loop);
    return loop;
  }

  private counted(op: ForOp): void {
    const [body] = op.regions;
    const [index, ...carried] = body.params;
    const inits = op.operands.slice(2);
    const loop = this.loopOf(op);
    const real = carried.filter(({ type }) => type.kind === "f64");
    const once = (given: ReadonlyMap<Value, readonly Dependence[]>): void => {
      this.facts.set(index, exactly(Polynomial.of(loop)));
      this.enter(carried, inits, given);
      this.loops.push(loop);
      this.visit(body);
      this.loops.pop();
      this.requireSame(carried, inits, body.yields);
    };
    const end = (param: Value): Value => body.yields[carried.indexOf(param)];
    const inFront = new Map(real.map((param) => [param, this.dependencesOf(inits[carried.indexOf(param)])]));
    const known = new CarriedDependences(inFront, loop, this.hulls);
    if (real.length > 0) {
      const [wasNew, wasRecording] = [this.isNew, this.isRecording];
      this.isRecording = false;
      once(new Map(real.map((param) => [param, [{ from: ZERO, to: ZERO, where: [], carried: param }]])));
      [this.isNew, this.isRecording] = [wasNew, wasRecording];
      known.learn(new Map(real.map((param) => [param, this.dependencesOf(end(param))])));
    }
    once(known.before);
    op.results.forEach((result, k) => {
      this.facts.set(result, { ...this.carriedOn(inits[k]), dependences: known.after.get(carried[k]) ?? [] });
    });
  }

  /** What a loop carries, as a turn finds it. */
  private enter(
    carried: readonly Value[],
    inits: readonly Value[],
    given: ReadonlyMap<Value, readonly Dependence[]>,
  ): void {
    carried.forEach((param, k) => {
      this.facts.set(param, { ...this.carriedOn(inits[k]), dependences: given.get(param) ?? [] });
    });
  }

  /** What is carried on has to be the memory that there was. */
  private requireSame(carried: readonly Value[], before: readonly Value[], after: readonly Value[]): void {
    carried.forEach(({ type }, k) => {
      const [one, other] = [before[k], after[k]].map((value) => this.fact(value).reference);
      const { reference } = this.merged(one, other, type);
      if (type.kind === "ref" && one?.memory.kind !== reference?.memory.kind) throw new Unknowable();
      if (one?.part !== reference?.part) throw new Unknowable();
    });
  }

  /** Nobody counts its turns: what it carries depends on all that any turn adds. */
  private whileLoop(op: WhileOp): void {
    const [before, after] = op.regions;
    let given = new Map(before.params.map((param, k) => [param, this.dependencesOf(op.operands[k])]));
    for (let pass = 0; pass < mostPasses; pass++) {
      this.enter(before.params, op.operands, given);
      this.visit(before);
      const forwarded = before.yields.slice(1);
      after.params.forEach((param, k) => this.facts.set(param, this.carriedOn(forwarded[k])));
      this.visit(after);
      this.requireSame(before.params, op.operands, after.yields);
      const next = new Map(
        before.params.map((param, k) => [
          param,
          distinct([...(given.get(param) ?? []), ...this.dependencesOf(after.yields[k])]),
        ]),
      );
      if (before.params.every((param) => next.get(param)?.length === given.get(param)?.length)) {
        op.results.forEach((result, k) => this.facts.set(result, this.carriedOn(forwarded[k])));
        return;
      }
      given = next;
    }
    throw new Unknowable();
  }

  /** A value without what is known of it as a number, which may be another one in the next turn. */
  private carriedOn(value: Value): Fact {
    const { dependences, reference } = this.fact(value);
    return { reference, dependences };
  }

  private call(op: CallOp): void {
    const { callee, operands } = op;
    if (callee.rule) {
      this.requireNothing(operands);
      for (const result of op.results) this.facts.set(result, this.plain(result.type));
      return;
    }
    if (this.calls.length === deepestCalls) throw new Unknowable();
    callee.body.params.forEach((param, k) => this.facts.set(param, this.fact(operands[k])));
    this.calls.push([...operands, ...op.results].map(({ id }) => id).join());
    this.visit(callee.body);
    this.calls.pop();
    op.results.forEach((result, k) => this.facts.set(result, this.fact(callee.body.yields[k])));
  }
}
