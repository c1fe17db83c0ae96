/**
 * What an inner loop computes again in each turn of a loop around it, though nothing changes from one turn to the next, is computed once,
 * in front of that loop, into a table: an expensive function of memory, and a sum over memory. So is what differs only by
 * the index of a loop between the two: `Math.exp(component.logDiagonal[i])` for each point is a table with a row for each component.
 *
 * A table holds what the turns would compute and nothing else: of other elements a function may overflow, and make NaN of an adjoint of zero.
 * Where the inner loop has more turns in some turns of the outer one than in others, the table is as long as the longest of them.
 *
 * It runs before a function is differentiated, so that the adjoint of an entry is summed first and carried on once.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { iterationsOver } from "../ir/iterations.js";
import { type ForOp, type Func, type Op, type PrimOp, type Span, Value } from "../ir/ops.js";
import { allOps, cloneOp, mayBeMissing, substitute } from "../ir/traverse.js";
import { arrayOf, F64 } from "../ir/types.js";
import { isExpensive } from "../rules/cost.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";
import type { MemoryModel } from "./memory.js";
import { Steady } from "./steady.js";

export function tabulate(func: Func, facts = new Facts(func)): boolean {
  let changed = false;
  for (let known = facts; makeTables(func, known); known = new Facts(func)) changed = true;
  return changed;
}

interface Table {
  /** The loops from the one in front of which it is made inwards; what the table holds is in the last. */
  readonly outer: ForOp;
  readonly between: readonly ForOp[];
  /** The one of those between that has an index for each place of the table, if any. */
  readonly picking: ForOp | undefined;
  /** What finds the operands in a turn of the latter. */
  readonly path: readonly Op[];
  readonly content: Sum | Entries;
}

/** The results of a loop. */
interface Sum {
  readonly kind: "sum";
  readonly loop: ForOp;
}

/** What a loop computes in each turn. */
interface Entries {
  readonly kind: "entries";
  readonly loop: ForOp;
  readonly root: PrimOp;
  /** Computes an entry, the root last. */
  readonly steps: readonly Op[];
  /** What finds the end of the loop in a turn of the outer loop, where it is not the same in all. */
  readonly ends: readonly Op[] | undefined;
}

/** Makes those that belong together; what is known of a function changes with them. */
function makeTables(func: Func, facts: Facts): boolean {
  const ops = facts.ops();
  if (!ops.some((op) => op.kind === "for" && op.regions[0].ops.some(({ kind }) => kind === "for"))) return false;
  const loops = facts.loops();
  const search = new Search(func, loops, facts.model);
  const tables: Table[] = [];
  for (const op of ops) {
    if (tables.some(({ content }) => content.kind === "sum" && loops.isIn(op, content.loop))) continue;
    const table = search.tableOf(op);
    const isFree = table && !needed(table).some((each) => tables.some((other) => replaced(other) === each));
    if (isFree && (tables.length === 0 || belongsTo(table, tables[0]))) tables.push(table);
  }
  if (tables.length === 0) return false;
  new Maker(loops, tables).make();
  return true;
}

/** What is read from a table instead. */
function replaced({ content }: Table): Op {
  return content.kind === "sum" ? content.loop : content.root;
}

/** What the table is made by: of another one only once that has been made. */
function needed({ path, content }: Table): readonly Op[] {
  return content.kind === "sum" ? path : [...path, ...content.steps, ...(content.ends ?? [])];
}

function belongsTo({ outer, picking, between }: Table, other: Table): boolean {
  const isSame = outer === other.outer && picking === other.picking && between.length === other.between.length;
  return picking !== undefined && isSame && between.every((loop, k) => loop === other.between[k]);
}

class Search {
  private memory: MemoryModel | undefined;
  private readonly writes = new Map<ForOp, ReadonlySet<string>>();

  constructor(
    private readonly func: Func,
    private readonly loops: LoopPairs,
    private readonly model: () => MemoryModel,
  ) {}

  /** In front of the outermost loop that leaves all as it is. */
  tableOf(op: Op): Table | undefined {
    const isRoot = op.kind === "prim" && isExpensive(op.name);
    if (!isRoot && !(op.kind === "for" && isSum(op))) return undefined;
    const around = this.loops.around(op);
    const end = around.findIndex(({ kind }) => kind !== "for");
    const nest = (end < 0 ? around : around.slice(0, end)) as ForOp[];
    this.memory ??= this.model();
    for (let size = nest.length; size > 0; size--) {
      const outer = nest[size - 1];
      const steady = new Steady(this.loops, this.memory, nest.slice(0, size), this.writesOf(this.memory, outer));
      const found = op.kind === "for" ? this.sum(op, steady) : this.entries(op as PrimOp, steady);
      if (found && steady.isReached()) return found;
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

  private sum(loop: ForOp, steady: Steady): Table | undefined {
    const path = steady.pathToLoop(loop, (each) => each !== steady.outer);
    if (!path) return undefined;
    if (path.indices.size === 0 && !this.isFollowed(path.ops, steady.outer)) return undefined;
    return this.table(steady, steady.nest, path.indices, path.ops, { kind: "sum", loop });
  }

  private entries(root: PrimOp, steady: Steady): Table | undefined {
    const { loops } = this;
    const { nest, outer } = steady;
    const [loop, ...around] = nest;
    const [start, end] = loop.operands;
    if (around.length === 0 || loop.step !== 1 || !loops.isZero(start)) return undefined;
    const isInner = (each: ForOp): boolean => each !== outer;
    const same = steady.pathTo([root.results[0], end], isInner);
    const path = same ?? steady.pathTo(root.results, isInner);
    const ends = same ? undefined : steady.pathTo([end], (each) => each === outer)?.ops;
    if (!path?.indices.has(loop) || !(same || ends)) return undefined;
    const isStep = (op: Op): boolean => loops.regionOf(op) === loop.regions[0];
    const picks = new Set([...path.indices].filter((each) => each !== loop));
    const found = path.ops.filter((op) => !isStep(op));
    if (picks.size === 0 && !this.isFollowed(found, outer)) return undefined;
    return this.table(steady, around, picks, found, {
      kind: "entries",
      loop,
      root,
      steps: path.ops.filter(isStep),
      ends,
    });
  }

  private table(
    steady: Steady,
    around: readonly ForOp[],
    picks: ReadonlySet<ForOp>,
    path: readonly Op[],
    content: Sum | Entries,
  ): Table | undefined {
    const { loops } = this;
    const { outer } = steady;
    const isAtHand = (value: Value): boolean => steady.isOutside(value) || loops.number(value) !== undefined;
    const between = around.filter((loop) => loop !== outer);
    // How many turns a loop between has is known in front.
    if (picks.size > 1 || !between.every(({ operands: [start, end] }) => isAtHand(start) && isAtHand(end)))
      return undefined;
    const [picking] = picks;
    if (picking && (picking.step !== 1 || !loops.isZero(picking.operands[0]))) return undefined;
    return { outer, between, picking, path, content };
  }

  /** Whether what operations look into has been followed in front of a loop. */
  private isFollowed(ops: readonly Op[], outer: ForOp): boolean {
    const { func, loops } = this;
    const isThere = (ref: Value): boolean => {
      if (loops.isMadeIn(ref, outer)) return false;
      if (this.memory?.isMade(ref)) return true;
      if (func.original && func.body.params.includes(ref)) return !mayBeMissing(func, ref);
      return [outer, ...loops.around(outer)].some((op) => {
        const region = loops.regionOf(op);
        return region.ops.slice(0, region.ops.indexOf(op)).some((each) => dereferenced(each).includes(ref));
      });
    };
    return ops.flatMap(dereferenced).every(isThere);
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

/** Makes tables in front of a loop, and lets the loop look there. */
class Maker {
  private readonly build = new Builder(emptyRegion());
  /** What stands in front for values of the loops. */
  private readonly known = new Map<Value, Value>();

  constructor(
    private readonly loops: LoopPairs,
    private readonly tables: readonly Table[],
  ) {}

  make(): void {
    const { build, loops, tables, known } = this;
    const [{ outer, picking }] = tables;
    if (picking) {
      const count = this.ifEntered(tables[0], this.size(picking));
      const [index] = picking.regions[0].params;
      const fills = tables.map((table) => this.places(table, count, index));
      build.each(count, (at) => {
        known.set(index, at);
        this.follow(tables);
        for (const fill of fills) fill(at);
      });
    } else {
      this.follow(tables);
      for (const table of tables) this.makeAtOnce(table);
    }
    const { ops } = loops.regionOf(outer);
    ops.splice(ops.indexOf(outer), 0, ...build.region.ops);
  }

  private follow(tables: readonly Table[]): void {
    const ops = new Set(tables.flatMap(({ path }) => path));
    for (const op of ops) this.build.add(cloneOp(op, this.known));
  }

  /** Makes room for what each turn has; returns what fills a place. */
  private places({ outer, content }: Table, count: Value, index: Value): (at: Value) => void {
    const { build, known } = this;
    build.span = spanOf(content);
    if (content.kind === "sum") {
      const { loop } = content;
      const sums = loop.results.map(({ name = "" }) =>
        build.alloc(rowType, count, name.length > 1 ? `${name}s` : "sums"),
      );
      this.replace(loop, (read) => sums.map((array) => read.load(array, index)));
      return (at) => {
        build.add(cloneOp(loop, known));
        sums.forEach((array, k) => build.store(array, at, known.get(loop.results[k])!));
      };
    }
    const longest = content.ends && this.longest(content, content.ends, outer);
    const rows = build.alloc(arrayOf(rowType), count, nameOf(content));
    this.replaceRoot(content, (read) => read.load(rows, index));
    return (at) => build.store(rows, at, this.entries(content, longest ?? this.size(content.loop), "entries"));
  }

  private makeAtOnce(table: Table): void {
    const { build, known } = this;
    const { outer, content } = table;
    build.span = spanOf(content);
    if (content.kind === "entries") {
      const turns = content.ends ? this.longest(content, content.ends, outer) : this.size(content.loop);
      const made = this.entries(content, this.ifEntered(table, turns), nameOf(content));
      this.replaceRoot(content, () => made);
      return;
    }
    const { loop } = content;
    const sums = this.ifAllEntered(
      table,
      () => {
        build.add(cloneOp(loop, known));
        return loop.results.map((result) => known.get(result)!);
      },
      () => loop.results.map(({ type }) => build.const(0, type)),
    );
    this.replace(loop, () => sums);
  }

  /** A number of turns, or none where the loops have no turn that would look for what they make. */
  private ifEntered(table: Table, count: Value): Value {
    return this.ifAllEntered(
      table,
      () => [count],
      () => [this.build.const(0)],
    )[0];
  }

  private ifAllEntered({ outer, between, picking }: Table, make: () => Value[], otherwise: () => Value[]): Value[] {
    const { build } = this;
    const inside = (loops: readonly ForOp[]): Value[] => {
      const [loop, ...others] = loops;
      if (!loop) return make();
      const { step, inclusive, operands } = loop;
      const [start, end] = operands.map((operand) => this.inFront(operand));
      const isEntered = build.prim(step > 0 ? (inclusive ? "le" : "lt") : inclusive ? "ge" : "gt", start, end);
      const [some, none] = [emptyRegion(), emptyRegion()];
      some.yields = build.within(some, () => inside(others));
      none.yields = build.within(none, otherwise);
      const types = some.yields.map(({ type }) => type);
      return build.if(isEntered, some, none, types, namesOf(some.yields));
    };
    return inside([outer, ...between.filter((loop) => loop !== picking)]);
  }

  /** What a loop computes in so many turns. */
  private entries({ steps, root, loop }: Entries, turns: Value, name: string): Value {
    const { build, known } = this;
    const made = build.alloc(rowType, turns, name);
    build.each(turns, (at) => {
      const map = new Map(known).set(loop.regions[0].params[0], at);
      for (const op of steps) build.add(cloneOp(op, map));
      build.store(made, at, map.get(root.results[0])!);
    });
    return made;
  }

  /** How many turns a loop has; zero, less or not a number where it has none. */
  private turns(loop: ForOp, known: ReadonlyMap<Value, Value> = this.known): Value {
    return iterationsOver(this.build, loop, this.inFront(loop.operands[1], known));
  }

  /** How many turns a loop has, as the length of an array. */
  private size(loop: ForOp): Value {
    const turns = this.turns(loop);
    const isLength = turns.type.kind === "int" && this.loops.definition(loop.operands[1])?.kind === "length";
    return isLength ? turns : this.build.prim("max", turns, this.build.const(0));
  }

  /** How many turns a loop has at most, in the turns of the outer loop. */
  private longest({ loop }: Entries, ends: readonly Op[], outer: ForOp): Value {
    const { build } = this;
    const { type } = loop.operands[1];
    const [index, before] = [new Value(outer.regions[0].params[0].type, "i"), new Value(type, "longest")];
    const map = new Map(this.known).set(outer.regions[0].params[0], index);
    // What is not there ends the turn that looks for it, if another has not ended before.
    const after = (ops: readonly Op[]): Value => {
      const [op, ...others] = ops;
      if (!op) return longer(this.turns(loop, map));
      const [made] = build.add(cloneOp(op, map)).results;
      if (made.type.kind !== "ref") return after(others);
      const [missing, present] = [emptyRegion(), emptyRegion()];
      missing.yields = [before];
      present.yields = build.within(present, () => [after(others)]);
      return build.if(build.prim("isNullish", made), missing, present, [type], ["longest"])[0];
    };
    // It may be no number.
    const longer = (turns: Value): Value =>
      type.kind === "int"
        ? build.prim("max", before, turns)
        : build.select(build.prim("gt", turns, before), turns, before);
    const body = emptyRegion([index, before]);
    body.yields = build.within(body, () => [after(ends)]);
    const [start, end] = outer.operands.map((operand) => this.inFront(operand));
    const range = { start, end, step: outer.step, inclusive: outer.inclusive };
    return build.for(range, [build.const(0, type)], body)[0];
  }

  /** A value that is known in front, or a number. */
  private inFront(value: Value, known: ReadonlyMap<Value, Value> = this.known): Value {
    const number = this.loops.number(value);
    return number === undefined ? (known.get(value) ?? value) : this.build.const(number);
  }

  /** Lets a loop read what it would compute from a row. */
  private replaceRoot({ loop, root }: Entries, rowIn: (build: Builder) => Value): void {
    const { ops } = this.loops.regionOf(loop);
    const found = new Builder(emptyRegion());
    const row = rowIn(found);
    ops.splice(ops.indexOf(loop), 0, ...found.region.ops);
    this.replace(root, (read) => [read.load(row, loop.regions[0].params[0])]);
  }

  /** Lets other operations stand for one, and its results be what they make. */
  private replace(op: Op, by: (build: Builder) => Value[]): void {
    const build = new Builder(emptyRegion());
    build.span = op.span;
    const made = by(build);
    const region = this.loops.regionOf(op);
    region.ops = region.ops.flatMap((each) => (each === op ? build.region.ops : [each]));
    substitute(region, new Map(op.results.map((result, k) => [result, made[k]])));
  }
}

function spanOf(content: Sum | Entries): Span | undefined {
  return content.kind === "sum" ? content.loop.span : content.root.span;
}

function nameOf({ root }: Entries): string {
  return `${root.results[0].name ?? root.name}s`;
}

const namesOf = (values: readonly Value[]) => values.map(({ name }) => name);

const rowType = arrayOf(F64, "Float64Array");
