/**
 * Which values may refer to the same memory, and to memory within it: locations are joined wherever a value may become another one
 * (Steensgaard, Points-to analysis in almost linear time, 1996). All elements of an array are one location, each field of a record is.
 */
import type { Func, Op, Value } from "../ir/ops.js";
import { connections } from "../ir/passed-on.js";
import { allOps } from "../ir/traverse.js";
import { type Memory, memoryOf, type Type } from "../ir/types.js";

/** The part of an array in which its elements are. */
export const ELEMENT = "[]";

/** `given`: a parameter reaches it; `open`: somebody else may look at it or change it. Both hold for what is within as well. */
export type Fact = "given" | "open" | "compared";

export class Location {
  private target?: Location;
  private inner = new Map<string, Location>();
  private known = new Set<Fact>();

  /** The location that this one has been joined with. */
  get root(): Location {
    let location: Location = this;
    while (location.target) location = location.target;
    if (location !== this) this.target = location;
    return location;
  }

  part(name: string): Location {
    const { inner } = this.root;
    const found = inner.get(name) ?? new Location();
    inner.set(name, found);
    return found.root;
  }

  get parts(): ReadonlyMap<string, Location> {
    return this.root.inner;
  }

  has(fact: Fact): boolean {
    return this.root.known.has(fact);
  }

  mark(fact: Fact): void {
    this.root.known.add(fact);
  }

  join(other: Location): void {
    const [from, to] = [this.root, other.root];
    if (from === to) return;
    from.target = to;
    for (const fact of from.known) to.known.add(fact);
    for (const [name, part] of from.inner) to.part(name).join(part);
  }
}

export class Locations {
  private readonly locations = new Map<Value, Location>();

  constructor(func: Func) {
    for (const param of func.body.params) if (isRef(param)) this.of(param).mark("given");
    const ops = allOps(func.body);
    for (const op of ops) this.visit(op);
    for (const op of ops) for (const { from, to } of connections(op)) this.pass(from, to);
    for (const value of func.body.yields) if (isRef(value)) this.of(value).mark("open");
    const seen = { given: new Set<Location>(), open: new Set<Location>() };
    for (const location of this.locations.values())
      for (const fact of ["given", "open"] as const) if (location.has(fact)) spread(location, fact, seen[fact]);
  }

  of(value: Value): Location {
    const found = this.locations.get(value) ?? new Location();
    this.locations.set(value, found);
    return found.root;
  }

  values(): IterableIterator<Value> {
    return this.locations.keys();
  }

  private visit(op: Op): void {
    const [base] = op.operands;
    const [result] = op.results;
    switch (op.kind) {
      case "const":
      case "length":
      case "if":
      case "for":
      case "while":
      case "alloc":
        return;
      case "prim":
        if (op.name !== "isNullish") for (const operand of op.operands.filter(isRef)) this.of(operand).mark("compared");
        return;
      case "literal":
        op.operands.forEach((operand, k) => this.put(operand, result, fieldAt(result, k)));
        return;
      case "load":
        return this.get(result, base, ELEMENT);
      case "getField":
        return this.get(result, base, op.field);
      case "store":
        return this.put(op.operands[2], base, ELEMENT);
      case "push":
      case "fill":
        return this.put(op.operands[1], base, ELEMENT);
      case "setField":
        return this.put(op.operands[1], base, op.field);
      case "copy":
        if (op.deep || op.like) return this.open(op);
        // The arrays are two, but what they hold is the same.
        if (isArray(base) && isArray(result)) this.of(base).part(ELEMENT).join(this.of(result).part(ELEMENT));
        else if (isArray(base) || isArray(result)) this.open(op);
        else this.of(base).join(this.of(result));
        return;
      default:
        this.open(op);
    }
  }

  private pass(from: Value, to: Value): void {
    if (isRef(to)) this.of(from).join(this.of(to));
    else if (isRef(from)) this.of(from).mark("open");
  }

  private get(result: Value, base: Value, part: string): void {
    if (isRef(result)) this.of(result).join(this.of(base).part(part));
  }

  private put(value: Value, base: Value, part: string): void {
    if (!isRef(value)) return;
    if (isRefType(partType(memoryOf(base.type), part))) this.of(value).join(this.of(base).part(part));
    else this.of(value).mark("open");
  }

  /** Of what others are told, or what comes from them. */
  private open(op: Op): void {
    for (const value of [...op.operands, ...op.results]) if (isRef(value)) this.of(value).mark("open");
  }
}

function spread(location: Location, fact: Fact, seen: Set<Location>): void {
  if (seen.has(location.root)) return;
  seen.add(location.root);
  location.mark(fact);
  for (const part of location.parts.values()) spread(part, fact, seen);
}

function fieldAt({ type }: Value, index: number): string {
  return type.kind === "ref" && type.memory.kind === "record" ? type.memory.fields[index].name : ELEMENT;
}

/** The type of what is in a part of memory. */
function partType(memory: Memory, part: string): Type | undefined {
  if (memory.kind !== "record") return memory.element;
  return memory.fields.find(({ name }) => name === part)?.type;
}

function isRef({ type }: Value): boolean {
  return isRefType(type);
}

function isRefType(type: Type | undefined): boolean {
  return type?.kind === "ref";
}

function isArray({ type }: Value): boolean {
  return type.kind === "ref" && type.memory.kind === "array";
}
