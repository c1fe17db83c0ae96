/**
 * Lists of records become typed arrays where nobody can tell: of `{ x, y }` there are the two numbers of the first record, then those
 * of the second. Nothing is allocated for a record then, and loops over lists are loops over typed arrays.
 */
import { FlatLists } from "../analysis/flat-lists.js";
import type { Layout } from "../analysis/layouts.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, type LoadOp, type Op, type Region, Value } from "../ir/ops.js";
import { mayBeMissing, resolve, substitute } from "../ir/traverse.js";
import { INT, refTo, typedArray } from "../ir/types.js";
import { Facts } from "./facts.js";
import { writesOf } from "./memory.js";

export function flattenLists(func: Func, facts = new Facts(func)): boolean {
  const hasDropped = dropChecks(func, facts);
  if (!facts.ops().some(makesList)) return hasDropped;
  const lists = new FlatLists(func, (ignored) => writesOf(func, facts.model(), ignored));
  if (!lists.some()) return hasDropped;
  new Flattening(lists, func).run();
  dropChecks(func, new Facts(func));
  return true;
}

function makesList({ kind, results: [made] }: Op): boolean {
  if (kind !== "alloc" && kind !== "literal" && kind !== "copy") return false;
  const { type } = made;
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.container === "Array";
}

/** Takes out checks of indices that are in range as far as loops tell. */
function dropChecks(func: Func, facts: Facts): boolean {
  const isCheck = (op: Op): boolean => op.kind === "prim" && op.name === "element";
  const checks = facts.ops().filter(isCheck);
  if (checks.length === 0) return false;
  const ranges = facts.ranges();
  const inRange = checks.filter(({ operands: [at, length] }) => at.type.kind === "int" && ranges.isWithin(at, length));
  substitute(func.body, new Map(inRange.map(({ operands: [at], results: [checked] }) => [checked, at])));
  return inRange.length > 0;
}

/** A list as an array of numbers, and how many records are in it. */
interface Flat {
  readonly numbers: Value;
  readonly length: Value;
}

/** A record of a flat list that is read where it is used, or one that is nested in it: its numbers begin `offset` behind `at`. */
interface Place {
  readonly numbers: Value;
  readonly at: Value;
  readonly offset: number;
  readonly layout: Layout;
}

const NUMBERS = typedArray("Float64Array");

class Flattening {
  private readonly replacements = new Map<Value, Value>();
  private readonly flats = new Map<Value, Flat>();
  private readonly places = new Map<Value, Place>();
  private readonly build = new Builder(emptyRegion());
  private readonly params: ReadonlySet<Value>;
  /** Parameters are converted once, where the function begins. */
  private readonly front = emptyRegion();
  private readonly converted = new Map<Value, Flat>();

  constructor(
    private readonly lists: FlatLists,
    private readonly func: Func,
  ) {
    this.params = new Set(func.body.params);
  }

  run(): void {
    for (const param of this.params) {
      const layout = this.lists.of(param);
      if (layout) this.flats.set(param, this.convert(param, layout));
    }
    this.region(this.func.body);
    this.func.body.ops.unshift(...this.front.ops);
  }

  private region(region: Region): void {
    const { ops } = region;
    region.ops = [];
    if (region !== this.func.body) region.params = this.fresh(region.params);
    this.build.within(region, () => {
      for (const op of ops) if (!this.visit(op)) this.build.region.ops.push(op);
      region.yields = this.expanded(region.yields);
    });
  }

  private visit(op: Op): boolean {
    this.build.span = op.span;
    this.build.adjoint = op.adjoint ?? false;
    const [result] = op.results;
    const [target] = op.operands;
    const made = result && this.lists.of(result);
    if (made && (op.kind === "alloc" || op.kind === "literal" || op.kind === "copy")) {
      this.flats.set(result, this.make(op, made));
      return true;
    }
    if (target && this.lists.of(target) && this.visitList(op)) return true;
    const place = target && this.places.get(target);
    if (place && this.visitRecord(op, place)) return true;
    op.operands = this.expanded(op.operands);
    for (const region of op.regions) this.region(region);
    op.results = this.fresh(op.results);
    return false;
  }

  /** Of an operation on a flat list. */
  private visitList(op: Op): boolean {
    const { operands, results } = op;
    const [list] = operands;
    switch (op.kind) {
      case "length":
        return this.replace(results[0], this.flat(list).length);
      case "load":
        return this.load(op);
      case "store":
        this.put(operands[2], this.placeIn(list, this.resolve(operands[1])));
        return true;
      default:
        return false;
    }
  }

  /** Of an operation on a record that is read where it is used. */
  private visitRecord(op: Op, place: Place): boolean {
    const [result] = op.results;
    if (op.kind === "length") return this.replace(result, this.build.const(place.layout.size));
    const name = this.lists.fieldOf(op);
    if (name === undefined) return false;
    if (result) return this.get(place, name, result);
    return this.set(place, name, op.operands[op.operands.length - 1]);
  }

  private placeIn(list: Value, index: Value): Place {
    const layout = this.lists.of(list)!;
    return { numbers: this.flat(list).numbers, at: this.scaled(index, layout.size), offset: 0, layout };
  }

  private make(op: Op & { kind: "alloc" | "literal" | "copy" }, layout: Layout): Flat {
    const { build } = this;
    const [{ name }] = op.results;
    const { size } = layout;
    if (op.kind === "alloc") {
      const length = this.resolve(op.operands[0]);
      return { numbers: build.alloc(NUMBERS, this.scaled(length, size), name), length };
    }
    if (op.kind === "literal") {
      const numbers = op.operands.flatMap((record) => this.numbersOf(this.resolve(record), layout));
      return { numbers: build.literal(NUMBERS, numbers, name), length: build.const(op.operands.length) };
    }
    const [from, ...range] = op.operands;
    const source = this.lists.of(from) ? this.flat(from) : this.gather(this.resolve(from), layout, name);
    const ends = range.map((end) => this.scaled(this.resolve(end), size));
    const numbers = build.copy(source.numbers, { range: ends, name });
    const length = range.length === 0 ? source.length : this.lengthOf(numbers, size);
    return { numbers, length };
  }

  private lengthOf(numbers: Value, size: number): Value {
    const { build } = this;
    return build.prim("floor", build.prim("div", build.length(numbers), build.const(size)));
  }

  private load(op: LoadOp): boolean {
    const { build } = this;
    const [list, index] = op.operands;
    const [result] = op.results;
    const found = this.resolve(index);
    const { length } = this.flat(list);
    const field = this.lists.fieldToCheck(op);
    const place = this.placeIn(
      list,
      field === undefined ? found : build.prim("element", found, length, build.const(field)),
    );
    if (!this.lists.isWritten(list)) return this.replace(result, this.read(place, result.name));
    this.places.set(result, place);
    return true;
  }

  private replace(result: Value, value: Value): boolean {
    this.replacements.set(result, value);
    return true;
  }

  /** A record as it is now. */
  private read(place: Place, name?: string): Value {
    const { build } = this;
    const fields = place.layout.fields.map(({ at, inner, name: field }) =>
      inner
        ? this.read(within(place, at, inner))
        : build.load(place.numbers, this.indexIn(place, at), name && `${name}_${field}`),
    );
    return build.literal(refTo(place.layout.memory), fields, name);
  }

  private get(place: Place, name: string, result: Value): boolean {
    const { at, inner } = fieldOf(place, name);
    if (!inner) return this.replace(result, this.build.load(place.numbers, this.indexIn(place, at), result.name));
    const found = within(place, at, inner);
    if (!this.lists.isInPlace(inner)) return this.replace(result, this.read(found, result.name));
    this.places.set(result, found);
    return true;
  }

  private set(place: Place, name: string, value: Value): boolean {
    const { at, inner } = fieldOf(place, name);
    if (inner) this.put(value, within(place, at, inner));
    else this.build.store(place.numbers, this.indexIn(place, at), this.resolve(value));
    return true;
  }

  private put(record: Value, place: Place): void {
    this.numbersOf(this.resolve(record), place.layout).forEach((value, k) =>
      this.build.store(place.numbers, this.indexIn(place, k), value),
    );
  }

  private indexIn({ at, offset }: Place, further: number): Value {
    const by = offset + further;
    return by === 0 ? at : this.build.prim("add", at, this.build.const(by));
  }

  private numbersOf(record: Value, layout: Layout): Value[] {
    return layout.fields.flatMap(({ name, inner }) => {
      const isRow = layout.memory.kind === "array";
      const value = isRow ? this.build.load(record, this.build.const(Number(name))) : this.build.getField(record, name);
      return inner ? this.numbersOf(value, inner) : [value];
    });
  }

  /** A list from elsewhere as an array of numbers. */
  private convert(list: Value, layout: Layout, name?: string): Flat {
    if (!this.params.has(list) || mayBeMissing(this.func, list)) return this.gather(list, layout, name);
    let known = this.converted.get(list);
    known ??= this.build.within(this.front, () => this.gather(list, layout, list.name));
    this.converted.set(list, known);
    return known;
  }

  private gather(list: Value, layout: Layout, name?: string): Flat {
    const { build } = this;
    const length = build.length(list);
    const numbers = build.alloc(NUMBERS, this.scaled(length, layout.size), name);
    build.each(length, (i) =>
      this.put(build.load(list, i), { numbers, at: this.scaled(i, layout.size), offset: 0, layout }),
    );
    return { numbers, length };
  }

  private scaled(index: Value, size: number): Value {
    return size === 1 ? index : this.build.prim("mul", this.build.const(size), index);
  }

  private resolve(value: Value): Value {
    return resolve(value, this.replacements);
  }

  private flat(list: Value): Flat {
    return this.flats.get(list)!;
  }

  private expanded(values: readonly Value[]): Value[] {
    return values.flatMap((value, k) => {
      const entered = this.lists.ofEntry(values, k);
      if (!entered && (this.params.has(value) || !this.lists.of(value))) return [this.resolve(value)];
      const { numbers, length } = entered ? this.convert(this.resolve(value), entered, value.name) : this.flat(value);
      return [numbers, length];
    });
  }

  /** New values for the lists that are to be flat. */
  private fresh(values: readonly Value[]): Value[] {
    return values.flatMap((value) => {
      if (!this.lists.of(value)) return [value];
      const flat = { numbers: new Value(NUMBERS, value.name), length: new Value(INT) };
      this.flats.set(value, flat);
      return [flat.numbers, flat.length];
    });
  }
}

function fieldOf({ layout }: Place, name: string): Layout["fields"][number] {
  return layout.fields.find((field) => field.name === name)!;
}

function within(place: Place, at: number, layout: Layout): Place {
  return { ...place, offset: place.offset + at, layout };
}
