/** What is added first to an element of an adjoint that is zero, at a constant place, is assigned: `x_b[0] += a` is `x_b[0] = a`. */
import type { Func, Op, Region, Value } from "../ir/ops.js";
import { touches } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";

export function assignElements(func: Func, facts = new Facts(func)): boolean {
  const [numbers, model] = [facts.numbers(), facts.model()];
  let changed = false;
  for (const region of facts.regions()) {
    const zeros = new Set<Op>();
    region.ops.forEach((op, at) => {
      const array = zeroedBy(op, numbers);
      // Of memory that has just been made, another name is made behind it.
      const hasOneName = array && (op.results[0] === array || model.hasOneName(array));
      if (hasOneName && isOfNumbers(array))
        for (const load of firstLoads(region.ops.slice(at + 1), array, numbers)) zeros.add(load);
    });
    if (zeros.size === 0) continue;
    changed = true;
    assign(region, zeros);
  }
  return changed;
}

/** The array of which an operation makes all elements zero. */
function zeroedBy(op: Op, numbers: ReadonlyMap<Value, number>): Value | undefined {
  if ((op.kind === "zeros" && !op.views) || (op.kind === "alloc" && !op.cache)) return op.results[0];
  const isZeroFill = op.kind === "fill" && op.operands.length === 2 && numbers.get(op.operands[1]) === 0;
  return op.kind === "clear" || isZeroFill ? op.operands[0] : undefined;
}

function isOfNumbers(array: Value): boolean {
  const memory = memoryOf(array.type);
  return memory.kind === "array" && memory.container === "Float64Array";
}

/** Reads of elements to which nothing has been written. Out of range, where zero is not what is there, nothing is written either. */
function firstLoads(ops: readonly Op[], array: Value, numbers: ReadonlyMap<Value, number>): Op[] {
  const found: Op[] = [];
  const written = new Set<number>();
  for (const op of ops) {
    if (op.kind === "length" || !touches(op, array)) continue;
    const place =
      (op.kind === "load" || op.kind === "store") && op.operands[2] !== array && numbers.get(op.operands[1]);
    if (typeof place !== "number") break;
    if (op.kind === "store") written.add(place);
    else if (op.adjoint && !written.has(place)) found.push(op);
  }
  return found;
}

function assign(region: Region, zeros: ReadonlySet<Op>): void {
  region.ops = region.ops.map((op): Op => {
    if (!zeros.has(op)) return op;
    const { results, span, adjoint } = op;
    return { kind: "const", value: 0, operands: [], results, regions: [], span, adjoint };
  });
}
