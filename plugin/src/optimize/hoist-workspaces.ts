/**
 * Memory of one iteration, made once for all: an array that a loop makes anew in each turn, and that no turn hands on, is made
 * in front of the loop and cleared at the beginning of each.
 */
import { FixedLengths } from "../analysis/fixed-lengths.js";
import { type AllocOp, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, touches } from "../ir/traverse.js";
import { F64, memoryOf } from "../ir/types.js";
import { MemoryModel } from "./memory.js";

/** Of derivatives only: what is differentiated again keeps apart what iterations have to themselves. */
export function hoistWorkspaces(func: Func, model = () => new MemoryModel(func)): boolean {
  const memory = model();
  const lengths = new FixedLengths(func);
  const definitions = new Map<Value, Op>();
  for (const op of allOps(func.body)) for (const result of op.results) definitions.set(result, op);
  const isHoistable = (op: AllocOp, outside: (value: Value) => boolean): boolean =>
    op.operands.length === 1 &&
    outside(op.operands[0]) &&
    definitions.get(op.operands[0])?.kind === "length" &&
    memory.isLocal(op.results[0]) &&
    lengths.has(op.results[0]) &&
    isOfReals(op.results[0]);
  let changed = false;
  const visit = (region: Region): void => {
    region.ops = region.ops.flatMap((loop): Op[] => {
      for (const inner of loop.regions) visit(inner);
      if (loop.kind !== "for") return [loop];
      const [body] = loop.regions;
      const inside = new Set(allOps(body));
      const outside = (value: Value): boolean => {
        const op = definitions.get(value);
        return op !== undefined ? !inside.has(op) : !body.params.includes(value);
      };
      const made = body.ops.filter((op) => op.kind === "alloc").filter((op) => isHoistable(op, outside));
      if (made.length === 0) return [loop];
      changed = true;
      const fresh = new Map<Op, Op[]>(made.map((op) => [op, cleared(op, body)]));
      body.ops = body.ops.flatMap((op) => fresh.get(op) ?? [op]);
      return [...made, loop];
    });
  };
  visit(func.body);
  return changed;
}

function isOfReals({ type }: Value): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && memory.element.kind === "f64";
}

/** What makes an array as if it were new. */
function cleared(op: AllocOp, body: Region): Op[] {
  const [array] = op.results;
  if (op.cache || isOverwritten(array, op.operands[0], body)) return [];
  const zero = new Value(F64);
  return [
    { kind: "const", value: 0, operands: [], results: [zero], regions: [] },
    { kind: "fill", operands: [array, zero], results: [], regions: [], span: op.span, adjoint: op.adjoint },
  ];
}

/** Whether a loop of the region over all of the array assigns every element before anything reads one; `except` reads none. */
export function isOverwritten(array: Value, size: Value, body: Region, except?: Op): boolean {
  const first = body.ops.find((op) => op.kind !== "alloc" && op !== except && touches(op, array));
  if (first?.kind !== "for" || first.step !== 1 || first.inclusive || first.operands[1] !== size) return false;
  const start = body.ops.find((op) => op.results.includes(first.operands[0]));
  if (start?.kind !== "const" || start.value !== 0) return false;
  const [inner] = first.regions;
  const [index] = inner.params;
  const touching = inner.ops.filter((op) => touches(op, array));
  return (
    touching[0]?.kind === "store" &&
    allOps(inner).every((op) => !op.operands.includes(array) || op.operands[1] === index)
  );
}
