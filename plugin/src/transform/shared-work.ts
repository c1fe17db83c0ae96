/**
 * What the reverse sweep would compute from values of the forward sweep that the forward sweep has computed from them, too: the
 * derivative of a sine is the cosine, which who turns a point by an angle has already.
 */
import type { PrimOp, Region, Value } from "../ir/ops.js";
import { allRegions, substitute } from "../ir/traverse.js";
import { isExpensive } from "../rules/cost.js";
import type { Mirror } from "./adjoint.js";
import type { ForwardSweep } from "./forward-sweep.js";

/** Lets the reverse sweep refer to values of the forward sweep instead; it is seen to later that it has them. */
export function shareWork(forward: ForwardSweep, reverse: Region, mirrors: ReadonlyMap<Region, Mirror>): void {
  const known = new Map<string, PrimOp[]>();
  for (const op of expensive(forward.top)) known.set(keyOf(op), [...(known.get(keyOf(op)) ?? []), op]);
  if (known.size === 0) return;
  const undone = new Map([...mirrors].map(([region, mirror]) => [mirror.region, region]));
  const shared = new Map<Value, Value>();
  const visit = (region: Region, around: Region): void => {
    const mirrored = undone.get(region) ?? around;
    for (const op of region.ops) {
      for (const inner of op.regions) visit(inner, mirrored);
      if (op.kind !== "prim" || !isExpensive(op.name)) continue;
      const same = known.get(keyOf(op))?.find(({ results: [result] }) => forward.isDefinedBefore(result, mirrored));
      if (same) shared.set(op.results[0], same.results[0]);
    }
  };
  visit(reverse, forward.top);
  substitute(reverse, shared);
}

function expensive(top: Region): PrimOp[] {
  const ops = allRegions(top).flatMap((region) => region.ops);
  return ops.filter((op): op is PrimOp => op.kind === "prim" && isExpensive(op.name));
}

const keyOf = ({ name, operands }: PrimOp): string => `${name} ${operands.map(({ id }) => id).join(" ")}`;
