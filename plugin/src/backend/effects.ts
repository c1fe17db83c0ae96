/** What operations read and write, as far as it decides whether two of them may change places. */
import { effectOf, type Func, type Op, type Value } from "../ir/ops.js";
import { memoryOf, type Type } from "../ir/types.js";
import { type Blocks, type Node, nodesOf } from "./blocks.js";

/** Memory of one kind; `root` is the allocation or parameter it certainly belongs to. */
interface Access {
  readonly area: string;
  readonly root?: Value;
}

export interface Accesses {
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
  /** Anything at all: an unknown call, an exception. */
  readonly barrier: boolean;
}

const nothing: Accesses = { reads: [], writes: [], barrier: false };
const everything: Accesses = { reads: [], writes: [], barrier: true };
/** Longer lists would make comparing them quadratic; such a statement moves past nothing. */
const maximum = 24;

export class Effects {
  private readonly known = new Map<Node, Accesses>();
  private readonly quiet = new Map<Func, boolean>();
  private readonly parameters: ReadonlySet<Value>;
  /** Parameters whose memory is no other's. */
  private readonly apart: ReadonlySet<Value>;

  constructor(
    private readonly blocks: Blocks,
    { body: { params }, apart }: Func,
  ) {
    this.parameters = new Set(params);
    this.apart = new Set(params.filter((_, position) => apart?.has(position)));
  }

  of(node: Node): Accesses {
    let accesses = this.known.get(node);
    if (!accesses) {
      accesses = node.blocks.length > 0 ? this.union(node) : this.compute(node.op);
      this.known.set(node, accesses);
    }
    return accesses;
  }

  /** To be called when an operation has been moved into or out of a region of `node`. */
  forget(node: Node): void {
    this.known.delete(node);
  }

  /** Whether executing two operations in the other order could be noticed. */
  conflict(a: Node, b: Node): boolean {
    const left = this.of(a);
    const right = this.of(b);
    if (left.barrier) return right.barrier || right.reads.length > 0 || right.writes.length > 0;
    if (right.barrier) return left.reads.length > 0 || left.writes.length > 0;
    return (
      overlaps(left.writes, right.reads) || overlaps(left.reads, right.writes) || overlaps(left.writes, right.writes)
    );
  }

  private compute(op: Op): Accesses {
    const [first] = op.operands;
    switch (effectOf(op)) {
      case "pure":
      case "allocates":
        return nothing;
      case "control":
        return op.kind === "call" && this.isQuietFunc(op.callee) ? nothing : everything;
      case "reads":
        if (op.kind === "extern" || op.kind === "global") return { reads: [{ area: "*" }], writes: [], barrier: false };
        if (op.kind === "load" || op.kind === "getField" || op.kind === "length") {
          const area = this.area(op, first.type);
          return area ? { reads: [this.access(area, first)], writes: [], barrier: false } : nothing;
        }
        return { reads: [{ area: "*" }], writes: [], barrier: false };
      case "writes": {
        if (op.kind === "extern" || op.kind === "throw") return everything;
        if (op.kind === "accumulate" || op.kind === "clear")
          return { reads: [], writes: [{ area: "*" }], barrier: false };
        const write = this.access(this.area(op, first.type) ?? "*", first);
        const resizes = op.kind === "store" && write.area === "array" ? [write, { ...write, area: "length" }] : [write];
        const both = op.kind === "push" || op.kind === "pop";
        const lengths = both && write.area === "array" ? [write, { ...write, area: "length" }] : resizes;
        return { reads: [], writes: lengths, barrier: false };
      }
    }
  }

  private area(op: Op, type: Type): string | undefined {
    const memory = memoryOf(type);
    switch (memory.kind) {
      case "record":
        return op.kind === "getField" || op.kind === "setField" ? `.${op.field}` : "*";
      case "stack":
        return "stack";
      case "array":
        if (op.kind === "length") return memory.container === "Array" ? "length" : undefined;
        // Typed arrays of different kinds may be views of one buffer; an Array shares memory with none of them.
        return memory.container === "Array" ? "array" : "typed";
    }
  }

  private access(area: string, value: Value): Access {
    if (this.isApart(value)) return { area, root: value };
    return this.parameters.has(value) ? { area, root: PARAMETER } : { area };
  }

  private isApart(value: Value): boolean {
    const op = this.blocks.definition.get(value)?.op;
    switch (op?.kind) {
      case undefined:
        return this.apart.has(value);
      case "alloc":
      case "zeros":
      case "copy":
      case "literal":
        return true;
      case "load":
      case "getField":
        return op.apart === true;
      default:
        return false;
    }
  }

  private union(node: Node): Accesses {
    const reads: Access[] = [];
    const writes: Access[] = [];
    // A loop that may not end must not move either.
    if (node.op.kind === "while") return everything;
    for (const block of node.blocks) {
      for (const child of nodesOf(block)) {
        const inner = this.of(child);
        if (inner.barrier) return everything;
        for (const read of inner.reads) include(reads, read);
        for (const write of inner.writes) include(writes, write);
        if (reads.length + writes.length > maximum) return everything;
      }
    }
    return { reads, writes, barrier: false };
  }

  /** Whether a function only computes: scalar arithmetic and calls of such functions. */
  private isQuietFunc(func: Func): boolean {
    const found = this.quiet.get(func);
    if (found !== undefined) return found;
    this.quiet.set(func, false);
    const quiet = everyOp(func.body.ops, (op) => {
      if (op.kind === "call") return this.isQuietFunc(op.callee);
      if (op.kind === "if" || op.kind === "for") return true;
      return effectOf(op) === "pure";
    });
    this.quiet.set(func, quiet);
    return quiet;
  }
}

/** All parameters together: they may alias one another, but no allocation of the function. */
const PARAMETER = {} as Value;

function everyOp(ops: readonly Op[], test: (op: Op) => boolean): boolean {
  return ops.every((op) => test(op) && op.regions.every((region) => everyOp(region.ops, test)));
}

function include(list: Access[], access: Access): void {
  if (!list.some((other) => other.area === access.area && other.root === access.root)) list.push(access);
}

function overlaps(left: readonly Access[], right: readonly Access[]): boolean {
  return left.some((a) =>
    right.some(
      (b) => (a.area === b.area || a.area === "*" || b.area === "*") && (!a.root || !b.root || a.root === b.root),
    ),
  );
}
