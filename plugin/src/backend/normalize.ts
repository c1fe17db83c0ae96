/**
 * A private copy of a function in the form that the rest of the backend relies on: what `while` forwards is not renamed
 * (its `after` region and the code behind the loop see the values of `before` themselves, as in JavaScript, where both
 * are one block), values that a loop carries unchanged are not carried, results that nobody uses are gone, guarded
 * products and compositions are spelled out, and what is spelled as its operand is that.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { ForOp, Func, IfOp, Op, Region, Value, WhileOp } from "../ir/ops.js";
import { allOps, cloneFunc, countUses, forEachRegion, substitute } from "../ir/traverse.js";
import { F64, sameType } from "../ir/types.js";
import { getRule } from "../rules/table.js";

export function normalize(original: Func): Func {
  const func = cloneFunc(original);
  const same = new Map<Value, Value>();
  forEachRegion(func.body, (region) => {
    for (const op of region.ops) if (isSpelledAsOperand(op)) same.set(op.results[0], op.operands[0]);
    region.ops = region.ops.filter((op) => !isSpelledAsOperand(op)).flatMap((op) => spelledOut(op));
  });
  for (const op of allOps(func.body)) if (op.kind === "while") shareForwarded(op, same);
  substitute(func.body, same);

  const unchanged = new Map<Value, Value>();
  simplify(func.body, unchanged);
  substitute(func.body, unchanged);
  dropUnusedResults(func.body, countUses(func.body));
  return func;
}

function isSpelledAsOperand(op: Op): boolean {
  return op.kind === "prim" && "identity" in getRule(op.name).js && sameType(op.results[0].type, op.operands[0].type);
}

function composed(op: Op, compose: (build: Builder, x: Value) => Value): Op[] {
  const block = emptyRegion();
  const last = compose(new Builder(block), op.operands[0]);
  const { span, adjoint, inlinedAt } = op;
  for (const made of block.ops) {
    Object.assign(made, { span, adjoint, inlinedAt });
    if (made.results[0] === last) made.results = op.results;
  }
  return block.ops;
}

/** `a === 0 ? 0 : a * b` */
function spelledOut(op: Op): Op[] {
  const js = op.kind === "prim" ? getRule(op.name).js : undefined;
  if (js && "composed" in js) return composed(op, js.composed);
  if (!js || !("guarded" in js)) return [op];
  const { operands, results, ...origin } = op;
  const block = emptyRegion();
  const build = new Builder(block);
  const zero = build.const(0, F64);
  const [none, some] = [emptyRegion(), emptyRegion()];
  none.yields = [zero];
  some.yields = [build.within(some, () => build.prim(js.guarded, ...operands))];
  const isZero = build.prim("eq", operands[0], zero);
  for (const made of [...block.ops, ...some.ops]) Object.assign(made, { span: origin.span, adjoint: origin.adjoint });
  const { span, adjoint, inlinedAt } = origin;
  return [...block.ops, { kind: "if", operands: [isZero], results, regions: [none, some], span, adjoint, inlinedAt }];
}

function shareForwarded(op: WhileOp, same: Map<Value, Value>): void {
  const [before, after] = op.regions;
  const [condition, ...forwarded] = before.yields;
  forwarded.forEach((value, index) => {
    same.set(after.params[index], value);
    same.set(op.results[index], value);
  });
  before.yields = [condition];
  after.params = [];
  op.results = [];
}

/** Inner regions first: a value that an inner loop leaves unchanged is then seen to be unchanged by the outer one. */
function simplify(region: Region, same: Map<Value, Value>): void {
  const resolve = (value: Value): Value => {
    let current = value;
    for (let next = same.get(current); next; next = same.get(current)) current = next;
    return current;
  };
  for (const op of region.ops) {
    for (const inner of op.regions) simplify(inner, same);
    if (op.kind === "if") mergeEqualBranches(op, same, resolve);
    else if (op.kind === "for") dropUnchanged(op, 2, op.regions[0], 1, op.regions[0], same, resolve);
    else if (op.kind === "while") dropUnchanged(op, 0, op.regions[0], 0, op.regions[1], same, resolve);
  }
}

function mergeEqualBranches(op: IfOp, same: Map<Value, Value>, resolve: (value: Value) => Value): void {
  const [then, otherwise] = op.regions;
  const inside = new Set<Value>();
  for (const region of op.regions)
    for (const inner of region.ops) for (const result of inner.results) inside.add(result);
  const equal = op.results.map((_, index) => {
    const value = resolve(then.yields[index]);
    return value === resolve(otherwise.yields[index]) && !inside.has(value);
  });
  op.results.forEach((result, index) => {
    if (equal[index]) same.set(result, resolve(then.yields[index]));
  });
  const keep = (_: Value, index: number): boolean => !equal[index];
  op.results = op.results.filter(keep);
  then.yields = then.yields.filter(keep);
  otherwise.yields = otherwise.yields.filter(keep);
}

function dropUnchanged(
  op: ForOp | WhileOp,
  firstInit: number,
  start: Region,
  firstParam: number,
  end: Region,
  same: Map<Value, Value>,
  resolve: (value: Value) => Value,
): void {
  const drop = end.yields.map((value, index) => resolve(value) === start.params[firstParam + index]);
  if (!drop.includes(true)) return;
  drop.forEach((dropped, index) => {
    if (!dropped) return;
    const init = op.operands[firstInit + index];
    same.set(start.params[firstParam + index], init);
    if (op.kind === "for") same.set(op.results[index], init);
  });
  op.operands = op.operands.filter((_, index) => !drop[index - firstInit]);
  start.params = start.params.filter((_, index) => !drop[index - firstParam]);
  end.yields = end.yields.filter((_, index) => !drop[index]);
  if (op.kind === "for") op.results = op.results.filter((_, index) => !drop[index]);
}

/** Of `if`s, from the end backwards, so that what only fed an unused result goes too. */
function dropUnusedResults(region: Region, uses: Map<Value, number>): void {
  const unuse = (value: Value): void => {
    uses.set(value, (uses.get(value) ?? 0) - 1);
  };
  for (let at = region.ops.length - 1; at >= 0; at--) {
    const op = region.ops[at];
    if (op.kind === "if") {
      const used = op.results.map((result) => (uses.get(result) ?? 0) > 0);
      for (const inner of op.regions) {
        inner.yields.forEach((value, index) => {
          if (!used[index]) unuse(value);
        });
        inner.yields = inner.yields.filter((_, index) => used[index]);
      }
      op.results = op.results.filter((_, index) => used[index]);
    } else if (op.kind === "for") dropUncarried(op, uses, unuse);
    for (const inner of op.regions) dropUnusedResults(inner, uses);
    if (isDead(op, uses)) {
      op.operands.forEach(unuse);
      region.ops.splice(at, 1);
    }
  }
}

/** A value that a counted loop carries for nobody: neither its body nor the code behind it reads it. */
function dropUncarried(op: ForOp, uses: Map<Value, number>, unuse: (value: Value) => void): void {
  const [body] = op.regions;
  const keep = op.results.map((result, index) => (uses.get(result) ?? 0) + (uses.get(body.params[index + 1]) ?? 0) > 0);
  if (!keep.includes(false)) return;
  op.operands.forEach((operand, index) => {
    if (keep[index - 2] === false) unuse(operand);
  });
  body.yields.forEach((value, index) => {
    if (!keep[index]) unuse(value);
  });
  op.operands = op.operands.filter((_, index) => keep[index - 2] !== false);
  op.results = op.results.filter((_, index) => keep[index]);
  body.yields = body.yields.filter((_, index) => keep[index]);
  body.params = body.params.filter((_, index) => keep[index - 1] !== false);
}

function isDead(op: Op, uses: ReadonlyMap<Value, number>): boolean {
  if (op.results.some((result) => (uses.get(result) ?? 0) > 0)) return false;
  switch (op.kind) {
    case "const":
    case "prim":
    case "global":
    case "alloc":
    case "literal":
    case "closure":
    case "load":
    case "getField":
    case "length":
    case "copy":
    case "view":
    case "zeros":
      return true;
    case "extern":
      return op.effect !== "writes";
    case "if":
      return op.results.length === 0 && op.regions.every((inner) => inner.ops.length === 0);
    default:
      return false;
  }
}
