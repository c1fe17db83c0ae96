/** Two branches on one condition become one, where nothing between them stands in the way. */
import type { Func, IfOp, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, forEachRegion, substitute } from "../ir/traverse.js";
import { Facts } from "./facts.js";
import { type Accesses, intersects, type MemoryModel } from "./memory.js";

export function mergeBranches(func: Func, facts = new Facts(func)): boolean {
  let { model } = facts;
  let changed = false;
  forEachRegion(func.body, (region) => {
    const last = new Map<Value, IfOp>();
    for (const op of [...region.ops]) {
      if (op.kind !== "if" || isChoice(op)) continue;
      const [condition] = op.operands;
      const first = last.get(condition);
      if (first && mayMove(op, first, region, model())) {
        merge(first, op);
        region.ops = region.ops.filter((each) => each !== op);
        // What the first does has grown.
        ({ model } = new Facts(func));
        changed = true;
      } else last.set(condition, op);
    }
  });
  return changed;
}

/** Of two constants, or of values that are there anyway: it is an expression. */
function isChoice({ regions }: IfOp): boolean {
  return regions.every((arm) => arm.ops.every((op) => op.kind === "const"));
}

/** Whether a branch may as well run right behind the other. */
function mayMove(op: IfOp, first: IfOp, region: Region, memory: MemoryModel): boolean {
  if (first.regions.some(({ ops }) => ops.some(({ kind }) => kind === "throw"))) return false;
  const between = region.ops.slice(region.ops.indexOf(first) + 1, region.ops.indexOf(op));
  const made = new Set(between.flatMap((each) => each.results));
  const inside = op.regions.flatMap((arm) => [...allOps(arm)]);
  const used = [
    ...inside.flatMap((each) => each.operands),
    ...op.regions.flatMap((arm) => allRegions(arm).flatMap(({ yields }) => yields)),
  ];
  if (used.some((value) => made.has(value))) return false;
  const own = memory.union(op.regions);
  return between.every((each) => isIndependent(memory.of(each), own));
}

function isIndependent(a: Accesses, b: Accesses): boolean {
  const mayMeet = (one: Accesses, other: Accesses): boolean =>
    intersects(one.writes, other.writes) ||
    intersects(one.writes, other.reads) ||
    (one.writes.size > 0 && other.readsAll) ||
    // What a guard is there for is not followed in front of it.
    (one.observable && (other.observable || other.writes.size > 0 || other.reads.size > 0 || other.readsAll));
  return !mayMeet(a, b) && !mayMeet(b, a);
}

function merge(first: IfOp, second: IfOp): void {
  first.regions.forEach((arm, k) => {
    const added = second.regions[k];
    substitute(added, new Map(first.results.map((result, at) => [result, arm.yields[at]])));
    arm.ops.push(...added.ops);
    arm.yields.push(...added.yields);
  });
  first.results.push(...second.results);
}
