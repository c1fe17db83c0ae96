/**
 * Loops of a few turns, whose number is known, are written out: the components of a vector, the entries of a small matrix. Then their
 * elements are at constant places and become variables, and no turn's values wait in a cache.
 */
import { Builder } from "../ir/builder.js";
import type { ForOp, Func, Op, Region, Value } from "../ir/ops.js";
import { allOps, cloneOp, substitute } from "../ir/traverse.js";
import { Facts } from "./facts.js";

const MOST_TURNS = 4;

/** The most operations that all turns together may have, and the most branches. */
const LONGEST = 200;
const MOST_BRANCHES = 4;

export function expandLoops(func: Func, facts = new Facts(func)): boolean {
  const constants = facts.numbers();
  const replacements = new Map<Value, Value>();
  let changed = false;
  const visit = (region: Region): void => {
    region.ops = region.ops.flatMap((op): Op[] => {
      op.regions.forEach(visit);
      // A loop whose states are kept by a schedule stays one.
      if (op.kind !== "for" || (func.scheduled && region === func.body)) return [op];
      const turns = turnsOf(op, constants);
      if (!turns || !isShort(op, turns.length)) return [op];
      changed = true;
      return expand(op, turns, replacements);
    });
  };
  visit(func.body);
  substitute(func.body, replacements);
  return changed;
}

/** The indices of a loop's turns, if they are few. */
function turnsOf(loop: ForOp, constants: ReadonlyMap<Value, number>): readonly number[] | undefined {
  const [start, end] = loop.operands.map((operand) => constants.get(operand));
  if (start === undefined || end === undefined) return undefined;
  const runs = (i: number): boolean => (loop.step > 0 ? i < end : i > end) || (loop.inclusive && i === end);
  const turns: number[] = [];
  for (let i = start; runs(i); i += loop.step) if (turns.push(i) > MOST_TURNS) return undefined;
  return turns;
}

/** Loops and functions within are not repeated, however short they are: their adjoints are longer. */
function isShort(loop: ForOp, turns: number): boolean {
  const ops = allOps(loop.regions[0]).filter(({ kind }) => kind !== "const");
  const isLong = ({ kind }: Op): boolean => kind === "for" || kind === "while" || kind === "call" || kind === "closure";
  const branches = ops.filter(({ kind }) => kind === "if");
  return turns * ops.length <= LONGEST && turns * branches.length <= MOST_BRANCHES && !ops.some(isLong);
}

function expand(loop: ForOp, turns: readonly number[], replacements: Map<Value, Value>): Op[] {
  const [body] = loop.regions;
  // Of loops inside that have been written out.
  substitute(body, replacements);
  const [index, ...carried] = body.params;
  const build = new Builder({ params: [], ops: [], yields: [] });
  let state: readonly Value[] = loop.operands.slice(2);
  for (const turn of turns) {
    const map = new Map<Value, Value>([[index, build.const(turn)]]);
    carried.forEach((param, k) => map.set(param, state[k]));
    for (const op of body.ops) build.add(cloneOp(op, map));
    state = body.yields.map((value) => map.get(value) ?? value);
  }
  loop.results.forEach((result, k) => replacements.set(result, state[k]));
  return build.region.ops;
}
