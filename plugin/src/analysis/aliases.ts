/**
 * Which references may reach common memory, and which memory a function writes.
 *
 * Flow-insensitive unification: references that are stored into, loaded from or merged with one another share a class,
 * so a class is a connected structure (an array of rows and its rows are one class). Different parameters are different
 * classes: an operator checks at run time that parameters are distinct where the function writes to one of them.
 */
import { type CallOp, type Func, type Op, type OpKind, type Region, unreachable, type Value } from "../ir/ops.js";
import { allOps, allRegions, isAllocation } from "../ir/traverse.js";
import { type Memory, memoryOf, mentions, type Type, typeName } from "../ir/types.js";

export class AliasClass {
  private parent: AliasClass = this;
  /** Indices of the parameters that point into the class. */
  readonly params = new Set<number>();
  /** Reaches a module-level binding. */
  global = false;
  /** The kinds of slots that the function or its callees write; see `slot`. */
  readonly writes = new Set<string>();
  /** Of these, the ones that are written in memory that is not certainly made by the function itself. */
  readonly writesGiven = new Set<string>();
  /** The kinds of arrays that may change their lengths. */
  readonly resized = new Set<string>();

  find(): AliasClass {
    if (this.parent !== this) this.parent = this.parent.find();
    return this.parent;
  }

  /** Returns whether the two were different classes. */
  union(other: AliasClass): boolean {
    const a = this.find();
    const b = other.find();
    if (a === b) return false;
    b.parent = a;
    for (const index of b.params) a.params.add(index);
    for (const write of b.writes) a.writes.add(write);
    for (const write of b.writesGiven) a.writesGiven.add(write);
    for (const each of b.resized) a.resized.add(each);
    a.global ||= b.global;
    return true;
  }

  /** Whether memory of a type, or an array that it reaches, may change its length. */
  resizes(type: Type): boolean {
    return mentions(type, (part) => part.kind === "ref" && this.resized.has(slot(part.memory)));
  }
}

export interface Aliases {
  /** The class of a `ref` value. */
  classOf(value: Value): AliasClass;
  /** The classes of the function's references, each once. */
  classes(): Set<AliasClass>;
  /** The slots of a class that one operation writes, callees included. An unknown call may write to any module memory. */
  writesOf(op: Op): readonly Write[];
}

type Write = { readonly class: AliasClass; readonly slot: string };

const none: readonly Write[] = [];

/** Names a kind of slot: writing one kind never changes a slot of another kind. */
export function slot(memory: Memory, field?: string): string {
  return field === undefined ? typeName({ kind: "ref", memory }) : `.${field}`;
}

export class AliasAnalysis {
  private readonly table = new Map<Func, FunctionAliases>();
  /** Functions met since all was settled: what is settled depends on none of them. */
  private pending: FunctionAliases[] = [];

  of(func: Func): Aliases {
    const found = this.lookup(func);
    this.settle();
    return found;
  }

  /** Whether a function has been looked at. */
  has(func: Func): boolean {
    return this.table.has(func);
  }

  /** As `of`, for calls whose arguments may share memory as `sharing` found. */
  ofShared(func: Func, groups: readonly number[]): Aliases {
    const found = new FunctionAliases(func, (callee) => this.lookup(callee), groups);
    this.pending.push(found);
    this.settle();
    return found;
  }

  private lookup(func: Func): FunctionAliases {
    let found = this.table.get(func);
    if (!found) {
      found = new FunctionAliases(func, (callee) => this.lookup(callee));
      this.table.set(func, found);
      this.pending.push(found);
      found.update();
    }
    return found;
  }

  /** Recursion: summaries only grow, so repeat until none does. */
  private settle(): void {
    for (let changed = true; changed; ) {
      const met = this.pending.length;
      changed = false;
      for (const aliases of [...this.pending]) if (aliases.update()) changed = true;
      if (this.pending.length > met) changed = true;
    }
    this.pending = [];
  }
}

/** Whether a value is a number, or memory that the caller of the function cannot reach in another way. */
export function isFresh(value: Value, aliases: Aliases): boolean {
  if (value.type.kind !== "ref") return true;
  const { params, global } = aliases.classOf(value);
  return params.size === 0 && !global;
}

const OF_A_MODULE = -1;

/** A number for each argument of a call: equal where two may share memory, -1 for memory of a module; undefined if none do. */
export function sharing(args: readonly Value[], aliases: Aliases): readonly number[] | undefined {
  const classes = args.map((arg) => (arg.type.kind === "ref" ? aliases.classOf(arg) : undefined));
  const groups = classes.map((group, k) => (group?.global ? OF_A_MODULE : group ? classes.indexOf(group) : k));
  return groups.every((group, k) => group === k) ? undefined : groups;
}

class FunctionAliases implements Aliases {
  private readonly map = new Map<Value, AliasClass>();
  /** What the function makes, as it is known where it is made. */
  private readonly own: ReadonlySet<Value>;
  /** References to memory of modules. */
  private readonly globals: Value[];
  /** The operations that references have to do with. */
  private readonly ops: readonly Op[];

  constructor(
    func: Func,
    private readonly summary: (callee: Func) => FunctionAliases,
    groups: readonly number[] = [],
  ) {
    this.ops = allOps(func.body).filter(({ kind }) => kind !== "prim" && kind !== "const" && kind !== "length");
    this.globals = this.ops.flatMap((op) => (op.kind === "global" ? op.results : []));
    this.own = new Set(this.ops.filter(isAllocation).flatMap(({ results }) => results));
    const { params } = func.body;
    params.forEach((param, index) => {
      if (param.type.kind !== "ref") return;
      this.classOf(param).params.add(index);
      const first = groups.indexOf(groups[index]);
      if (first >= 0 && first < index && params[first].type.kind === "ref")
        this.classOf(params[first]).union(this.classOf(param));
      if (groups[index] !== OF_A_MODULE) return;
      this.classOf(param).global = true;
      for (const value of this.globals) if (value.type.kind === "ref") this.classOf(value).union(this.classOf(param));
    });
  }

  classOf(value: Value): AliasClass {
    let found = this.map.get(value);
    if (!found) {
      found = new AliasClass();
      this.map.set(value, found);
    }
    return found.find();
  }

  classes(): Set<AliasClass> {
    return new Set([...this.map.values()].map((each) => each.find()));
  }

  /** One round over the body; returns whether anything was learnt. */
  update(): boolean {
    let changed = false;
    const unify = (a: Value, b: Value): void => {
      if (a.type.kind === "ref" && b.type.kind === "ref" && this.classOf(a).union(this.classOf(b))) changed = true;
    };
    for (const op of this.ops) {
      if (op.kind === "call") this.connectCall(op, unify);
      else connect(op, unify);
      const writes = this.writesOf(op);
      for (const write of writes) {
        if (write.class.writes.has(write.slot)) continue;
        write.class.writes.add(write.slot);
        changed = true;
      }
      for (const { class: group, slot: each } of writes.length > 0 ? this.toGiven(op, writes) : writes) {
        if (group.writesGiven.has(each)) continue;
        group.writesGiven.add(each);
        changed = true;
      }
      if (flagging.has(op.kind) && this.flag(op)) changed = true;
    }
    return changed;
  }

  /** Those writes of an operation that do not certainly go to what the function has made. */
  private toGiven(op: Op, writes: readonly Write[]): readonly Write[] {
    if (op.kind === "call") return this.writesOfCall(op, ({ writesGiven }) => writesGiven);
    // What these reach may be of others.
    const isDeep = op.kind === "accumulate" || op.kind === "clear" || op.kind === "extern";
    return !isDeep && this.own.has(op.operands[0]) ? [] : writes;
  }

  private writesOfCall(op: CallOp, of: (group: AliasClass) => ReadonlySet<string>): readonly Write[] {
    const callee = this.summary(op.callee);
    return op.operands.flatMap((operand, index) => {
      if (operand.type.kind !== "ref") return [];
      const written = of(callee.classOf(op.callee.body.params[index]));
      return [...written].map((each) => ({ class: this.classOf(operand), slot: each }));
    });
  }

  writesOf(op: Op): readonly Write[] {
    switch (op.kind) {
      case "store":
      case "fill":
      case "push":
      case "pop":
        return [{ class: this.classOf(op.operands[0]), slot: slot(memoryOf(op.operands[0].type)) }];
      case "accumulate":
      case "clear":
        // They change numbers, and leave references where they are.
        return slotsOf(op.operands[0], (held) => held.kind !== "ref").map((each) => ({
          class: this.classOf(op.operands[0]),
          slot: each,
        }));
      case "setField":
        return [{ class: this.classOf(op.operands[0]), slot: slot(memoryOf(op.operands[0].type), op.field) }];
      case "call":
        return this.writesOfCall(op, ({ writes }) => writes);
      case "extern":
        if (op.effect !== "writes") return none;
        return [...op.operands, ...(op.confined ? [] : this.globals)].flatMap((operand) =>
          operand.type.kind === "ref"
            ? slotsOf(operand).map((each) => ({ class: this.classOf(operand), slot: each }))
            : [],
        );
      default:
        return none;
    }
  }

  private connectCall(op: CallOp, unify: (a: Value, b: Value) => void): void {
    const callee = this.summary(op.callee);
    const values = [...op.operands, ...op.results];
    const formals = [...op.callee.body.params, ...op.callee.body.yields];
    const first = new Map<AliasClass, Value>();
    formals.forEach((formal, k) => {
      const value = values[k];
      if (formal.type.kind !== "ref" || value?.type.kind !== "ref") return;
      const group = callee.classOf(formal);
      const seen = first.get(group);
      if (seen) unify(seen, value);
      else first.set(group, value);
    });
  }

  private flag(op: Op): boolean {
    const reach = (value: Value): boolean => {
      const found = this.classOf(value);
      const isNew = !found.global;
      found.global = true;
      return isNew;
    };
    const resize = (value: Value, kinds: Iterable<string>): boolean => {
      const { resized } = this.classOf(value);
      const before = resized.size;
      for (const kind of kinds) resized.add(kind);
      return resized.size > before;
    };
    const [target] = op.operands;
    if (op.kind === "global" && op.results[0].type.kind === "ref") return reach(op.results[0]);
    // Storing at an index past the end lengthens a JavaScript array.
    if (op.kind === "push" || op.kind === "pop" || (op.kind === "store" && mayGrow(target)))
      return resize(target, [slot(memoryOf(target.type))]);
    if (op.kind !== "call") return false;
    const callee = this.summary(op.callee);
    let changed = false;
    [...op.callee.body.params, ...op.callee.body.yields].forEach((formal, k) => {
      const value = [...op.operands, ...op.results][k];
      if (formal.type.kind !== "ref" || value?.type.kind !== "ref") return;
      const group = callee.classOf(formal);
      if (group.global && reach(value)) changed = true;
      if (resize(value, group.resized)) changed = true;
    });
    return changed;
  }
}

const flagging: ReadonlySet<OpKind> = new Set(["global", "store", "push", "pop", "call"]);

/** The values that an operation other than a call makes reach common memory. */
export function connect(op: Exclude<Op, CallOp>, unify: (a: Value, b: Value) => void): void {
  const all = (values: readonly Value[], others: readonly Value[]): void =>
    values.forEach((value, k) => unify(value, others[k]));
  switch (op.kind) {
    case "load":
    case "getField":
    case "pop":
      unify(op.operands[0], op.results[0]);
      return;
    case "store":
      unify(op.operands[0], op.operands[2]);
      return;
    case "setField":
    case "push":
    case "fill":
      unify(op.operands[0], op.operands[1]);
      return;
    case "literal":
      for (const operand of op.operands) unify(op.results[0], operand);
      return;
    case "copy":
      // A shallow copy of an array of references shares what they point to.
      if (!op.deep && sharesElements(op.operands[0])) unify(op.operands[0], op.results[0]);
      return;
    case "view":
      unify(op.operands[0], op.results[0]);
      return;
    case "extern":
      // An unknown call may return what it was given; one without a refusal is known to return fresh memory.
      if (op.refusal) for (const operand of op.operands) for (const result of op.results) unify(operand, result);
      return;
    case "if":
      for (const region of op.regions) all(op.results, region.yields);
      return;
    case "for":
      all(op.regions[0].params.slice(1), op.operands.slice(2));
      all(op.regions[0].params.slice(1), op.regions[0].yields);
      all(op.regions[0].params.slice(1), op.results);
      return;
    case "while": {
      const [before, after] = op.regions;
      all(before.params, op.operands);
      all(before.params, after.yields);
      all(after.params, before.yields.slice(1));
      all(after.params, op.results);
      return;
    }
    case "const":
    case "prim":
    case "global":
    case "alloc":
    case "length":
    case "zeros":
    case "accumulate":
    case "clear":
    case "closure":
    case "throw":
      return;
    default:
      unreachable(op);
  }
}

/** Every slot that is reachable from a reference. */
function slotsOf(ref: Value, counts: (held: Type) => boolean = () => true): string[] {
  const slots = new Set<string>();
  const seen = new Set<Memory>();
  const visit = (type: Type): void => {
    if (type.kind !== "ref" || seen.has(type.memory)) return;
    seen.add(type.memory);
    const { memory } = type;
    if (memory.kind === "record") {
      for (const field of memory.fields) {
        if (counts(field.type)) slots.add(slot(memory, field.name));
        visit(field.type);
      }
    } else {
      if (counts(memory.element)) slots.add(slot(memory));
      visit(memory.element);
    }
  };
  visit(ref.type);
  return [...slots];
}

function sharesElements(array: Value): boolean {
  if (array.type.kind !== "ref") return false;
  const { memory } = array.type;
  return memory.kind === "record"
    ? memory.fields.some((field) => field.type.kind === "ref")
    : memory.element.kind === "ref";
}

function mayGrow(array: Value): boolean {
  return array.type.kind === "ref" && array.type.memory.kind === "array" && array.type.memory.container === "Array";
}

/** The region in which every value is defined. */
export function definingRegions(body: Region): Map<Value, Region> {
  const map = new Map<Value, Region>();
  for (const region of allRegions(body)) {
    for (const param of region.params) map.set(param, region);
    for (const op of region.ops) for (const result of op.results) map.set(result, region);
  }
  return map;
}
