/**
 * Caches that are written and read at the same positions are columns of one: engines check and reload each array that a loop touches, and
 * what an iteration leaves lies side by side.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type AllocOp, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";

/** With fewer, a product for each position is not worth it. */
const fewest = 3;

export function packCaches(func: Func, facts = new Facts(func)): boolean {
  if (facts.ops().filter(isCacheOfNumbers).length < fewest) return false;
  const [memory, users] = [facts.model(), facts.users()];
  const packs: AllocOp[][] = [];
  for (const region of facts.regions()) {
    const groups = new Map<string, AllocOp[]>();
    for (const op of region.ops) {
      if (!isCacheOfNumbers(op) || !memory.isLocal(op.results[0])) continue;
      const used = users.get(op.results[0]) ?? [];
      if (!used.every(({ kind }) => kind === "load" || kind === "store")) continue;
      const places = [...new Set(used.map(({ operands }) => operands[1].id))].sort((a, b) => a - b);
      const key = `${op.operands[0].id}: ${places.join(" ")}`;
      groups.set(key, [...(groups.get(key) ?? []), op]);
    }
    for (const group of groups.values()) if (group.length >= fewest) packs.push(group);
  }
  if (packs.length > 0) pack(func, packs);
  return packs.length > 0;
}

function isCacheOfNumbers(op: Op): op is AllocOp {
  if (op.kind !== "alloc" || !op.cache) return false;
  const memory = memoryOf(op.results[0].type);
  if (memory.kind !== "array" || memory.container !== "Float64Array") return false;
  return op.operands.length === 1 && memory.element.kind === "f64";
}

/** One array for the caches of a group: for each position a row of numbers. */
interface Pack {
  readonly array: Value;
  readonly width: number;
  /** The column of each cache, in the order of their first use. */
  readonly columns: Map<Value, number>;
  /** Where the row of a position begins. */
  readonly rows: Map<Value, Value>;
}

function pack(func: Func, groups: readonly (readonly AllocOp[])[]): void {
  const packs = new Map<Value, Pack>();
  const firsts = new Map<Op, Pack>();
  for (const group of groups) {
    const [first] = group;
    const array = new Value(first.results[0].type, "cache");
    const made: Pack = { array, width: group.length, columns: new Map(), rows: new Map() };
    firsts.set(first, made);
    for (const { results } of group) packs.set(results[0], made);
  }
  /** At which positions the caches of a pack are read and written. */
  const places = new Map<Value, Set<Pack>>();
  for (const op of allOps(func.body)) {
    const [array, place] = op.operands;
    const of = packs.get(array);
    if (!of) continue;
    if (!of.columns.has(array)) of.columns.set(array, of.columns.size);
    places.set(place, (places.get(place) ?? new Set()).add(of));
  }
  const visit = (region: Region): void => {
    const build = new Builder(emptyRegion());
    const rowsAt = (values: readonly Value[]): void => {
      for (const value of values)
        for (const { width, rows } of places.get(value) ?? [])
          rows.set(value, named(build.prim("mul", build.const(width), value), "row"));
    };
    rowsAt(region.params);
    for (const op of region.ops) {
      [build.span, build.adjoint] = [op.span, op.adjoint ?? false];
      const whole = firsts.get(op);
      if (whole) {
        op.operands = [build.prim("mul", build.const(whole.width), op.operands[0])];
        op.results = [whole.array];
      } else if (op.results.length > 0 && packs.has(op.results[0])) continue;
      const of = packs.get(op.operands[0]);
      if (of) {
        const row = of.rows.get(op.operands[1])!;
        const column = of.columns.get(op.operands[0])!;
        const place = column === 0 ? row : build.prim("add", row, build.const(column));
        op.operands = [of.array, place, ...op.operands.slice(2)];
      }
      op.regions.forEach(visit);
      build.region.ops.push(op);
      rowsAt(op.results);
    }
    region.ops = build.region.ops;
  };
  visit(func.body);
}

function named(value: Value, name: string): Value {
  value.name = name;
  return value;
}
