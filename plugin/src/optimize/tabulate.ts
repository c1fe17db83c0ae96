/**
 * What an inner loop computes again in each turn of a loop around it, though nothing changes from one turn to the next, is computed once,
 * in front of that loop, into a table: an expensive function of the elements of an array, and a sum over memory. So is what differs only by
 * the index of a loop between the two: `Math.exp(component.logDiagonal[i])` for each point is a table with a row for each component.
 *
 * It runs before a function is differentiated, so that the adjoint of an entry is summed first and carried on once.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { ForOp, Func, LoadOp, Op, PrimOp, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { allOps, cloneOp, mayBeMissing, substitute } from "../ir/traverse.js";
import { arrayOf, F64, INT } from "../ir/types.js";
import { isExpensive } from "../rules/cost.js";
import { LoopPairs } from "./loop-pairs.js";
import { MemoryModel } from "./memory.js";
import { isReached, Steady } from "./steady.js";

export function tabulate(func: Func, model = () => new MemoryModel(func)): boolean {
  let changed = false;
  for (let memory = model; makeTables(func, memory); memory = () => new MemoryModel(func)) changed = true;
  return changed;
}

interface Table {
  /** The loop in front of which it is made, and the one that has an index for each of its places, if any. */
  readonly outer: ForOp;
  readonly picking: ForOp | undefined;
  /** What finds the operands in a turn of the latter. */
  readonly path: readonly Op[];
  readonly content: Sum | Entries;
}

/** The result of a loop. */
interface Sum {
  readonly kind: "sum";
  readonly loop: ForOp;
}

/** A function of each element of an array. */
interface Entries {
  readonly kind: "entries";
  readonly root: PrimOp;
  readonly read: LoadOp;
  /** Computes an entry, the root last. */
  readonly steps: readonly Op[];
  /** Goes through the elements. */
  readonly loop: ForOp;
  /** Whether a turn looks into the array in any case, so that it is there. */
  readonly isThere: boolean;
}

/** Makes those that belong together; what is known of a function changes with them. */
function makeTables(func: Func, model: () => MemoryModel): boolean {
  const ops = allOps(func.body);
  if (!ops.some((op) => op.kind === "for" && op.regions[0].ops.some(({ kind }) => kind === "for"))) return false;
  const loops = new LoopPairs(func);
  const search = new Search(func, loops, model);
  const tables: Table[] = [];
  for (const op of ops) {
    if (tables.some(({ content }) => content.kind === "sum" && loops.isIn(op, content.loop))) continue;
    const table = search.tableOf(op);
    if (table && (tables.length === 0 || belongsTo(table, tables[0]))) tables.push(table);
  }
  if (tables.length === 0) return false;
  make(loops, tables);
  return true;
}

function belongsTo(table: Table, { outer, picking }: Table): boolean {
  return picking !== undefined && table.outer === outer && table.picking === picking;
}

class Search {
  private memory: MemoryModel | undefined;

  constructor(
    private readonly func: Func,
    private readonly loops: LoopPairs,
    private readonly model: () => MemoryModel,
  ) {}

  /** In front of the outermost loop that leaves all as it is. */
  tableOf(op: Op): Table | undefined {
    const isRoot = op.kind === "prim" && isExpensive(op.name) && this.isForArithmetic(op);
    if (!isRoot && !(op.kind === "for" && isSum(op))) return undefined;
    const around = this.loops.around(op);
    const through = op.kind === "prim" ? around.shift() : op;
    if (through?.kind !== "for" || (isRoot && !isFromZero(this.loops, through))) return undefined;
    const end = around.findIndex(({ kind }) => kind !== "for");
    const nest = (end < 0 ? around : around.slice(0, end)) as ForOp[];
    this.memory ??= this.model();
    for (let k = nest.length - 1; k >= 0; k--) {
      const steady = new Steady(this.loops, this.memory, nest.slice(0, k + 1), this.writesOf(this.memory, nest[k]));
      const found = op.kind === "prim" ? this.entries(op, through, steady) : this.sum(through, steady);
      if (found && isReached(this.loops, this.memory, [through, ...nest.slice(0, k)])) return found;
    }
    return undefined;
  }

  private writesOf(memory: MemoryModel, loop: ForOp): ReadonlySet<string> {
    let found = this.writes.get(loop);
    if (!found) {
      found = memory.union(loop.regions).writes;
      this.writes.set(loop, found);
    }
    return found;
  }
  private readonly writes = new Map<ForOp, ReadonlySet<string>>();

  private sum(loop: ForOp, steady: Steady): Table | undefined {
    if (!steady.isKnownLoop(loop)) return undefined;
    return this.table(steady, { kind: "sum", loop }, allOps(loop.regions[0]).flatMap(dereferenced));
  }

  private entries(root: PrimOp, loop: ForOp, steady: Steady): Table | undefined {
    const { loops } = this;
    const [{ params, ops }] = loop.regions;
    const steps = new Set<Op>();
    const isStep = (value: Value): boolean => {
      const op = loops.definition(value);
      if (steady.isOutside(value) || (op && steps.has(op))) return true;
      if (!op || loops.regionOf(op) !== loop.regions[0]) return false;
      const isElement = op.kind === "load" && op.operands[1] === params[0] && steady.isSteady(op);
      if (!isElement && op.kind !== "const" && !(op.kind === "prim" && op.operands.every(isStep))) return false;
      steps.add(op);
      return true;
    };
    if (!isStep(root.results[0])) return undefined;
    const reads = [...steps].filter((op): op is LoadOp => op.kind === "load");
    const [read] = reads;
    if (reads.length !== 1 || !steady.isKnown(read.operands[0])) return undefined;
    const [array] = read.operands;
    const isThere = steady.looksInto(array);
    const content: Entries = { kind: "entries", root, read, steps: ops.filter((op) => steps.has(op)), loop, isThere };
    return this.table(steady, content, [array]);
  }

  /** `refs`: what is looked into. */
  private table(steady: Steady, content: Sum | Entries, refs: readonly Value[]): Table | undefined {
    const { loops } = this;
    const { outer, path } = steady;
    if (steady.picking.size > 1) return undefined;
    const [picking] = steady.picking;
    if (picking) {
      const [, end] = picking.operands;
      const isCounted = isFromZero(loops, picking) && !picking.inclusive && end.type.kind === "int";
      if (!isCounted || !(steady.isOutside(end) || loops.number(end) !== undefined)) return undefined;
    } else if (!refs.every((ref) => this.isFollowed(ref, outer))) return undefined;
    return { outer, picking, path, content };
  }

  /** Whether a reference has been followed in front of a loop. */
  private isFollowed(ref: Value, outer: ForOp): boolean {
    const { func, loops } = this;
    if (this.memory?.isFresh(ref) && !loops.isMadeIn(ref, outer)) return true;
    if (func.original && func.body.params.includes(ref)) return !mayBeMissing(func, ref);
    return [outer, ...loops.around(outer)].some((op) => {
      const { ops } = loops.regionOf(op);
      return ops.slice(0, ops.indexOf(op)).some((each) => dereferenced(each).includes(ref));
    });
  }

  /** Whether it makes no difference if a value is `undefined` where it should be NaN, as behind the end of an array. */
  private isForArithmetic({ results: [result], operands }: PrimOp): boolean {
    if (this.loops.isYielded(result) || !operands.every(({ type }) => type.kind === "f64")) return false;
    return this.loops
      .usersOf(result)
      .every((op) => op.kind === "prim" && op.name !== "stopGradient" && op.results[0].type.kind === "f64");
  }
}

/** Whether a loop computes numbers and does nothing else. */
function isSum({ results, regions: [body] }: ForOp): boolean {
  return results.length > 0 && results.every(({ type }) => type.kind === "f64") && allOps(body).every(isRead);
}

function isRead({ kind }: Op): boolean {
  return reading.has(kind);
}

const reading: ReadonlySet<Op["kind"]> = new Set(["const", "prim", "load", "getField", "length", "if", "for"]);

function dereferenced({ kind, operands: [ref] }: Op): Value[] {
  return kind === "load" || kind === "getField" || kind === "length" ? [ref] : [];
}

function isFromZero(loops: LoopPairs, { step, operands: [start] }: ForOp): boolean {
  return step === 1 && loops.isZero(start);
}

function make(loops: LoopPairs, tables: readonly Table[]): void {
  const [{ outer, picking }] = tables;
  const build = new Builder(emptyRegion());
  if (picking) {
    const [, end] = picking.operands;
    const constant = loops.number(end);
    const count = countIfEntered(build, outer, constant === undefined ? end : build.const(constant));
    const [index] = picking.regions[0].params;
    const fills = tables.map((table) => places(build, loops, table, count, index));
    build.each(count, (at) => {
      const map = new Map([[index, at]]);
      const made = new Set<Op>();
      tables.forEach(({ path }, k) => {
        for (const op of path) if (!made.has(op)) build.add(cloneOp(op, map));
        for (const op of path) made.add(op);
        fills[k](at, map);
      });
    });
  } else for (const table of tables) makeAtOnce(build, loops, table);
  const { ops } = loops.regionOf(outer);
  ops.splice(ops.indexOf(outer), 0, ...build.region.ops);
}

/** None where the loop has no turn that would look for them. */
function countIfEntered(build: Builder, { step, inclusive, operands: [start, end] }: ForOp, count: Value): Value {
  const test = step > 0 ? (inclusive ? "le" : "lt") : inclusive ? "ge" : "gt";
  const isEntered = build.prim(test, start, end);
  const [some, none] = [emptyRegion(), emptyRegion()];
  some.yields = [count];
  none.yields = build.within(none, () => [build.const(0)]);
  return build.if(isEntered, some, none, [INT])[0];
}

/** Makes room for what each turn has, and lets the loop read it there; returns what fills a place. */
function places(
  build: Builder,
  loops: LoopPairs,
  { content }: Table,
  count: Value,
  index: Value,
): (at: Value, map: Map<Value, Value>) => void {
  if (content.kind === "sum") {
    const { loop } = content;
    build.span = loop.span;
    const sums = loop.results.map(({ name = "" }) =>
      build.alloc(rowType, count, name.length > 1 ? `${name}s` : "sums"),
    );
    replace(loops, loop, (read) => sums.map((array) => read.load(array, index)));
    return (at, map) => {
      build.span = loop.span;
      build.add(cloneOp(loop, map));
      sums.forEach((array, k) => build.store(array, at, map.get(loop.results[k])!));
    };
  }
  const { loop, read, root } = content;
  build.span = root.span;
  const rows = build.alloc(arrayOf(rowType), count, nameOf(content));
  const found = new Builder(emptyRegion());
  const row = found.load(rows, index);
  const { ops } = loops.regionOf(loop);
  ops.splice(ops.indexOf(loop), 0, ...found.region.ops);
  replace(loops, root, (each) => [each.load(row, loop.regions[0].params[0])]);
  return (at, map) => {
    build.span = root.span;
    const array = map.get(read.operands[0]) ?? read.operands[0];
    const add = (): void => build.store(rows, at, makeEntries(build, content, array, map, "entries"));
    if (content.isThere) add();
    else doIfPresent(build, array, add);
  };
}

function makeAtOnce(build: Builder, loops: LoopPairs, { content, path }: Table): void {
  const map = new Map<Value, Value>();
  for (const op of path) build.add(cloneOp(op, map));
  if (content.kind === "sum") {
    build.add(cloneOp(content.loop, map));
    replace(loops, content.loop, () => content.loop.results.map((result) => map.get(result)!));
    return;
  }
  const { loop, read, root } = content;
  build.span = root.span;
  const entries = makeEntries(build, content, read.operands[0], map, nameOf(content));
  replace(loops, root, (each) => [each.load(entries, loop.regions[0].params[0])]);
}

/** The function of all elements of an array. */
function makeEntries(
  build: Builder,
  { steps, read, root, loop }: Entries,
  array: Value,
  known: ReadonlyMap<Value, Value>,
  name: string,
): Value {
  const length = build.length(array);
  const made = build.alloc(rowType, length, name);
  build.each(length, (at) => {
    const map = new Map(known).set(loop.regions[0].params[0], at).set(read.operands[0], array);
    for (const op of steps) build.add(cloneOp(op, map));
    build.store(made, at, map.get(root.results[0])!);
  });
  return made;
}

function nameOf({ root }: Entries): string {
  return `${root.results[0].name ?? root.name}s`;
}

const rowType = arrayOf(F64, "Float64Array");

/** Lets other operations stand for one, and its results be what they make. */
function replace(loops: LoopPairs, op: Op, by: (build: Builder) => Value[]): void {
  const build = new Builder(emptyRegion());
  build.span = op.span;
  const made = by(build);
  const region = loops.regionOf(op);
  region.ops = region.ops.flatMap((each) => (each === op ? build.region.ops : [each]));
  substitute(region, new Map(op.results.map((result, k) => [result, made[k]])));
}
