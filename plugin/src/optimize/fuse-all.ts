/** Fuses loops, one pair at a time, as what is known of a function changes with each. */
import type { ForOp, Func, Region } from "../ir/ops.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";

/** `facts`: before the first. */
export function fuseAll(
  func: Func,
  fuse: (loops: LoopPairs, region: Region, first: ForOp, second: ForOp) => boolean,
  facts: Facts,
): boolean {
  const once = (known: Facts): boolean => {
    for (const region of known.regions()) {
      const loops = region.ops.filter((op) => op.kind === "for");
      for (const [at, second] of loops.entries())
        for (const first of loops.slice(0, at).reverse()) if (fuse(known.loops(), region, first, second)) return true;
    }
    return false;
  };
  if (!once(facts)) return false;
  while (once(new Facts(func)));
  return true;
}
