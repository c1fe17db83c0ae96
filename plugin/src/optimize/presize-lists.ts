/**
 * A list that begins with some elements, or with none, and gets so many more in each turn of a loop is made as long as it will be: of a
 * trajectory `path = [start]`, to which each turn adds what follows from the state before, nothing grows then, and it may be an array of
 * numbers. So may the points of a grid, which a loop in a loop makes.
 *
 * Until the loop is done such a list is only read, at places that have their elements: those that wait for theirs are not seen.
 */
import type { IndexRanges } from "../analysis/index-ranges.js";
import { Polynomial } from "../analysis/polynomials.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import type { ForOp, Func, LengthOp, LiteralOp, LoadOp, Op, PushOp, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, substitute, touches } from "../ir/traverse.js";
import { isTypedArray } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";

/** What adds to a list in each turn of a loop, in order. */
type Adding = PushOp | ForOp;

/** A list, and the loop that makes it longer. */
interface Growth {
  readonly region: Region;
  readonly made: LiteralOp;
  /** Its first elements, which are pushed in front of the loop. */
  readonly first: readonly PushOp[];
  readonly loop: ForOp;
  readonly addings: ReadonlyMap<ForOp, readonly Adding[]>;
  /** What the loop asks of the list, and how many elements its turn has added by then. */
  readonly reads: ReadonlyMap<LoadOp | LengthOp, number>;
}

export function presizeLists(func: Func, facts = new Facts(func)): boolean {
  const loops = facts.loops();
  const growing = facts.regions().flatMap((region) => region.ops.flatMap((op) => growthIn(loops, region, op) ?? []));
  let changed = false;
  for (const growth of growing) if (countElements(func, growth)) changed = true;
  const ranges = changed ? new Facts(func).ranges() : facts.ranges();
  for (const growth of growing.filter((each) => readsElements(each, ranges))) {
    presize(loops, growth);
    changed = true;
  }
  return changed;
}

function growthIn(loops: LoopPairs, region: Region, made: Op): Growth | undefined {
  if (made.kind !== "literal" || !isList(made.results[0])) return undefined;
  const [list] = made.results;
  const touching = region.ops.filter((op) => op !== made && touches(op, list));
  const at = touching.findIndex((op) => !isPush(op, list));
  const loop = touching[at];
  if (loop?.kind !== "for") return undefined;
  const addings = new Map<ForOp, readonly Adding[]>();
  if (!findAddings(loops, list, loop, loop, addings)) return undefined;
  const first = touching.slice(0, at) as PushOp[];
  const reads = readsIn(list, loop, addings);
  return reads && { region, made, first, loop, addings, reads };
}

function isList({ type }: Value): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && !isTypedArray(type);
}

function isPush(op: Op, list: Value): op is PushOp {
  return op.kind === "push" && op.operands[0] === list && op.operands[1] !== list;
}

/** What adds to a list in each turn of a loop, and of those in it: the same number of elements in each turn of `outer`. */
function findAddings(
  loops: LoopPairs,
  list: Value,
  loop: ForOp,
  outer: ForOp,
  found: Map<ForOp, readonly Adding[]>,
): boolean {
  const isKnownBefore = (bound: Value): boolean => loops.number(bound) !== undefined || !loops.isMadeIn(bound, outer);
  const isFixed = loop === outer || loop.operands.slice(0, 2).every(isKnownBefore);
  const isCounted = Math.abs(loop.step) === 1 && loop.operands[0].type.kind === "int";
  if (!isFixed || !isCounted || loop.operands.includes(list)) return false;
  const adding: Adding[] = [];
  for (const op of loop.regions[0].ops) {
    if (isPush(op, list)) adding.push(op);
    else if (allOps({ params: [], ops: [op], yields: [] }).some((each) => isPush(each, list))) {
      if (op.kind !== "for" || !findAddings(loops, list, op, outer, found)) return false;
      adding.push(op);
    }
  }
  found.set(loop, adding);
  return adding.length > 0;
}

/** The reads of a list in the loop that adds to it, if there is nothing else; only of one that adds elements one by one. */
function readsIn(
  list: Value,
  loop: ForOp,
  addings: ReadonlyMap<ForOp, readonly Adding[]>,
): Map<LoadOp | LengthOp, number> | undefined {
  const [body] = loop.regions;
  if (allRegions(body).some(({ yields }) => yields.includes(list))) return undefined;
  const reads = new Map<LoadOp | LengthOp, number>();
  let added = 0;
  for (const op of body.ops) {
    if (isPush(op, list)) added++;
    for (const each of [op, ...op.regions.flatMap(allOps)]) {
      if (!each.operands.includes(list) || isPush(each, list)) continue;
      if ((each.kind !== "load" && each.kind !== "length") || addings.size > 1) return undefined;
      reads.set(each, added);
    }
  }
  return reads;
}

/** The length of a list follows from the turn. */
function countElements(func: Func, growth: Growth): boolean {
  const { loop, reads } = growth;
  const lengths = [...reads].filter(([{ kind }]) => kind === "length");
  if (lengths.length === 0) return false;
  const build = new Builder(emptyRegion());
  build.span = lengths[0][0].span;
  const before = elementsBefore(build, growth);
  const counts = lengths.map(([op, added]) => [op.results[0], plus(build, before, added)] as const);
  loop.regions[0].ops.unshift(...build.region.ops);
  substitute(func.body, new Map(counts));
  return true;
}

/** How many elements a list has before a turn of a loop that adds them one by one. */
function elementsBefore(build: Builder, { made, first, loop, addings }: Growth): Value {
  const turn = distance(build, loop, loop.regions[0].params[0]);
  return plus(build, times(build, turn, addings.get(loop)!.length), made.operands.length + first.length);
}

/** How far a loop has come at some value of its counter. */
function distance(build: Builder, { step, operands: [start] }: ForOp, to: Value): Value {
  return step > 0 ? build.prim("sub", to, start) : build.prim("sub", start, to);
}

function times(build: Builder, value: Value, by: Value | number): Value {
  if (by === 1) return value;
  return build.prim("mul", value, typeof by === "number" ? build.const(by) : by);
}

function plus(build: Builder, value: Value, by: number): Value {
  return by === 0 ? value : build.prim("add", value, build.const(by));
}

/** How often a loop turns. Ends are rounded and not what is between them, which would have been rounded already. */
function turnsOf(build: Builder, loop: ForOp): Value {
  const { step, inclusive, operands } = loop;
  const [, end] = operands;
  const isExact = end.type.kind === "int";
  const last = isExact ? end : build.prim(step > 0 === inclusive ? "floor" : "ceil", end);
  const turns = plus(build, distance(build, loop, last), inclusive ? 1 : 0);
  const count = build.prim("max", turns, build.const(0));
  // To an end that is no number there are no turns.
  return isExact ? count : build.prim("ushr", count, build.const(0));
}

/** Whether all that a loop reads of a list is there. */
function readsElements({ made, first, loop, addings, reads }: Growth, ranges: IndexRanges): boolean {
  const [counter, start] = [loop.regions[0].params[0], loop.operands[0]].map((value) => ranges.whole(value));
  const turn = counter && start && (loop.step > 0 ? counter.minus(start) : start.minus(counter));
  return [...reads].every(([op, added]) => {
    if (op.kind === "length") return true;
    const count = turn
      ?.times(Polynomial.constant(addings.get(loop)!.length))
      ?.add(made.operands.length + first.length + added);
    return count !== undefined && ranges.isOneOf(op.operands[1], count);
  });
}

function presize(loops: LoopPairs, growth: Growth): void {
  const { region, made, first, loop } = growth;
  const [list] = made.results;
  const build = new Builder(emptyRegion());
  build.span = made.span;
  const filling = new Filling(build, loops, list, growth.addings);
  const elements = [...made.operands, ...first.map(({ operands }) => operands[1])];
  const length = plus(build, filling.count(loop), elements.length);
  build.add({ kind: "alloc", filled: true, operands: [length], results: [list], regions: [] });
  elements.forEach((element, k) => filling.store(build.const(k), element));
  const from = elements.length > 0 ? build.const(elements.length) : undefined;
  region.ops = region.ops.filter((op) => op !== made && !first.includes(op as PushOp));
  region.ops.splice(region.ops.indexOf(loop), 0, ...build.region.ops);
  filling.fill(loop, from);
}

/** Stores in place of pushes. */
class Filling {
  /** How many elements a turn adds, and how many all turns. */
  private readonly ofTurn = new Map<ForOp, Value | number>();
  private readonly ofLoop = new Map<ForOp, Value>();

  constructor(
    private readonly build: Builder,
    private readonly loops: LoopPairs,
    private readonly list: Value,
    private readonly addings: ReadonlyMap<ForOp, readonly Adding[]>,
  ) {}

  /** How many elements a loop adds; computed in front of all loops. */
  count(loop: ForOp): Value {
    const { build } = this;
    const adding = this.addings.get(loop)!;
    const nested = adding.filter((op) => op.kind === "for").map((inner) => this.count(inner));
    const pushes = adding.length - nested.length;
    const ofTurn =
      nested.length === 0
        ? pushes
        : plus(
            build,
            nested.reduce((sum, each) => build.prim("add", sum, each)),
            pushes,
          );
    const operands = loop.operands.map((bound) => this.inFront(bound));
    const ofLoop = times(build, turnsOf(build, { ...loop, operands }), ofTurn);
    this.ofTurn.set(loop, ofTurn);
    this.ofLoop.set(loop, ofLoop);
    return ofLoop;
  }

  /** Constants may be part of the loop that they bound. */
  private inFront(bound: Value): Value {
    const constant = this.loops.number(bound);
    return constant === undefined ? bound : this.build.const(constant);
  }

  store(at: Value, element: Value): void {
    this.build.add({ kind: "store", fills: true, operands: [this.list, at, element], results: [], regions: [] });
  }

  /** `from`: the place of the first element that a loop adds, if it is not the first of all. */
  fill(loop: ForOp, from: Value | undefined): void {
    const { build } = this;
    const [body] = loop.regions;
    const { ops } = body;
    body.ops = [];
    build.within(body, () => {
      const turn = distance(build, loop, body.params[0]);
      const added = times(build, turn, this.ofTurn.get(loop)!);
      let at = from ? build.prim("add", added, from) : added;
      const adding = new Set<Op>(this.addings.get(loop));
      for (const op of ops) {
        build.span = op.span;
        if (op.kind === "for" && adding.has(op)) this.fill(op, at);
        if (op.kind === "push" && adding.has(op)) this.store(at, op.operands[1]);
        else body.ops.push(op);
        if (adding.has(op)) at = build.prim("add", at, this.ofLoop.get(op as ForOp) ?? build.const(1));
      }
    });
  }
}
