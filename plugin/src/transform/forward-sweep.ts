/** The forward sweep as a place to look values up in and to add caches to. */
import { Builder } from "../ir/builder.js";
import { conditionName } from "../ir/hints.js";
import { isExact, iterationsOver } from "../ir/iterations.js";
import { type ForOp, type IfOp, type Op, type Region, type StoreOp, Value } from "../ir/ops.js";
import { allRegions } from "../ir/traverse.js";
import { initialElement, sameType, type Type } from "../ir/types.js";
import { getRule } from "../rules/table.js";

export interface Definition {
  readonly region: Region;
  /** Absent for a region's parameter. */
  readonly op?: Op;
}

/** A loop, the region that holds it, and the one of its regions that leads to where one came from. */
export interface EnclosingLoop {
  readonly op: Op;
  readonly region: Region;
  readonly body: Region;
}

export class ForwardSweep {
  private readonly definitions = new Map<Value, Definition>();
  /** The operation that a region belongs to, and the region that holds it. */
  private readonly owners = new Map<Region, { op: Op; region: Region }>();
  /** Results of an `if` that this branch has nothing for, and that are read where another one ran. */
  private readonly slots = new Map<Region, Value[]>();
  private readonly escaped = new Map<Value, Value>();

  constructor(readonly top: Region) {
    for (const region of allRegions(top)) {
      for (const param of region.params) this.definitions.set(param, { region });
      for (const op of region.ops) {
        for (const result of op.results) this.definitions.set(result, { region, op });
        for (const inner of op.regions) this.owners.set(inner, { op, region });
      }
    }
  }

  /** The stores, of those that `counts` accepts, that run whenever the value that they store is made. */
  keepers(counts: (store: StoreOp) => boolean): Map<Value, StoreOp> {
    const found = new Map<Value, StoreOp>();
    for (const region of allRegions(this.top))
      for (const op of region.ops) {
        if (op.kind !== "store" || this.definitions.get(op.operands[2])?.region !== region) continue;
        if (counts(op)) found.set(op.operands[2], op);
      }
    return found;
  }

  has(value: Value): boolean {
    return this.definitions.has(value);
  }

  /** A region and those around it, from which what is defined in them can be seen. */
  visibleFrom(region: Region): Set<Region> {
    const visible = new Set<Region>();
    for (let at: Region | undefined = region; at; at = this.owners.get(at)?.region) visible.add(at);
    return visible;
  }

  /**
   * Whether a value is one of a region's own, or made in front of what holds the region. What is made behind a loop would keep the two
   * sweeps of the loop apart.
   */
  isDefinedBefore(value: Value, region: Region): boolean {
    const { region: home, op } = this.definition(value);
    let [at, holder]: [Region, Op | undefined] = [region, undefined];
    for (let owner = this.owners.get(at); at !== home && owner; owner = this.owners.get(at))
      [at, holder] = [owner.region, owner.op];
    return at === home && (!op || !holder || home.ops.indexOf(op) < home.ops.indexOf(holder));
  }

  definition(value: Value): Definition {
    const found = this.definitions.get(value);
    if (!found) throw new Error(`${value.name ?? "a value"} is not of the forward sweep`);
    return found;
  }

  /** The loops around a region, innermost first, each with the region that holds it. */
  loopsAround(region: Region): EnclosingLoop[] {
    const loops: EnclosingLoop[] = [];
    for (let body = region, owner = this.owners.get(body); owner; body = owner.region, owner = this.owners.get(body))
      if (owner.op.kind !== "if") loops.push({ ...owner, body });
    return loops;
  }

  constant(value: Value): number | undefined {
    const { op } = this.definition(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }

  isZero(value: Value): boolean {
    return this.constant(value) === 0;
  }

  /** Whether a loop's count cannot come out negative: it runs from zero to a length. */
  isNonNegative(loop: ForOp): boolean {
    const { op } = this.definition(loop.operands[1]);
    const isSize = op?.kind === "length" || (op?.kind === "const" && typeof op.value === "number" && op.value >= 0);
    return isSize && loop.step > 0 && this.isZero(loop.operands[0]);
  }

  /** The number of iterations of a counted loop; zero or less where it does not run. */
  trips(build: Builder, loop: ForOp, visible: (value: Value) => Value = (value) => value): Value {
    const [start, end] = loop.operands;
    const at = (value: Value): Value => {
      const known = this.constant(value);
      return known === undefined ? visible(value) : build.const(known);
    };
    const [from, to] = loop.step > 0 ? [start, end] : [end, start];
    const exact = isExact(loop);
    const first = this.constant(from);
    if (exact && first !== undefined) {
      const before = loop.inclusive ? first - 1 : first;
      return before === 0 ? at(to) : build.prim("sub", at(to), build.const(before));
    }
    const distance = first === 0 ? at(to) : build.prim("sub", at(to), at(from));
    return iterationsOver(build, loop, distance);
  }

  /** The user's name for a value, or what it is: the function that made it, the field or array that it was read from. */
  hint(value: Value): string {
    if (value.name) return value.name;
    const { op } = this.definition(value);
    if (value.type.kind === "bool" && op) return conditionName(op, (operand) => this.definition(operand).op);
    if (op?.kind === "getField" && /^[\p{L}_$]/u.test(op.field)) return op.field;
    if (op?.kind === "load" || op?.kind === "getField" || op?.kind === "copy") return op.operands[0].name ?? "saved";
    if (op?.kind === "length") return "n";
    return op?.kind === "prim" && "call" in getRule(op.name).js ? op.name : "saved";
  }

  /** Emits in front of a loop of the forward sweep. */
  before(loop: EnclosingLoop, body: (build: Builder) => Value): Value {
    return this.insert(loop.region, () => loop.region.ops.indexOf(loop.op), body);
  }

  /** Emits behind the definition of a value of the forward sweep. */
  after<T>(value: Value, region: Region, body: (build: Builder) => T): T {
    const { op } = this.definition(value);
    return this.insert(region, () => (op ? region.ops.indexOf(op) + 1 : 0), body);
  }

  private insert<T>(region: Region, at: () => number, body: (build: Builder) => T): T {
    const ops: Op[] = [];
    const result = body(new Builder({ params: [], ops, yields: [] }));
    for (const op of ops) {
      for (const made of op.results) this.definitions.set(made, { region, op });
      for (const inner of op.regions) this.owners.set(inner, { op, region });
    }
    region.ops.splice(at(), 0, ...ops);
    return result;
  }

  /** Hands a value of a branch out of its `if`s, as a result of the outermost. What only one branch has may share it with others. */
  escape(value: Value, region: Region): Value {
    const owner = this.owners.get(region);
    if (!owner) return value;
    let found = this.escaped.get(value);
    if (!found) {
      found = this.escape(this.share(value, region) ?? this.yieldFrom(region, value), owner.region);
      this.escaped.set(value, found);
    }
    return found;
  }

  private share(value: Value, region: Region): Value | undefined {
    const slots = this.slots.get(region) ?? [];
    const at = slots.findIndex(({ type }) => mayShare(type, value.type));
    if (at < 0) return undefined;
    const [result] = slots.splice(at, 1);
    region.yields[this.definition(result).op!.results.indexOf(result)] = value;
    if (result.name !== value.name) result.name = undefined;
    return result;
  }

  /** Makes a value of a branch a result of its `if`; other branches have nothing for it, and may put a value of their own there. */
  private yieldFrom(region: Region, value: Value): Value {
    const owner = this.owners.get(region)!;
    const op = owner.op as IfOp;
    const result = new Value(value.type, value.name);
    for (const branch of op.regions) {
      if (branch === region) branch.yields.push(value);
      else {
        branch.yields.push(new Builder(branch).const(initialElement(value.type), value.type));
        this.slots.set(branch, [...(this.slots.get(branch) ?? []), result]);
      }
    }
    op.results.push(result);
    this.definitions.set(result, { region: owner.region, op });
    return result;
  }
}

/** Numbers, and records of one kind, as the tapes of a function are: nothing asks for them where they were made. */
function mayShare(a: Type, b: Type): boolean {
  if (a.kind !== "ref" || b.kind !== "ref") return sameType(a, b);
  return a.memory === b.memory && a.memory.kind === "record";
}
