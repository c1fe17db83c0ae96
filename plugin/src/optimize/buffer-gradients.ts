/**
 * A gradient in memory of the caller of which a function touches a few elements, each at a place that is known: they are variables, as scalar
 * replacement makes them of a small array of the function's own, and are stored when all has been read. Then it takes no zeros to add to, and
 * no look at whether an argument is a view of that memory: only one that is that memory itself is refused, as everywhere.
 */
import { Builder } from "../ir/builder.js";
import { type ExternOp, type Func, type Op, type Part, Value, type ViewOp } from "../ir/ops.js";
import { allOps, usersIn } from "../ir/traverse.js";
import { memoryOf, type Type } from "../ir/types.js";
import { longest } from "./scalar-replacement.js";

export function bufferGradients(func: Func): boolean {
  const users = usersIn(func.body);
  const yielded = new Set([...allOps(func.body)].flatMap((op) => op.regions.flatMap(({ yields }) => yields)));
  for (const value of func.body.yields) yielded.add(value);
  const constants = new Map<Value, unknown>();
  for (const op of allOps(func.body)) if (op.kind === "const") constants.set(op.results[0], op.value);
  const targets = apartMemory(func);
  let changed = false;
  for (const clear of [...func.body.ops]) {
    const [target] = clear.operands;
    if (clear.kind !== "clear" || !targets.has(target) || yielded.has(target) || !isTyped(target.type)) continue;
    const count = elementsUsed(func, clear, users, constants);
    if (count === undefined || count > longest) continue;
    const part = partOf(func, target);
    if (part && !isLastUsed(func, target, count, constants)) continue;
    buffer(func, clear, count, users, part);
    if (!part) loosen(func, target, users.get(target) ?? []);
    changed = true;
  }
  const written = func.apart ?? new Set();
  for (const param of written) changed = loosenParts(func, func.body.params[param], written) || changed;
  return changed;
}

/** A target that is a part of an array. */
function partOf(func: Func, target: Value): (ViewOp & { part: Part }) | undefined {
  const op = func.body.ops.find(({ results }) => results[0] === target);
  return op?.kind === "view" && op.part ? { ...op, part: op.part } : undefined;
}

/** Whether the last of the elements is used whatever way the function takes, so that an argument without it may be refused. */
function isLastUsed(func: Func, target: Value, count: number, constants: ReadonlyMap<Value, unknown>): boolean {
  return func.body.ops.some(
    (op) => op.kind === "store" && op.operands[0] === target && constants.get(op.operands[1]) === count - 1,
  );
}

/** Memory that the function reaches in no other way, and by what. */
function apartMemory(func: Func): ReadonlySet<Value> {
  const found = new Set([...(func.apart ?? [])].map((position) => func.body.params[position]));
  for (const op of func.body.ops)
    if (((op.kind === "load" || op.kind === "getField") && op.apart) || (op.kind === "view" && op.part))
      found.add(op.results[0]);
  return found;
}

function isTyped(type: Type): boolean {
  if (type.kind !== "ref") return false;
  const memory = memoryOf(type);
  return memory.kind === "array" && memory.container === "Float64Array";
}

/** How many elements it takes to have all that are touched; undefined where more happens to the memory than additions to them. */
function elementsUsed(
  func: Func,
  clear: Op,
  users: ReadonlyMap<Value, readonly Op[]>,
  constants: ReadonlyMap<Value, unknown>,
): number | undefined {
  const { ops } = func.body;
  const [target] = clear.operands;
  const before = new Set(ops.slice(0, ops.indexOf(clear)));
  let count = 0;
  for (const op of users.get(target) ?? []) {
    if (op === clear || op.kind === "length" || (before.has(op) && op.kind === "extern")) continue;
    const index = op.kind === "load" || op.kind === "store" ? constants.get(op.operands[1]) : undefined;
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || before.has(op)) return undefined;
    // Behind the end nothing is stored, and what is read there may have no other use.
    if (op.kind === "load" && !isAddedTo(op.results[0], target, index, users, constants)) return undefined;
    count = Math.max(count, index + 1);
  }
  return count;
}

/** Whether an element is read only to add to it. */
function isAddedTo(
  value: Value,
  target: Value,
  index: number,
  users: ReadonlyMap<Value, readonly Op[]>,
  constants: ReadonlyMap<Value, unknown>,
): boolean {
  const used = users.get(value) ?? [];
  return used.every((op) => {
    if (op.kind === "store")
      return op.operands[0] === target && op.operands[2] === value && constants.get(op.operands[1]) === index;
    const isSum = op.kind === "prim" && (op.name === "add" || (op.name === "sub" && op.operands[0] === value));
    return isSum && isAddedTo(op.results[0], target, index, users, constants);
  });
}

function buffer(
  func: Func,
  clear: Op,
  count: number,
  users: ReadonlyMap<Value, readonly Op[]>,
  part: (ViewOp & { part: Part }) | undefined,
): void {
  const [target] = clear.operands;
  const { body } = func;
  const own = new Value(target.type, target.name);
  const front = { params: [], ops: [] as Op[], yields: [] };
  const size = new Builder(front).const(count);
  const made: Op = { kind: "alloc", operands: [size], results: [own], regions: [], adjoint: true };
  body.ops.splice(body.ops.indexOf(clear), 1, ...front.ops, made);
  for (const op of users.get(target) ?? [])
    if (op.kind === "load" || op.kind === "store") op.operands = [own, ...op.operands.slice(1)];
  const build = new Builder(body);
  build.adjoint = true;
  const [array, start] = part ? part.operands : [target];
  const length = part ? lengthOf(func, part) : undefined;
  if (part && length) expectElements(func, part, length, count);
  const put = (index: Value, value: Value): void =>
    build.store(array, start ? build.prim("add", start, index) : index, value);
  for (let k = 0; k < count; k++) put(build.const(k), build.load(own, build.const(k)));
  const end = length ?? build.length(target);
  const index = new Value({ kind: "int" }, "i");
  const rest = { params: [index], ops: [] as Op[], yields: [] };
  build.within(rest, () => put(index, build.const(0, { kind: "f64" })));
  build.for({ start: build.const(count), end, step: 1, inclusive: false }, [], rest);
}

/** A part ends so many elements behind its start. */
function lengthOf(func: Func, { operands: [, start, end] }: ViewOp): Value {
  const made = func.body.ops.find(({ results }) => results[0] === end);
  const length =
    made?.kind === "prim" && made.name === "add" ? made.operands.find((each) => each !== start) : undefined;
  if (!length) throw new Error("a part without a length");
  return length;
}

/** Nothing is put behind the end of a part. */
function expectElements(func: Func, view: ViewOp & { part: Part }, length: Value, count: number): void {
  const front = { params: [], ops: [] as Op[], yields: [] };
  const build = new Builder(front);
  const { caller, of } = view.part;
  const template = [`expectElements(${caller}, ${JSON.stringify(of)}, `, ", ", ")"];
  build.externStatement(template, [length, build.const(count)], { uses: ["expectElements"] });
  const at = func.body.ops.findIndex(({ results }) => results[0] === view.results[0]);
  // Each row says the same of an argument.
  const isSaid = func.body.ops
    .slice(0, at)
    .some((op) => op.kind === "extern" && op.operands[0] === length && op.template[0] === template[0]);
  if (!isSaid) func.body.ops.splice(at, 0, ...front.ops);
}

/** Once no part of an array is memory to add to, and nothing is read there, the array is written when all has been read. */
function loosenParts(func: Func, array: Value, written: ReadonlySet<number>): boolean {
  const { ops } = func.body;
  const puts = new Set(ops.filter((op) => isPut(op, array)));
  const others = ops.filter((op) => !puts.has(op));
  const uses = others.flatMap((op) => [op, ...op.regions.flatMap(allOps)]).filter((op) => op.operands.includes(array));
  const parts = uses.flatMap((op) => (op.kind === "view" && op.part ? op.results : []));
  const areGone = !allOps(func.body).some(
    (op) => op.kind !== "length" && op.operands.some((each) => parts.includes(each)),
  );
  const isOnlyFilled = uses.every(
    (op) => op.kind === "length" || op.kind === "extern" || (op.kind === "view" && op.part),
  );
  if (puts.size === 0 || !areGone || !isOnlyFilled || !func.apart?.size) return false;
  func.body.ops = [...others, ...puts];
  loosen(func, array, uses, written);
  return true;
}

/** Whether an operation does nothing but write numbers to an array. */
function isPut(op: Op, array: Value): boolean {
  if (op.kind === "store") return op.operands[0] === array;
  if (op.kind !== "for" || op.results.length > 0) return false;
  const inside = op.regions.flatMap(allOps);
  return inside.some(({ kind }) => kind === "store") && inside.every((each) => isPlain(each) || isPut(each, array));
}

function isPlain({ kind }: Op): boolean {
  return kind === "const" || kind === "prim";
}

function isApartCheck(op: Op): op is ExternOp {
  return op.kind === "extern" && op.uses?.includes("expectApart") === true;
}

/**
 * Arrays that are arguments or of modules may be views of the same buffer from now on; other memory of the gradient, which comes out of a
 * list or is `written` too, may not.
 */
function loosen(func: Func, target: Value, users: readonly Op[], written: ReadonlySet<number> = new Set()): void {
  const outer = new Set(func.body.params.filter((_, position) => !written.has(position)));
  for (const op of func.body.ops) {
    if (op.kind === "global") outer.add(op.results[0]);
    if ((op.kind === "load" || op.kind === "getField") && op.results[0] === target) op.apart = undefined;
  }
  const at = func.body.params.indexOf(target);
  if (at >= 0 && func.apart) func.apart = new Set([...func.apart].filter((position) => position !== at));
  for (const check of users) {
    const other = check.operands[1];
    if (!isApartCheck(check) || !isTyped(other.type) || !outer.has(other)) continue;
    check.template = check.template.map((text) => text.replace("expectApart(", "expectOther("));
    check.uses = ["expectOther"];
  }
}
