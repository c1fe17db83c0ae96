/**
 * Caches that are written and read at the same positions are columns of one: engines check and reload each array that a loop touches, and
 * what an iteration leaves lies side by side.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type AllocOp, type Func, type Region, Value } from "../ir/ops.js";
import { allOps, allRegions, usersIn } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { MemoryModel } from "./memory.js";

/** With fewer, a product for each position is not worth it. */
const fewest = 3;

export function packCaches(func: Func): boolean {
  const memory = new MemoryModel(func);
  const users = usersIn(func.body);
  let changed = false;
  for (const region of allRegions(func.body)) {
    const groups = new Map<string, AllocOp[]>();
    for (const op of region.ops) {
      if (op.kind !== "alloc" || !op.cache || !isOfNumbers(op) || !memory.isLocal(op.results[0])) continue;
      const used = users.get(op.results[0]) ?? [];
      if (!used.every(({ kind }) => kind === "load" || kind === "store")) continue;
      const places = [...new Set(used.map(({ operands }) => operands[1].id))].sort((a, b) => a - b);
      const key = `${op.operands[0].id}: ${places.join(" ")}`;
      groups.set(key, [...(groups.get(key) ?? []), op]);
    }
    for (const group of groups.values()) {
      if (group.length < fewest) continue;
      pack(func, group);
      changed = true;
    }
  }
  return changed;
}

function isOfNumbers({ operands, results: [array] }: AllocOp): boolean {
  const memory = memoryOf(array.type);
  if (memory.kind !== "array" || memory.container !== "Float64Array") return false;
  return operands.length === 1 && memory.element.kind === "f64";
}

/** The first of the group becomes the whole, with a row of `width` numbers for each position. */
function pack(func: Func, group: readonly AllocOp[]): void {
  const [first] = group;
  const width = group.length;
  const arrays = new Set(group.map(({ results: [array] }) => array));
  const accesses = allOps(func.body).filter((op) => arrays.has(op.operands[0]));
  const columns = new Map([...new Set(accesses.map(({ operands: [array] }) => array))].map((array, k) => [array, k]));
  const packed = new Value(first.results[0].type, "cache");
  const places = new Set(accesses.map(({ operands }) => operands[1]));
  const rows = new Map<Value, Value>();
  const visit = (region: Region): void => {
    const build = new Builder(emptyRegion());
    const rowsAt = (values: readonly Value[]): void => {
      for (const value of values)
        if (places.has(value)) rows.set(value, named(build.prim("mul", build.const(width), value), "row"));
    };
    rowsAt(region.params);
    for (const op of region.ops) {
      [build.span, build.adjoint] = [op.span, op.adjoint ?? false];
      if (op === first) {
        op.operands = [build.prim("mul", build.const(width), op.operands[0])];
        op.results = [packed];
      } else if (group.includes(op as AllocOp)) continue;
      const column = columns.get(op.operands[0]);
      if (column !== undefined) {
        const row = rows.get(op.operands[1])!;
        op.operands = [
          packed,
          column === 0 ? row : build.prim("add", row, build.const(column)),
          ...op.operands.slice(2),
        ];
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
