/**
 * A stack that one loop fills and another right behind it empties, within one turn of a loop around both, is an array by the index
 * of the two. (It is so only where the number of their turns is known in front of the loop around them: else a stack is cheaper
 * than an array for each turn.)
 */
import type { AllocOp, ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { Value as IrValue } from "../ir/ops.js";
import { arrayOf, memoryOf, type Type } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { LoopPairs } from "./loop-pairs.js";
import { mirrors } from "./mirrors.js";

export function unstack(func: Func, facts = new Facts(func)): boolean {
  const stacks = facts.ops().filter((op): op is AllocOp => op.kind === "alloc" && op.operands.length === 0);
  if (stacks.length === 0) return false;
  const loops = facts.loops();
  return stacks.filter((stack) => replace(loops, stack)).length > 0;
}

function replace(loops: LoopPairs, stack: AllocOp): boolean {
  const [ref] = stack.results;
  const type = elementArray(ref.type);
  const users = loops.usersOf(ref);
  const [push, pop] = [users.find((op) => op.kind === "push"), users.find((op) => op.kind === "pop")];
  if (!type || !stack.cache || users.length !== 2 || !push || !pop || loops.isYielded(ref)) return false;
  const [filling, emptying] = [loops.loopAround(push), loops.loopAround(pop)];
  if (filling?.kind !== "for" || emptying?.kind !== "for" || filling === emptying) return false;
  const region = loops.regionOf(filling);
  if (loops.regionOf(emptying) !== region || filling.step !== 1 || !mirrors(loops, filling, emptying)) return false;
  if (region.ops.indexOf(filling) > region.ops.indexOf(emptying)) return false;
  const around = loops.loopAround(filling);
  const [start, end] = filling.operands;
  const count = loops.definition(end);
  if (!around || loops.isIn(stack, around) || count?.kind !== "length" || loops.isIn(count, around)) return false;
  const first = loops.definition(start);
  if (first?.kind !== "const" || !(Number(first.value) >= 0) || filling.inclusive) return false;
  const array = new IrValue(type, ref.name);
  const made: Op = { ...stack, operands: [end], results: [array] };
  region.ops.splice(region.ops.indexOf(filling), 0, made);
  become(loops, push, {
    kind: "store",
    operands: [array, indexOf(filling), push.operands[1]],
    results: [],
    regions: [],
  });
  become(loops, pop, { kind: "load", operands: [array, indexOf(emptying)], results: pop.results, regions: [] });
  const outer = loops.regionOf(stack);
  outer.ops = outer.ops.filter((op) => op !== stack);
  return true;
}

/** The type of an array of what a stack holds. */
export function elementArray(stack: Type): Type | undefined {
  const memory = memoryOf(stack);
  if (memory.kind !== "stack") return undefined;
  const { element } = memory;
  if (element.kind === "f64" || element.kind === "int") return arrayOf(element, "Float64Array");
  return element.kind === "ref" ? arrayOf(element) : undefined;
}

export function indexOf(loop: ForOp): Value {
  return loop.regions[0].params[0];
}

export function become(loops: LoopPairs, op: Op, other: Op): void {
  const region: Region = loops.regionOf(op);
  region.ops[region.ops.indexOf(op)] = { ...other, span: op.span, adjoint: op.adjoint, inlinedAt: op.inlinedAt };
}
