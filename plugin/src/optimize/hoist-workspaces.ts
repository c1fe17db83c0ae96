/**
 * Memory of one iteration, made once for all: an array that a loop makes anew in each turn, and that no turn hands on, is made
 * in front of the loop and cleared at the beginning of each.
 */
import { FixedLengths } from "../analysis/fixed-lengths.js";
import { type AllocOp, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, touches } from "../ir/traverse.js";
import { F64, memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";
import { fillsInParts } from "./parts.js";

/** Of derivatives only: what is differentiated again keeps apart what iterations have to themselves. */
export function hoistWorkspaces(func: Func, facts = new Facts(func)): boolean {
  if (!facts.ops().some((op) => op.kind === "for" && op.regions[0].ops.some(({ kind }) => kind === "alloc")))
    return false;
  const memory = facts.model();
  const lengths = new FixedLengths(func);
  const definitions = facts.definitions();
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
      const fresh = new Map<Op, Op[]>(made.map((op) => [op, cleared(op, body, definitions)]));
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
function cleared(op: AllocOp, body: Region, definitions: ReadonlyMap<Value, Op>): Op[] {
  const [array] = op.results;
  if (op.cache || isOverwritten(array, op.operands[0], body, definitions)) return [];
  const zero = new Value(F64);
  return [
    { kind: "const", value: 0, operands: [], results: [zero], regions: [] },
    { kind: "fill", operands: [array, zero], results: [], regions: [], span: op.span, adjoint: op.adjoint },
  ];
}

/**
 * Whether the region assigns every element of an array before anything reads it: a loop over all of it, one element or so many at a time,
 * or part by part; `except` reads none.
 */
export function isOverwritten(
  array: Value,
  size: Value,
  body: Region,
  definitions: ReadonlyMap<Value, Op>,
  except?: Op,
): boolean {
  return (
    fillsAsWhole(array, size, body, definitions, except) || fillsInParts(body.ops, array, size, definitions, except)
  );
}

function fillsAsWhole(
  array: Value,
  size: Value,
  body: Region,
  definitions: ReadonlyMap<Value, Op>,
  except?: Op,
): boolean {
  const first = body.ops.find((op) => op.kind !== "alloc" && op !== except && touches(op, array));
  if (first?.kind !== "for" || first.step !== 1 || first.inclusive) return false;
  const start = definitions.get(first.operands[0]);
  if (start?.kind !== "const" || start.value !== 0) return false;
  const whole = scaling(size, first.operands[1], definitions);
  if (whole?.offset !== 0) return false;
  const [inner] = first.regions;
  const [index] = inner.params;
  /** Which element of a turn an operation touches. */
  const elementOf = (op: Op): number | undefined => {
    const found = op.operands[0] === array ? scaling(op.operands[1], index, definitions) : undefined;
    return found?.factor === whole.factor ? found.offset : undefined;
  };
  const assigned = new Set<number | undefined>();
  for (const op of inner.ops) {
    if (op.kind === "store" && op.operands[0] === array) assigned.add(elementOf(op));
    else if (touches(op, array)) break;
  }
  const isOwn = (at: number | undefined): boolean => at !== undefined && at >= 0 && at < whole.factor;
  return (
    assigned.size === whole.factor &&
    [...assigned].every(isOwn) &&
    allOps(inner).every((op) => !op.operands.includes(array) || isOwn(elementOf(op)))
  );
}

/** What a value is as `factor * of + offset`, with whole numbers. */
function scaling(
  value: Value,
  of: Value,
  definitions: ReadonlyMap<Value, Op>,
): { factor: number; offset: number } | undefined {
  if (value === of) return { factor: 1, offset: 0 };
  const op = definitions.get(value);
  if (op?.kind !== "prim" || (op.name !== "mul" && op.name !== "add")) return undefined;
  const constants = op.operands
    .map((operand) => definitions.get(operand))
    .map((made) => made?.kind === "const" && made.value);
  const k = constants.findIndex(
    (constant) => typeof constant === "number" && Number.isInteger(constant) && constant > 0,
  );
  if (k < 0) return undefined;
  const inner = scaling(op.operands[1 - k], of, definitions);
  const constant = Number(constants[k]);
  if (!inner) return undefined;
  return op.name === "add"
    ? { factor: inner.factor, offset: inner.offset + constant }
    : { factor: inner.factor * constant, offset: inner.offset * constant };
}
