/**
 * Whether memory that the forward sweep read still holds the same in the reverse sweep, so that it can be read again
 * instead of being cached: no write to that slot of the alias class may run after the read.
 */
import type { CallOp, Func, Op, Region, StoreOp, Value } from "../ir/ops.js";
import { isAllocation } from "../ir/traverse.js";
import { memoryOf, isTypedArray } from "../ir/types.js";
import { type AliasClass, type Aliases, slot } from "./aliases.js";
import { IndexRanges } from "./index-ranges.js";
import { ElementWrites } from "./element-writes.js";
import { changesModules, seesModules } from "./module-state.js";

interface Place {
  readonly order: number;
  /** The loops around an operation, outermost first. */
  readonly loops: readonly Op[];
  /** The regions around an operation, outermost first. */
  readonly regions: readonly Region[];
}

export class Stability {
  private readonly places = new Map<Op, Place>();
  /** Where in the order of places a value comes to be. */
  private readonly births = new Map<Value, number>();
  private readonly makers = new Map<Value, Op>();
  private readonly writes: { op: Op; class: AliasClass; slot: string }[] = [];
  private readonly origins = new Map<AliasClass, Op[]>();
  /** In which arrays may be parts of others. */
  private readonly parts = new Set<AliasClass>();
  /** What the function returns references to: its caller may write to it. */
  private readonly escaping: ReadonlySet<AliasClass>;

  constructor(
    private readonly func: Func,
    private readonly aliases: Aliases,
    /** Whether memory that the caller reaches (parameters, results) stays as it is until the reverse sweep. */
    private readonly outerIsStable: boolean,
    /** Whether modules' memory does. */
    private readonly modulesAreStable: boolean,
    /** Where it does not: whether the reverse sweep reads copies of it, made where the function got it. */
    private readonly copies = false,
  ) {
    const references = func.body.yields.filter((value) => value.type.kind === "ref");
    this.escaping = new Set(references.map((value) => aliases.classOf(value)));
    this.scan(func.body, [], [func.body]);
  }

  /** Of a `load`, `getField` or `length`. */
  isStable(read: Op): boolean {
    const [ref] = read.operands;
    const memory = memoryOf(ref.type);
    const group = this.aliases.classOf(ref);
    if (read.kind === "length" && isTypedArray(ref.type)) return true;
    if (read.kind === "length") return !group.resized.has(slot(memory)) && (this.isOwn(group) || this.copies);
    if (read.kind !== "load" && read.kind !== "getField") return false;
    const own = read.kind === "load" ? slot(memory) : slot(memory, read.field);
    // A copy tells what was read if the slot is never written.
    if (!this.isOwn(group)) return this.copies && !group.writes.has(own);
    return !this.isWrittenAfter(read, group, (written) => written === own);
  }

  /** Whether what is stored can be read again: the element exists, and nothing else is written to it. */
  isKept(store: StoreOp): boolean {
    const [ref] = store.operands;
    const memory = memoryOf(ref.type);
    if (!this.makers.has(ref) || memory.kind !== "array") return false;
    const isThere =
      memory.element.kind === "f64"
        ? memory.container !== "Float32Array" && this.ranges.isInRange(store)
        : memory.element.kind === "ref";
    const group = this.aliases.classOf(ref);
    const own = slot(memory);
    return isThere && this.isOwn(group) && !this.isWrittenAfter(store, group, (written) => written === own);
  }

  /** Whether all that a call's arguments and results lead to stays as it is from the call to the reverse sweep. */
  keepsArguments(call: CallOp): boolean {
    return [...call.operands, ...call.results].every((value) => {
      if (value.type.kind !== "ref") return true;
      const group = this.aliases.classOf(value);
      return this.isOwn(group) && !this.isWrittenAfter(call, group, () => true);
    });
  }

  /** Whether all that the function sees of modules does. */
  keepsModules(call: CallOp): boolean {
    return !this.sees(call.callee) || (this.modulesAreStable && !this.mayChangeModulesBehind(call));
  }

  private sees(callee: Func): boolean {
    const known = this.seeing.get(callee) ?? seesModules(callee);
    this.seeing.set(callee, known);
    return known;
  }
  private readonly seeing = new Map<Func, boolean>();

  private mayChangeModulesBehind(call: Op): boolean {
    const { order, loops } = this.places.get(call)!;
    return [...this.places].some(([op, place]) => {
      const mayFollow = place.order > order || place.loops.some((loop) => loops.includes(loop));
      return mayFollow && changesModules(op, this.aliases);
    });
  }

  private isOwn(group: AliasClass): boolean {
    const isForeign = group.params.size > 0 || this.escaping.has(group);
    return (this.outerIsStable || !isForeign) && (this.modulesAreStable || !group.global);
  }

  /**
   * Whether a reference leads to memory of others that may change before the reverse sweep, which must not read it then
   * but may read a copy.
   */
  needsCopy(ref: Value): boolean {
    return this.copies && ref.type.kind === "ref" && !this.isOwn(this.aliases.classOf(ref));
  }

  private isWrittenAfter(read: Op, group: AliasClass, matches: (slot: string) => boolean): boolean {
    const place = this.places.get(read);
    if (!place) return true;
    return this.writes.some((write) => {
      if (write.class.find() !== group || !matches(write.slot)) return false;
      const other = this.places.get(write.op);
      if (!other) return true;
      const made = this.madeFor(write.op);
      if (made && !this.mayComeBetween(read, made, other)) return false;
      const mayFollow =
        other.order > place.order ||
        other.loops.some((loop) => place.loops.includes(loop) && !this.isFreshWithin(group, loop));
      return mayFollow && this.mayReach(read, write.op);
    });
  }

  /** Whether an operation may write to the element that one before it has read or stored. */
  private mayReach(first: Op, write: Op): boolean {
    if ((first.kind !== "load" && first.kind !== "store") || write.kind !== "store") return true;
    return this.elementWrites.mayFollow(first, write);
  }

  private get ranges(): IndexRanges {
    this.knownRanges ??= new IndexRanges(this.func);
    return this.knownRanges;
  }
  private knownRanges?: IndexRanges;

  private get elementWrites(): ElementWrites {
    this.knownWrites ??= new ElementWrites(this.func, this.ranges, (array) => this.isWhole(array));
    return this.knownWrites;
  }
  private knownWrites?: ElementWrites;

  /** Whether an array is no part of another one that is reached in another way: lists never are. */
  private isWhole(array: Value): boolean {
    if (!isTypedArray(array.type)) return true;
    const group = this.aliases.classOf(array);
    return group.params.size === 0 && !group.global && !this.parts.has(group);
  }

  /** Where the memory that a write goes to is made, if it is reached by the very value that stands for it. */
  private madeFor(write: Op): Op | undefined {
    const isDirect =
      write.kind === "store" ||
      write.kind === "fill" ||
      write.kind === "push" ||
      write.kind === "pop" ||
      write.kind === "setField";
    return isDirect ? this.makers.get(write.operands[0]) : undefined;
  }

  /**
   * Whether a write to the memory that `made` has made last may change what a read has read before. What is read exists by
   * then, so that nothing is made between the two.
   */
  private mayComeBetween(read: Op, made: Op, write: Place): boolean {
    const [before, origin] = [this.places.get(read)!, this.places.get(made)!];
    const home = origin.regions[origin.regions.length - 1];
    if (!before.regions.includes(home) || before.order < origin.order) return false;
    const [ref] = read.operands;
    const isPlain = read.kind !== "call";
    if (isPlain && !this.mayBe(ref, made)) return false;
    const inside = (loop: Op): boolean => !origin.loops.includes(loop);
    return write.order > before.order || write.loops.some((loop) => inside(loop) && before.loops.includes(loop));
  }

  /** Whether a reference may lead to what `made` has made last. */
  private mayBe(ref: Value, made: Op): boolean {
    const own = this.makers.get(ref);
    return own ? own === made : this.births.get(ref)! > this.places.get(made)!.order;
  }

  /** Whether all memory of a class is made anew in every iteration of a loop, which hands none of it on to the next one. */
  private isFreshWithin(group: AliasClass, loop: Op): boolean {
    if (group.params.size > 0 || group.global) return false;
    const isCarried = ({ params }: Region): boolean =>
      params.some((param) => param.type.kind === "ref" && this.aliases.classOf(param) === group);
    if (loop.regions.some(isCarried)) return false;
    const origins = this.origins.get(group) ?? [];
    return origins.length > 0 && origins.every((origin) => this.places.get(origin)?.loops.includes(loop));
  }

  private scan(region: Region, loops: readonly Op[], regions: readonly Region[]): void {
    for (const param of region.params) this.births.set(param, this.places.size);
    for (const op of region.ops) {
      for (const result of op.results) this.births.set(result, this.places.size);
      if (isAllocation(op)) this.makers.set(op.results[0], op);
      this.places.set(op, { order: this.places.size, loops, regions });
      for (const write of this.aliases.writesOf(op)) this.writes.push({ op, ...write });
      for (const result of op.results) if (result.type.kind === "ref") this.origin(op, this.aliases.classOf(result));
      const inner = op.kind === "for" || op.kind === "while" ? [...loops, op] : loops;
      for (const nested of op.regions) this.scan(nested, inner, [...regions, nested]);
    }
  }

  private origin(op: Op, group: AliasClass): void {
    if (op.kind === "view" || op.kind === "call" || op.kind === "extern") this.parts.add(group);
    const makes =
      op.kind === "alloc" ||
      op.kind === "literal" ||
      op.kind === "copy" ||
      op.kind === "zeros" ||
      op.kind === "extern" ||
      op.kind === "call";
    if (!makes) return;
    const found = this.origins.get(group);
    if (found) found.push(op);
    else this.origins.set(group, [op]);
  }
}
