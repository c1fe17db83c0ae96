/**
 * Makes a loop that counts down from any number, `for (let i = n - 1; i >= 0; i--)`, one that counts its turns, of which the number is known in
 * front of it then: the last of them is `floor(n - 1)`. Down to a whole number that is not negative all values of the counter are exact, and so is the start
 * less the turns.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Op, Value, type WhileOp } from "../ir/ops.js";
import { substitute } from "../ir/traverse.js";
import { INT } from "../ir/types.js";

type Definitions = ReadonlyMap<Value, Op>;

/** What has to be computed in front of the loop, which is changed in place; nothing where it is another loop. */
export function countTurns(loop: WhileOp, definitions: Definitions, uses: ReadonlyMap<Value, number>): Op[] {
  const [before, after] = loop.regions;
  const test = definitions.get(before.yields[0]);
  if (test?.kind !== "prim" || (test.name !== "ge" && test.name !== "gt")) return [];
  if (before.ops.some((op) => op !== test && op.kind !== "const")) return [];
  const [counter, end] = test.operands;
  const slot = before.params.indexOf(counter);
  const last = constant(end, definitions);
  if (slot < 0 || counter.type.kind !== "f64" || !Number.isSafeInteger(last) || last! < 0) return [];
  // It is tested, handed to the body and counted down there, and nothing else.
  const handed = before.yields.indexOf(counter) - 1;
  if (handed < 0 || uses.get(counter) !== 2 || uses.has(loop.results[handed])) return [];
  const inside = after.params[handed];
  const next = after.yields[slot];
  if (!isOneLess(next, inside, definitions) || uses.get(next) !== 1) return [];

  const front = emptyRegion();
  const outside = new Builder(front);
  outside.span = loop.span;
  const start = loop.operands[slot];
  const way = last === 0 ? start : outside.prim("sub", start, outside.const(last));
  const isInclusive = test.name === "ge";
  const turns = outside.prim(isInclusive ? "floor" : "ceil", way);
  loop.operands[slot] = outside.const(0);

  const name = counter.name === "k" ? "turn" : "k";
  const tested = emptyRegion();
  const turn = new Value(INT, name);
  before.params[slot] = turn;
  before.yields = before.yields.map((value) => (value === counter ? turn : value));
  before.yields[0] = new Builder(tested).prim(isInclusive ? "le" : "lt", turn, turns);
  before.ops = tested.ops;

  const counted = emptyRegion();
  const body = new Builder(counted);
  body.span = loop.span;
  const own = new Value(INT, name);
  const value = body.prim("sub", start, own);
  value.name = inside.name;
  substitute(after, new Map([[inside, value]]));
  after.params[handed] = own;
  loop.results[handed] = new Value(INT, name);
  const advance = emptyRegion();
  const advanced = new Builder(advance);
  after.yields[slot] = advanced.prim("add", own, advanced.const(1));
  after.ops = [...counted.ops, ...after.ops.filter((op) => op.results[0] !== next), ...advance.ops];
  return front.ops;
}

function constant(value: Value, definitions: Definitions): number | undefined {
  const op = definitions.get(value);
  return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
}

function isOneLess(value: Value, counter: Value, definitions: Definitions): boolean {
  const op = definitions.get(value);
  if (op?.kind !== "prim" || op.operands[0] !== counter) return false;
  const by = constant(op.operands[1], definitions);
  return op.name === "sub" ? by === 1 : op.name === "add" && by === -1;
}
