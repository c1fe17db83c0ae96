/** Where to cut a long region: into runs of operations of about one size, between which few values live. */
import { bytecodeOfOp } from "../analysis/bytecode.js";
import type { Op, OpKind, Region, Value } from "../ir/ops.js";
import { freeValues } from "../ir/traverse.js";

export interface Segment {
  readonly ops: readonly Op[];
  /** It stays where it is, as the beginning and the end of a region do that only make memory and hand back results. */
  readonly stays: boolean;
}

const opening: ReadonlySet<OpKind> = new Set(["const", "global", "extern", "alloc", "zeros", "length"] as const);
const closing: ReadonlySet<OpKind> = new Set(["const", "literal", "getField"] as const);

export function chooseCuts({ ops, yields }: Region, budget: number): Segment[] {
  let first = 0;
  while (first < ops.length && opening.has(ops[first].kind)) first++;
  // What follows a `throw` does not run, and the code around has to see that.
  const thrown = ops.findIndex((op) => op.kind === "throw");
  let last = thrown < 0 ? ops.length : thrown;
  while (thrown < 0 && last > first && closing.has(ops[last - 1].kind)) last--;
  const lives = livesBefore(ops, yields, first);
  const sizes = ops.map(bytecodeOfOp);

  const segments: Segment[] = [{ ops: ops.slice(0, first), stays: true }];
  for (let from = first; from < last; ) {
    const until = nextCut(from, last, sizes, lives, budget);
    segments.push({ ops: ops.slice(from, until), stays: false });
    from = until;
  }
  segments.push({ ops: ops.slice(Math.max(first, last)), stays: true });
  return segments;
}

/** The position in the second half of the budget before which the fewest values live. */
function nextCut(
  from: number,
  last: number,
  sizes: readonly number[],
  lives: readonly number[],
  budget: number,
): number {
  let size = 0;
  let best: number | undefined;
  let at = from;
  while (at < last && (at === from || size + sizes[at] <= budget)) {
    size += sizes[at++];
    if (2 * size >= budget && (best === undefined || lives[at] <= lives[best])) best = at;
  }
  return at === last ? last : (best ?? at);
}

/** For each position, how many values that are made in `ops` from `first` on are needed at or behind it. */
function livesBefore(ops: readonly Op[], yields: readonly Value[], first: number): number[] {
  const changes = new Array<number>(ops.length + 2).fill(0);
  const born = new Map<Value, number>();
  const lastUse = new Map<Value, number>();
  ops.forEach((op, k) => {
    for (const value of freeValues(op)) lastUse.set(value, k);
    if (k >= first && op.kind !== "const") for (const result of op.results) born.set(result, k);
  });
  for (const value of yields) lastUse.set(value, ops.length);
  for (const [value, k] of born) {
    const end = lastUse.get(value);
    if (end === undefined) continue;
    changes[k + 1]++;
    changes[end + 1]--;
  }
  let live = 0;
  return changes.map((change) => {
    live += change;
    return live;
  });
}
