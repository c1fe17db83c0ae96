/**
 * Whether memory that the forward sweep read still holds the same in the reverse sweep, so that it can be read again
 * instead of being cached: no write to that slot of the alias class may run after the read.
 */
import type { Func, Op, Region, Value } from "../ir/ops.js";
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
  /** What the function returns references to: its caller may write to it. */
  private readonly escaping: ReadonlySet<AliasClass>;

  constructor(
    func: Func,
    private readonly aliases: Aliases,
    /** Whether memory that others reach (parameters, results, module tables) stays as it is until the reverse sweep. */
    private readonly outerIsStable: boolean,
    /** Where it does not: whether the reverse sweep reads copies of it, made where the function got it. */
    private readonly copies = false,
  ) {
    const references = func.body.yields.filter((value) => value.type.kind === "ref");
    this.escaping = new Set(references.map((value) => aliases.classOf(value)));
    this.scan(func.body, []);
  }

  /** Of a `load`, `getField` or `length`. */
  isStable(read: Op): boolean {
    const [ref] = read.operands;
    const memory = memoryOf(ref.type);
    const group = this.aliases.classOf(ref);
    if (read.kind === "length" && memory.kind === "array" && memory.container !== "Array") return true;
    if (read.kind === "length") return !group.resized && (this.isOwn(group) || this.copies);
    if (read.kind !== "load" && read.kind !== "getField") return false;
    const own = read.kind === "load" ? slot(memory) : slot(memory, read.field);
    // A copy tells what was read if the slot is never written.
    if (!this.isOwn(group)) return this.copies && !group.writes.has(own);
    return !this.isWrittenAfter(read, group, (written) => written === own);
  }

  /** Whether all that a call's arguments and results lead to stays as it is from the call to the reverse sweep. */
  keepsArguments(call: Op): boolean {
    return [...call.operands, ...call.results].every((value) => {
      if (value.type.kind !== "ref") return true;
      const group = this.aliases.classOf(value);
      return this.isOwn(group) && !this.isWrittenAfter(call, group, () => true);
    });
  }

  private isOwn(group: AliasClass): boolean {
    return this.outerIsStable || !this.isForeign(group);
  }

  private isForeign(group: AliasClass): boolean {
    return group.params.size > 0 || group.global || this.escaping.has(group);
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
