/**
 * The lengths of arrays that branches and loops hand on: one of them has a length, and the others have it if that holds for what they are
 * made from. So have two arrays that change places in each turn of a loop.
 */
import type { Op, Value } from "../ir/ops.js";
import { type Connection, connections } from "../ir/passed-on.js";
import type { Polynomial } from "./polynomials.js";

/** What is known of lengths otherwise. */
interface Lengths {
  lengthOf(array: Value): Polynomial;
  /** What has been found since took something for granted that does not hold. */
  forget(): void;
}

export class PassedLengths {
  /** What values of branches and loops may be: for what loops carry, first what they begin with. */
  private readonly sources = new Map<Value, Value[]>();
  private readonly branches = new Set<Value>();
  private readonly carried = new Set<Value>();
  /** As far as they are known or taken for granted meanwhile; nothing where they differ. */
  private readonly known = new Map<Value, Polynomial | undefined>();

  constructor(
    ops: readonly Op[],
    private readonly lengths: Lengths,
  ) {
    for (const op of ops) for (const each of connections(op)) this.connect(op, each);
  }

  private connect(op: Op, { from, to, list }: Connection): void {
    const known = this.sources.get(to);
    if (known) known.push(from);
    else this.sources.set(to, [from]);
    if (op.kind === "if") this.branches.add(to);
    if (list === op.operands) this.carried.add(to);
  }

  /** What a value of a branch or a loop may be. */
  sourcesOf(value: Value): readonly Value[] {
    return this.sources.get(value) ?? [];
  }

  /** The length that all have that are handed on as this array. */
  of(array: Value): Polynomial | undefined {
    if (this.known.has(array)) return this.known.get(array);
    const length = this.first(array);
    if (!length) return undefined;
    const before = [...this.known.keys()];
    this.known.set(array, length);
    if (this.sourcesOf(array).every((source) => this.has(source, length))) return length;
    for (const each of [...this.known.keys()]) if (!before.includes(each)) this.known.delete(each);
    this.known.set(array, undefined);
    this.lengths.forget();
    return undefined;
  }

  /** An array in front of the loops that hand one on, which has the length of all that they hand on. */
  sourceOf(array: Value): Value | undefined {
    const length = this.lengths.lengthOf(array);
    let found: Value | undefined;
    for (let at = array; ; ) {
      const [first] = this.sourcesOf(at);
      if (!first || this.branches.has(at) || !this.has(first, length)) return found;
      if (this.carried.has(at)) found = first;
      at = first;
    }
  }

  clear(): void {
    this.known.clear();
  }

  /** The length of what is handed on first. */
  private first(array: Value): Polynomial | undefined {
    let [first] = this.sourcesOf(array);
    while (first && !this.known.has(first) && this.sources.has(first)) [first] = this.sourcesOf(first);
    return first && this.lengths.lengthOf(first);
  }

  private has(array: Value, length: Polynomial): boolean {
    return this.lengths.lengthOf(array).minus(length).value === 0;
  }
}
