/**
 * Which slots of a flat memory a function writes before it reads them, on every path. A slot is a field or a constant index;
 * EVERY stands for all of them.
 */
import type { CallOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf, type Type } from "../ir/types.js";

export const EVERY = "*";

export interface Overwriting {
  /** Read while they may hold what was there before. */
  readonly needed: ReadonlySet<string>;
  /** Certainly written when the function ends. */
  readonly written: ReadonlySet<string>;
  /** Written on some path. */
  readonly stored: ReadonlySet<string>;
  /** Its length is read. */
  readonly measured: boolean;
}

/** `refs`: the references to the memory in `func`; undefined where it gets out of sight. `length`: of an array, if known. */
export function overwriting(func: Func, refs: ReadonlySet<Value>, length?: number): Overwriting | undefined {
  const walk = new Walk(func, new Set(refs), length);
  const end = walk.region(func.body, new Set());
  if (walk.lost || func.body.yields.some((value) => walk.refs.has(value))) return undefined;
  const { needed, stored, measured } = walk;
  return { needed, written: end ?? new Set(stored), stored, measured };
}

/** The slots that are certainly written; undefined where control does not get. */
type Written = Set<string> | undefined;

class Walk {
  readonly needed = new Set<string>();
  readonly stored = new Set<string>();
  lost = false;
  measured = false;
  private readonly constants = new Map<Value, unknown>();
  private readonly fields: readonly string[] | undefined;

  constructor(
    func: Func,
    /** Also those that calls return, which have been given them. */
    readonly refs: Set<Value>,
    length: number | undefined,
    private readonly within: readonly Func[] = [func],
  ) {
    for (const op of allOps(func.body)) if (op.kind === "const") this.constants.set(op.results[0], op.value);
    const [ref] = refs;
    this.fields = ref && slotsOf(ref.type, length);
  }

  region(region: Region, start: Set<string>): Written {
    const written = this.run(region, start);
    if (region.yields.some((value) => this.refs.has(value))) this.lost = true;
    return written;
  }

  private run({ ops }: Region, start: Set<string>): Written {
    let written: Written = start;
    for (const op of ops) {
      if (!written) return undefined;
      written = this.op(op, written);
    }
    return written;
  }

  private op(op: Op, written: Set<string>): Written {
    switch (op.kind) {
      case "throw":
        return undefined;
      case "if": {
        const [first, second] = op.regions.map((region) => this.region(region, new Set(written)));
        return first && second ? new Set([...first].filter((slot) => second.has(slot))) : (first ?? second);
      }
      case "for":
        this.region(op.regions[0], new Set(written));
        return written;
      case "while": {
        const tested = this.region(op.regions[0], new Set(written));
        if (tested) this.region(op.regions[1], new Set(tested));
        return tested;
      }
      case "call":
        return this.call(op, written);
      default:
        op.operands.forEach((operand, position) => {
          if (this.refs.has(operand)) this.access(op, position, written);
        });
        return written;
    }
  }

  private access(op: Op, position: number, written: Set<string>): void {
    const isBase = position === 0;
    if (isBase && op.kind === "getField") this.read(op.field, written);
    else if (isBase && op.kind === "setField") this.write(op.field, written);
    else if (isBase && op.kind === "load") this.read(this.slot(op.operands[1]) ?? EVERY, written);
    else if (isBase && op.kind === "store") {
      const slot = this.slot(op.operands[1]);
      if (slot === undefined) this.lost = true;
      else this.write(slot, written);
    } else if (isBase && op.kind === "fill" && op.operands.length === 2) this.write(EVERY, written);
    else if (op.kind === "length") this.measured = true;
    else this.lost = true;
  }

  private slot(index: Value): string | undefined {
    const known = this.constants.get(index);
    return typeof known === "number" && Number.isInteger(known) && known >= 0 ? String(known) : undefined;
  }

  private write(slot: string, written: Set<string>): void {
    written.add(slot);
    this.stored.add(slot);
  }

  private read(slot: string, written: ReadonlySet<string>): void {
    if (written.has(EVERY) || written.has(slot)) return;
    if (slot === EVERY && this.fields?.every((each) => written.has(each))) return;
    this.needed.add(slot);
  }

  private call({ callee, operands, results }: CallOp, written: Set<string>): Written {
    const params = new Set(callee.body.params.filter((_, k) => this.refs.has(operands[k])));
    if (params.size === 0) return written;
    if (this.within.includes(callee)) {
      this.lost = true;
      return written;
    }
    const inner = new Walk(callee, params, this.fields?.length, [...this.within, callee]);
    const end = inner.run(callee.body, new Set());
    if (inner.lost) this.lost = true;
    callee.body.yields.forEach((value, k) => {
      if (inner.refs.has(value)) this.refs.add(results[k]);
    });
    if (inner.measured) this.measured = true;
    for (const slot of inner.needed) this.read(slot, written);
    for (const slot of inner.stored) this.stored.add(slot);
    for (const slot of end ?? []) written.add(slot);
    return end && written;
  }
}

function slotsOf(type: Type, length: number | undefined): readonly string[] | undefined {
  const memory = memoryOf(type);
  if (memory.kind === "record") return memory.fields.map(({ name }) => name);
  return length === undefined ? undefined : Array.from({ length }, (_, index) => String(index));
}
