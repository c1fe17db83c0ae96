/**
 * Arrays that iterations make and hand on, to objects and to later iterations, and that nobody can reach any more when the function is
 * done: what cells keep as their state, and its adjoints. They are made once, too: each iteration takes the array that it made in the
 * last call from its place in a pool.
 *
 * That takes memory for all iterations at once, so it is done where such arrays wait in caches for the reverse sweep, or are in a list of
 * the program's, all the same. The place is that of a cache or list which the same iteration fills: no two iterations of a call have one place.
 */
import { Lifetimes } from "../analysis/lifetimes.js";
import {
  type AllocOp,
  type CopyOp,
  type ForOp,
  type Func,
  type Op,
  type Region,
  type StoreOp,
  Value,
  type ZerosOp,
} from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { arrayOf } from "../ir/types.js";
import { Facts } from "./facts.js";
import { isOverwritten } from "./hoist-workspaces.js";
import type { LoopPairs } from "./loop-pairs.js";
import { isWhole, madeByLength } from "./made-by-length.js";
import { isFloat64Array, isListOfArrays } from "./pools.js";

/** Marks what can be reused, behind `findPools`. */
export function shelveArrays(func: Func): void {
  const caches = func.body.ops.filter(isCache);
  const waiting = caches.filter(isListOfArrays);
  const arrays = waiting.length === 0 ? [] : allOps(func.body).filter(isMadeAnew);
  if (arrays.length === 0) return;
  const loops = new Facts(func).loops();
  const shelves = new Shelves(loops, caches);
  const found = arrays.flatMap((made) => shelves.placeOf(made) ?? []);
  if (found.length === 0) return;
  const lifetimes = new Lifetimes(func);
  const isOver = ({ made }: Place): boolean =>
    lifetimes.endsWithCall(made) && waiting.some((cache) => lifetimes.mayHold(cache, made));
  for (const place of found.filter(isOver)) shelves.put(place);
  // A cache of nothing but arrays that are kept is kept, too.
  const isKept = (made: Op): boolean => made.kind === "alloc" && made.reuse !== undefined;
  for (const cache of waiting)
    if (cache.cache && shelves.isFilledEachTime(cache) && lifetimes.holdsOnly(cache, isKept)) cache.pool = true;
}

/** Where an iteration finds the array of the last call. */
interface Place {
  readonly made: AllocOp | ZerosOp | CopyOp;
  readonly cache: AllocOp;
  readonly index: Value;
}

class Shelves {
  private readonly fills = new Map<AllocOp, readonly StoreOp[]>();

  constructor(
    private readonly loops: LoopPairs,
    caches: readonly AllocOp[],
  ) {
    for (const cache of caches) {
      const users = loops.usersOf(cache.results[0]);
      const isConfined = users.every(
        ({ kind, operands: [, ...others] }) =>
          (kind === "store" || kind === "load") && !others.includes(cache.results[0]),
      );
      if (isConfined && !loops.isYielded(cache.results[0]))
        this.fills.set(
          cache,
          users.filter((op) => op.kind === "store"),
        );
    }
  }

  placeOf(made: Place["made"]): Place | undefined {
    const { loops } = this;
    const around = loops.around(made);
    // A loop whose iterations are undone at once has one place for all of them.
    const isCounted = (op: Op): boolean => op.kind === "if" || (op.kind === "for" && !op.fused);
    const counted = around.filter((op): op is ForOp => op.kind === "for");
    if (counted.length === 0 || !around.every(isCounted)) return undefined;
    // The regions of the iteration, and in each the operation that the array is made by or in.
    const within = new Map(
      [made, ...around.slice(0, around.indexOf(counted[0]))].map((op) => [loops.regionOf(op), op]),
    );
    for (const [cache, fills] of this.fills)
      for (const fill of fills) {
        const index = fill.operands[1];
        const at = within.get(loops.regionOf(fill));
        const isOwn = ({ regions: [{ params }] }: ForOp): boolean =>
          cache.cache ? this.follows(index, params[0]) : index === params[0];
        if (!at || !counted.every(isOwn)) continue;
        if (this.bring(index, at)) return { made, cache, index };
      }
    return undefined;
  }

  /** Whether every iteration of the loops around puts something into a cache. */
  isFilledEachTime(cache: AllocOp): boolean {
    const fills = this.fills.get(cache) ?? [];
    return fills.length === 1 && this.loops.around(fills[0]).every(({ kind }) => kind === "for");
  }

  put({ made: given, cache, index }: Place): void {
    const { loops } = this;
    const [array] = given.results;
    const region = loops.regionOf(given);
    const own = this.ownFill(given);
    const made = given.kind === "alloc" ? given : allocated(given, region);
    const isWritten =
      given.kind === "copy" ||
      made.cache ||
      isOverwritten(array, made.operands[0], region, loops.definitions, own?.fill);
    made.reuse = isWritten ? "anything" : "cleared";
    if (own) {
      own.cache.pool = true;
      own.fill.shelves = true;
      return;
    }
    const { span, adjoint } = made;
    const shelf = new Value(arrayOf(array.type), `${array.name ?? "array"}_pool`);
    const { ops } = loops.regionOf(cache);
    const operands = [...cache.operands];
    ops.splice(ops.indexOf(cache), 0, { ...cache, operands, results: [shelf], cache: array, pool: true });
    const put: StoreOp = {
      kind: "store",
      operands: [shelf, index, array],
      results: [],
      regions: [],
      shelves: true,
      span,
      adjoint,
    };
    region.ops.splice(region.ops.indexOf(made) + 1, 0, put);
  }

  /** What puts the array itself into a cache, and nothing else there. */
  private ownFill(made: Place["made"]): { readonly cache: AllocOp; readonly fill: StoreOp } | undefined {
    const region = this.loops.regionOf(made);
    for (const [cache, fills] of this.fills) {
      const [fill] = fills;
      if (
        cache.cache &&
        fills.length === 1 &&
        fill.operands[2] === made.results[0] &&
        this.loops.regionOf(fill) === region
      )
        return { cache, fill };
    }
    return undefined;
  }

  /** Whether a position is computed from the index of a loop. */
  private follows(position: Value, index: Value): boolean {
    if (position === index) return true;
    const op = this.loops.definition(position);
    return op !== undefined && op.regions.length === 0 && op.operands.some((operand) => this.follows(operand, index));
  }

  /** Sees to it that a position is known in front of an operation of the region. */
  private bring(position: Value, before: Op): boolean {
    const { loops } = this;
    const { ops } = loops.regionOf(before);
    const later = ops.slice(ops.indexOf(before));
    const needed = new Set<Op>();
    const pending = [position];
    for (let value = pending.pop(); value; value = pending.pop()) {
      const op = loops.definition(value);
      if (!op || !later.includes(op) || needed.has(op)) continue;
      if (op.kind !== "prim" && op.kind !== "const") return false;
      needed.add(op);
      pending.push(...op.operands);
    }
    if (needed.size === 0) return true;
    const rest = ops.filter((op) => !needed.has(op));
    const moved = ops.filter((op) => needed.has(op));
    rest.splice(rest.indexOf(before), 0, ...moved);
    ops.splice(0, ops.length, ...rest);
    return true;
  }
}

/** An array, of the length that it has, in the place of what makes it. */
function allocated(made: ZerosOp | CopyOp, region: Region): AllocOp {
  const { ops } = region;
  const parts = madeByLength(made, region);
  ops.splice(ops.indexOf(made), 1, ...parts);
  return parts.find((op): op is AllocOp => op.kind === "alloc")!;
}

/** A cache, or a list of arrays of the program's. */
function isCache(op: Op): op is AllocOp {
  return op.kind === "alloc" && op.operands.length === 1 && (op.cache !== undefined || isListOfArrays(op));
}

function isMadeAnew(op: Op): op is Place["made"] {
  if (op.operands.length !== 1 || op.results.length !== 1 || !isFloat64Array(op.results[0].type)) return false;
  if (op.kind === "zeros") return isFloat64Array(op.operands[0].type);
  return op.kind === "copy" ? isWhole(op) : op.kind === "alloc" && !op.reuse;
}
