/** What operations without regions make of what the analysis of patterns knows of values and of memory. */
import { Builder, emptyRegion, producerOf } from "../ir/builder.js";
import { type Op, Value } from "../ir/ops.js";
import { isLogical, type PrimitiveName } from "../ir/primitives.js";
import { F64, isDifferentiable, isNumber, memoryOf, type Type } from "../ir/types.js";
import { getRule } from "../rules/table.js";
import { type Band, bandKey, type Dependence, distinct, type Guard, Hulls, type Loop, Unknowable } from "./bands.js";
import { arithmetic, constant, type Fact, type Memory, mostBands, type Reference, single, sized } from "./facts.js";
import { comparisonGuards, isOutside, rowGuards } from "./guards.js";
import { type Polynomial, ZERO } from "./polynomials.js";
import { type Size, Sizes } from "./sizes.js";

const nothing: Reference = { memory: { kind: "other", loops: [], bands: new Map() }, start: ZERO };

export abstract class PatternFacts {
  protected readonly sizes = new Sizes();
  protected readonly hulls = new Hulls(this.sizes);
  protected readonly facts = new Map<Value, Fact>();
  /** Those around where one is, and what is known of their counters there. */
  protected readonly loops: Loop[] = [];
  protected path: readonly Guard[] = [];
  /** The calls that lead there. */
  protected readonly calls: string[] = [];
  /** Something has been stored that was not known before. */
  protected isNew = false;
  /** What is stored counts. */
  protected isRecording = true;
  private readonly memories = new Map<string, Memory>();

  protected set(op: Op, fact: Fact): void {
    this.facts.set(op.results[0], fact);
  }

  protected fact(value: Value): Fact {
    return this.facts.get(value) ?? {};
  }

  protected dependencesOf(value: Value): readonly Dependence[] {
    return this.fact(value).dependences ?? [];
  }

  protected reference(value: Value): Reference {
    const found = this.fact(value).reference;
    if (!found) throw new Unknowable();
    return found;
  }

  /** What is known of a value that depends on nothing. */
  protected plain({ kind }: Type): Fact {
    return kind === "ref" ? { reference: nothing } : {};
  }

  /** Whether values may carry a dependence to where it is not followed. */
  protected mayMatter(values: readonly Value[]): boolean {
    if (!this.isRecording) return false;
    return values.some((value) => {
      const { dependences = [], reference } = this.fact(value);
      if (dependences.length > 0) return true;
      return reference !== undefined && reference.memory.kind !== "other" && isDifferentiable(value.type);
    });
  }

  protected requireNothing(values: readonly Value[]): void {
    if (this.mayMatter(values)) throw new Unknowable();
  }

  /** The value as a size, if all that it is made of are sizes. */
  protected sizeOf(op: Op): Size | undefined {
    const sizes = op.operands.flatMap((operand) => this.fact(operand).size ?? []);
    if (sizes.length < op.operands.length) return undefined;
    if (op.kind === "getField") {
      const memory = memoryOf(op.operands[0].type);
      const field = memory.kind === "record" ? memory.fields.find(({ name }) => name === op.field) : undefined;
      if (!field || field.optional || field.nullable) return undefined;
    }
    // What lies behind the end of an array has no fields.
    if (op.kind === "load" && !isNumber(op.results[0].type)) return undefined;
    return this.sizes.result(op, sizes);
  }

  protected primitive(op: Op & { readonly kind: "prim" }): Fact {
    const { name, operands } = op;
    const size = this.sizeOf(op);
    const facts = operands.map((operand) => this.fact(operand));
    if (name === "not") {
      const [{ comparison }] = facts;
      return { size, comparison: comparison && { ...comparison, isNegated: !comparison.isNegated } };
    }
    if (isLogical(name)) {
      const [one, other] = facts.map((fact) => single(fact.alternatives));
      const comparison = operands.length === 2 && one && other ? { name, one, other } : undefined;
      return { size, comparison };
    }
    const dependences = distinct(
      operands.flatMap((operand, i) => {
        const found = this.dependencesOf(operand);
        return found.length > 0 && this.hasPartial(name, operands, i) ? found : [];
      }),
    );
    if (dependences.length > mostBands) throw new Unknowable();
    if (dependences.length > 0) return { dependences };
    const found = facts.length > 2 ? {} : arithmetic(name, facts, this.loops);
    return size && !single(found.alternatives) ? sized(size) : { size, ...found };
  }

  /** Whether the partial derivative by an operand is something else than zero, as far as its form says. */
  private hasPartial(name: PrimitiveName, operands: readonly Value[], i: number): boolean {
    const [t, y] = [new Value(F64), new Value(F64)];
    const constant = (value: Value): number | undefined => single(this.fact(value).alternatives)?.value;
    const build = new Builder(emptyRegion());
    const term = getRule(name).partial?.({ build, i, t, args: operands, y, constant });
    if (!term) return false;
    const made = producerOf(term);
    return !(made?.kind === "const" && made.value === 0);
  }

  /** Memory that is made here. */
  protected own(value: Value, length?: Fact): Reference {
    const key = `${this.calls.join(" ")} ${value.id}`;
    let memory = this.memories.get(key);
    if (!memory) {
      memory = { key, kind: "own", loops: [...this.loops], bands: new Map() };
      this.memories.set(key, memory);
    }
    if (!memory.grows) memory.length = length;
    return { memory, start: ZERO };
  }

  protected grow(array: Value): void {
    const { memory } = this.reference(array);
    if (memory.bands.size > 0 || memory.kind === "input") throw new Unknowable();
    if (memory.grows) return;
    memory.grows = true;
    memory.length = undefined;
    this.isNew = true;
  }

  protected length(array: Value): Fact | undefined {
    const { reference, size } = this.fact(array);
    if (size) return sized(this.sizes.length(array, size));
    return reference?.part ?? reference?.memory.length;
  }

  protected literal(op: Op): Fact {
    const [result] = op.results;
    const memory = memoryOf(result.type);
    if (memory.kind !== "array" || !isNumber(memory.element)) {
      this.requireNothing(op.operands);
      return this.plain(result.type);
    }
    const reference = this.own(result, constant(op.operands.length));
    op.operands.forEach((operand, k) => this.store(reference, constant(k), operand));
    return { reference };
  }

  protected read(op: Op): Fact {
    const [from, index] = op.operands;
    const { type } = op.results[0];
    const { memory, start } = this.reference(from);
    if (memory.kind === "other") {
      const size = this.sizeOf(op);
      return type.kind === "ref" ? { size, reference: nothing } : sized(size);
    }
    if (type.kind !== "f64") return this.plain(type);
    if (op.kind !== "load" || (memory.kind === "own" && memory.bands.size === 0)) return {};
    const { alternatives } = this.fact(index);
    if (!alternatives) throw new Unknowable();
    const dependences = alternatives.flatMap(({ at, where }): Dependence[] => {
      const row = at.plus(start);
      if (memory.kind === "input") return [{ from: row, to: row, where }];
      const origin = `${memory.key} ${row.key}`;
      const bands = [...memory.bands.values()].filter((band) => !isOutside(row, band));
      return bands.map((band) => {
        const end = (bound: Band["from"]): Polynomial => (bound.isFromRow ? row.plus(bound.at) : bound.at);
        const guards = rowGuards(row, band, this.loops);
        return { from: end(band.from), to: end(band.to), where: [...where, ...guards], origin };
      });
    });
    return { dependences: distinct(dependences) };
  }

  protected store({ memory, start }: Reference, index: Fact, value: Value): void {
    if (value.type.kind === "ref") return this.requireNothing([value]);
    const dependences = this.dependencesOf(value);
    if (!this.isRecording || dependences.length === 0) return;
    if (!index.alternatives || memory.kind !== "own") throw new Unknowable();
    const loops = this.loops.filter((loop) => !memory.loops.includes(loop));
    for (const { at, where } of index.alternatives) {
      const row = at.plus(start);
      for (const dependence of dependences) {
        // What is added to an element leaves what it depends on as it is.
        if (dependence.origin === `${memory.key} ${row.key}`) continue;
        const band = this.hulls.band(row, dependence, [...this.path, ...where], loops);
        if (!band) throw new Unknowable();
        this.keep(memory, band);
      }
    }
  }

  private keep(memory: Memory, band: Band): void {
    const key = bandKey(band);
    if (memory.bands.has(key)) return;
    if (memory.bands.size === mostBands) throw new Unknowable();
    memory.bands.set(key, band);
    this.isNew = true;
  }

  /** Where a part of an array begins; the number is one that no array takes for a distance from its end. */
  protected startOf(operand: Value | undefined): Polynomial {
    if (!operand) return ZERO;
    const at = single(this.fact(operand).alternatives);
    if (!at?.isInteger || at.sign !== 1) throw new Unknowable();
    return at;
  }

  /** What is known of the length of a part that goes to some place behind its start. */
  private partLength(array: Value, start: Polynomial): Fact {
    return { most: this.length(array)?.most?.map((each) => each.minus(start)) };
  }

  protected view([array, start]: readonly Value[]): Reference {
    const reference = this.reference(array);
    if (reference.memory.kind === "other") return reference;
    const begin = this.startOf(start);
    const { memory } = reference;
    return { memory, start: reference.start.plus(begin), part: this.partLength(array, begin) };
  }

  protected copy(op: Op): Fact {
    const [result] = op.results;
    const [array, start] = op.operands;
    if (!isOfNumbers(result.type)) {
      this.requireNothing([array]);
      return this.plain(result.type);
    }
    const isWhole = op.operands.length === 1;
    const source = this.reference(array);
    if (source.memory.kind === "other") return { reference: this.own(result, isWhole ? this.length(array) : {}) };
    const begin = isWhole ? ZERO : this.startOf(start);
    const reference = this.own(result, isWhole ? this.length(array) : this.partLength(array, begin));
    this.move(reference, { ...source, start: source.start.plus(begin) });
    return { reference };
  }

  protected zeros(op: Op): Fact {
    const [result] = op.results;
    if (!isOfNumbers(result.type)) {
      // Its numbers are zero, and what is stored in it later on is refused.
      return this.plain(result.type);
    }
    return { reference: this.own(result, this.length(op.operands[0])) };
  }

  protected accumulate([target, source]: readonly Value[]): void {
    if (!this.mayMatter([source])) return;
    if (!isOfNumbers(target.type)) throw new Unknowable();
    this.move(this.reference(target), this.reference(source));
  }

  /** What is read from one array element by element is put, or added, into another one. */
  private move(to: Reference, from: Reference): void {
    if (to.memory.kind !== "own" || from.memory.kind === "other") throw new Unknowable();
    if (!this.isRecording) return;
    const shift = to.start.minus(from.start);
    const bands = from.memory.kind === "input" ? [diagonal] : [...from.memory.bands.values()];
    const outside = [...from.memory.loops, ...this.loops].filter((loop) => !to.memory.loops.includes(loop));
    for (const { firstRow, lastRow, stride, from: first, to: last } of bands) {
      const end = (bound: Band["from"]) => (bound.isFromRow ? { ...bound, at: bound.at.minus(shift) } : bound);
      const moved = {
        firstRow: firstRow.plus(shift),
        lastRow: lastRow?.plus(shift),
        stride,
        from: end(first),
        to: end(last),
      };
      const all = [moved.firstRow, moved.lastRow, moved.from.at, moved.to.at];
      if (outside.some((loop) => all.some((each) => each?.has(loop)))) throw new Unknowable();
      this.keep(to.memory, moved);
    }
  }

  protected guardsOf(condition: Value, outcome: boolean): Guard[] {
    const { comparison } = this.fact(condition);
    if (!comparison) return [];
    const { name, one, other, isNegated = false } = comparison;
    return comparisonGuards(name, one, other, outcome !== isNegated, this.loops);
  }
}

const fromRow = { at: ZERO, isFromRow: true };
/** Each element is the input's. */
export const diagonal: Band = { firstRow: ZERO, lastRow: undefined, stride: 1, from: fromRow, to: fromRow };

function isOfNumbers(type: Type): boolean {
  if (type.kind !== "ref") return false;
  const memory = memoryOf(type);
  return memory.kind === "array" && isNumber(memory.element);
}
