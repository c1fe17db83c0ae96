/**
 * Where an iteration keeps a value for itself, as it does when the loops of both sweeps have become one, it need not go through
 * a cache. Nor through one that is left at once.
 */
import type { AllocOp, Func, IfOp, Op, Region, Value } from "../ir/ops.js";
import { Value as IrValue } from "../ir/ops.js";
import { substitute } from "../ir/traverse.js";
import { initialElement } from "../ir/types.js";
import { Facts } from "./facts.js";

interface Place {
  readonly op: Op;
  readonly region: Region;
}

export function forwardCaches(func: Func, facts = new Facts(func)): boolean {
  const caches = facts.ops().filter((op): op is AllocOp => op.kind === "alloc" && op.cache !== undefined);
  if (caches.length === 0) return false;
  const forwarding = new Forwarding(func);
  const replaced = new Map<Value, Value>();
  for (const cache of caches) forwarding.forward(cache, replaced);
  substitute(func.body, replaced);
  return replaced.size > 0;
}

class Forwarding {
  private readonly users = new Map<Value, Place[]>();
  private readonly constants = new Map<Value, unknown>();
  /** The operation that a region belongs to, and the region that this is in. */
  private readonly owners = new Map<Region, Place>();

  constructor(func: Func) {
    this.index(func.body);
  }

  /** Adds to `replaced` what the reads of a cache read. */
  forward(cache: AllocOp, replaced: Map<Value, Value>): void {
    const [value] = cache.results;
    const places = this.users.get(value) ?? [];
    const writes = places.filter(({ op }) => op.kind === "store" || op.kind === "push");
    const reads = places.filter(({ op }) => op.kind === "load" || op.kind === "pop");
    const [write] = writes;
    if (writes.length !== 1 || writes.length + reads.length !== places.length) return;
    if (write.op.operands[0] !== value) return;
    // Each pop takes one away from the next.
    if (write.op.kind === "push" && reads.length !== 1) return;
    for (const read of reads) {
      if (read.op.kind === "load" && !this.isSameIndex(read.op.operands[1], write.op.operands[1])) continue;
      const found = this.reach(write, read);
      if (!found) continue;
      replaced.set(read.op.results[0], found);
      read.region.ops = read.region.ops.filter((op) => op !== read.op);
      if (write.op.kind === "push") write.region.ops = write.region.ops.filter((op) => op !== write.op);
    }
  }

  private isSameIndex(a: Value, b: Value): boolean {
    return a === b || (this.constants.has(a) && this.constants.get(a) === this.constants.get(b));
  }

  private index(region: Region): void {
    for (const op of region.ops) {
      if (op.kind === "const") this.constants.set(op.results[0], op.value);
      for (const operand of op.operands) this.users.set(operand, [...(this.users.get(operand) ?? []), { op, region }]);
      for (const inner of op.regions) {
        this.owners.set(inner, { op, region });
        this.index(inner);
      }
    }
  }

  /** The value that is written, where it is read: handed out of the branches that it is written in. */
  private reach(write: Place, read: Place): Value | undefined {
    const branches: Place[] = [];
    for (let at: Place | undefined = write; at; at = this.owners.get(at.region)) {
      const first: Op = at.op;
      const { region } = at;
      const inside = this.within(read, region, write.op.kind === "push");
      if (inside) {
        if (region.ops.indexOf(first) >= region.ops.indexOf(inside)) return undefined;
        return this.handOut(write, branches);
      }
      const owner = this.owners.get(region);
      if (owner?.op.kind !== "if") return undefined;
      branches.push({ op: owner.op, region });
    }
    return undefined;
  }

  /** The operation of the region in which a place is; for a stack, no loop may be around it there. */
  private within(place: Place, region: Region, once: boolean): Op | undefined {
    for (let at: Place | undefined = place; at; at = this.owners.get(at.region)) {
      if (at.region === region) return at.op;
      const owner = this.owners.get(at.region);
      if (once && owner && owner.op.kind !== "if") return undefined;
    }
    return undefined;
  }

  private handOut(write: Place, branches: readonly Place[]): Value {
    let value = write.op.operands[write.op.kind === "push" ? 1 : 2];
    for (const { op, region } of branches) {
      const result = new IrValue(value.type, value.name);
      for (const branch of (op as IfOp).regions)
        branch.yields.push(branch === region ? value : placeholder(branch, value));
      op.results.push(result);
      value = result;
    }
    return value;
  }
}

/** Where the value is not made, nobody asks for it. */
function placeholder(branch: Region, { type }: Value): Value {
  const made = new IrValue(type);
  branch.ops.push({ kind: "const", value: initialElement(type), operands: [], results: [made], regions: [] });
  return made;
}
