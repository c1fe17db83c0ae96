/**
 * Whether memory that the forward sweep read still holds the same in the reverse sweep, so that it can be read again
 * instead of being cached: no write to that slot of the alias class may run after the read.
 */
import type { Func, Op, Region } from "../ir/ops.js";
import { memoryOf } from "../ir/types.js";
import { type AliasClass, type Aliases, slot } from "./aliases.js";

interface Place {
  readonly order: number;
  /** The loops around an operation, outermost first. */
  readonly loops: readonly Op[];
}

export class Stability {
  private readonly places = new Map<Op, Place>();
  private readonly writes: { op: Op; class: AliasClass; slot: string }[] = [];
  private readonly origins = new Map<AliasClass, Op[]>();

  constructor(
    func: Func,
    private readonly aliases: Aliases,
    /** Whether memory that the function did not make stays as it is until the reverse sweep. */
    private readonly outerIsStable: boolean,
  ) {
    this.scan(func.body, []);
  }

  /** Of a `load`, `getField` or `length`. */
  isStable(read: Op): boolean {
    const [ref] = read.operands;
    const memory = memoryOf(ref.type);
    const group = this.aliases.classOf(ref);
    if (read.kind === "length")
      return (memory.kind === "array" && memory.container !== "Array") || (!group.resized && this.isOwn(group));
    if (read.kind !== "load" && read.kind !== "getField") return false;
    const read_ = read.kind === "load" ? slot(memory) : slot(memory, read.field);
    return this.isOwn(group) && !this.isWrittenAfter(read, group, (written) => written === read_);
  }

  /** Whether everything that a call can read through its arguments stays as it is from the call to the reverse sweep. */
  keepsArguments(call: Op): boolean {
    return call.operands.every((operand) => {
      if (operand.type.kind !== "ref") return true;
      const group = this.aliases.classOf(operand);
      return this.isOwn(group) && !this.isWrittenAfter(call, group, () => true);
    });
  }

  private isOwn(group: AliasClass): boolean {
    return this.outerIsStable || (group.params.size === 0 && !group.global);
  }

  private isWrittenAfter(read: Op, group: AliasClass, matches: (slot: string) => boolean): boolean {
    const place = this.places.get(read);
    if (!place) return true;
    return this.writes.some((write) => {
      if (write.op === read || write.class.find() !== group || !matches(write.slot)) return false;
      const other = this.places.get(write.op);
      if (!other || other.order > place.order) return true;
      return other.loops.some((loop) => place.loops.includes(loop) && !this.isFreshWithin(group, loop));
    });
  }

  /** Whether all memory of a class is made anew in every iteration of a loop. */
  private isFreshWithin(group: AliasClass, loop: Op): boolean {
    if (group.params.size > 0 || group.global) return false;
    const origins = this.origins.get(group) ?? [];
    return origins.length > 0 && origins.every((origin) => this.places.get(origin)?.loops.includes(loop));
  }

  private scan(region: Region, loops: readonly Op[]): void {
    for (const op of region.ops) {
      this.places.set(op, { order: this.places.size, loops });
      for (const write of this.aliases.writesOf(op)) this.writes.push({ op, ...write });
      for (const result of op.results) if (result.type.kind === "ref") this.origin(op, this.aliases.classOf(result));
      const inner = op.kind === "for" || op.kind === "while" ? [...loops, op] : loops;
      for (const nested of op.regions) this.scan(nested, inner);
    }
  }

  private origin(op: Op, group: AliasClass): void {
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
