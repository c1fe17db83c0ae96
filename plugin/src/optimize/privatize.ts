/** An array of which each iteration of a loop uses only its own element is a variable of the iteration. */
import { type AllocOp, type ForOp, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, usersOfMemory } from "../ir/traverse.js";
import { INT } from "../ir/types.js";
import { Facts } from "./facts.js";

export function privatize(func: Func, facts = new Facts(func)): boolean {
  const memory = facts.model();
  const users = usersOfMemory(func.body);
  let changed = false;
  for (const region of facts.regions()) {
    const loops = region.ops.filter((op) => op.kind === "for");
    let known: ReadonlyMap<Value, Op> | undefined;
    if (loops.length === 0) continue;
    for (const made of region.ops) {
      if (made.kind !== "alloc" || made.operands.length !== 1 || !memory.isLocal(made.results[0])) continue;
      const used = users.get(made.results[0]) ?? [];
      known ??= definitionsIn(region);
      const loop = loops.find((op) => covers(op, made, known!));
      const [index] = loop?.regions[0].params ?? [];
      if (!loop || !index || !used.every((op) => isElement(op, index)) || !areIn(loop, used)) continue;
      move(made, loop, used);
      changed = true;
    }
  }
  return changed;
}

function definitionsIn({ ops }: Region): Map<Value, Op> {
  return new Map(ops.flatMap((op) => op.results.map((result) => [result, op])));
}

/** Whether the indices of a loop are those of an array of numbers. */
function covers(loop: ForOp, made: AllocOp, definitions: ReadonlyMap<Value, Op>): boolean {
  const { type } = made.results[0];
  if (type.kind !== "ref" || type.memory.kind !== "array" || type.memory.element.kind !== "f64") return false;
  if (type.memory.container !== "Array" && type.memory.container !== "Float64Array") return false;
  const constant = (value: Value): unknown => {
    const op = definitions.get(value);
    return op?.kind === "const" ? op.value : undefined;
  };
  const [size] = made.operands;
  const [start, end] = loop.operands;
  // An array of a length that is no whole number has fewer elements than the loop has turns.
  if (size.type.kind !== "int") return false;
  if (loop.step === 1 && !loop.inclusive) return end === size && Number(constant(start)) >= 0;
  if (loop.step !== -1 || !loop.inclusive || !(Number(constant(end)) >= 0)) return false;
  const last = definitions.get(start);
  return last?.kind === "prim" && last.name === "sub" && last.operands[0] === size && constant(last.operands[1]) === 1;
}

function isElement(op: Op, index: Value): boolean {
  return (op.kind === "load" || op.kind === "store") && op.operands[1] === index;
}

function areIn(loop: Op, used: readonly Op[]): boolean {
  const inside = new Set(allOps(loop.regions[0]));
  return used.length > 0 && used.every((op) => inside.has(op));
}

/** Scalar replacement does the rest. */
function move(made: AllocOp, loop: ForOp, used: readonly Op[]): void {
  const [body] = loop.regions;
  const [one, first] = [new Value(INT), new Value(INT)];
  const [{ type, name }] = made.results;
  const own = new Value(type, name && `${name}_${body.params[0].name ?? "i"}`);
  const constant = (result: Value, value: number): Op => ({
    kind: "const",
    value,
    operands: [],
    results: [result],
    regions: [],
  });
  body.ops.unshift(constant(one, 1), constant(first, 0), {
    kind: "alloc",
    operands: [one],
    results: [own],
    regions: [],
  });
  for (const op of used) op.operands = [own, first, ...op.operands.slice(2)];
}
