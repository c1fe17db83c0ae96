/** Where the reverse sweep asks whether a cotangent is zero: at a pole whose value may be unused. */
import { type Finiteness, Pole } from "../analysis/finiteness.js";
import { Influence } from "../analysis/influence.js";
import type { Func, PrimOp } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import type { AugmentPass } from "./augment.js";

/** For each lane, which results of the function have a cotangent that is not zero. */
export type Lanes = readonly (readonly boolean[])[];

/** `lanes`: which results have cotangents that are not zero, in each lane of the sweep; none for certain, if absent. */
export function voids(
  func: Func,
  finiteness: Finiteness,
  lanes: Lanes | undefined,
  forward: AugmentPass,
): (op: PrimOp, i: number) => boolean {
  const inLoops = new Set(
    [...allOps(func.body)]
      .filter(({ kind }) => kind === "for" || kind === "while")
      .flatMap(({ regions }) => regions.flatMap((region) => [...allOps(region)])),
  );
  const influences = new Map<string, Influence>();
  const influence = (results: readonly boolean[] | undefined, memory: boolean): Influence => {
    const key = `${results} ${memory}`;
    const found = influences.get(key) ?? new Influence(func, results, memory);
    influences.set(key, found);
    return found;
  };
  return (op, i) => {
    const pole = finiteness.poleOf(op, i);
    if (pole === Pole.None) return false;
    // Who divides by zero and keeps the quotient uses it. In loops, where each turn would ask, so does who carries it on.
    const isQuotient = pole === Pole.OfQuotient;
    const results = lanes?.[forward.presentLane] ?? func.body.yields.map(() => false);
    const known = isQuotient && inLoops.has(op) ? undefined : results;
    return !influence(known, isQuotient).isCertain(op.results[0]);
  };
}
