/**
 * Walking, substituting and cloning: what every pass does to regions.
 *
 * Loops count here, as most of a compilation runs before the engine has optimized it: an iterator is an object for each element then.
 */
import { type Func, type Op, type Region, Value } from "./ops.js";

/** Every operation of a region and of the regions within, in program order, an operation before its regions. */
export function allOps(region: Region): Op[] {
  const found: Op[] = [];
  collectOps(region, found);
  return found;
}

function collectOps(region: Region, found: Op[]): void {
  const { ops } = region;
  for (let k = 0; k < ops.length; k++) {
    const op = ops[k];
    found.push(op);
    const { regions } = op;
    for (let at = 0; at < regions.length; at++) collectOps(regions[at], found);
  }
}

/** A region and those within, in program order, as they are now. */
export function allRegions(region: Region): Region[] {
  const found: Region[] = [];
  collectRegions(region, found);
  return found;
}

function collectRegions(region: Region, found: Region[]): void {
  found.push(region);
  const { ops } = region;
  for (let k = 0; k < ops.length; k++) {
    const { regions } = ops[k];
    for (let at = 0; at < regions.length; at++) collectRegions(regions[at], found);
  }
}

/** The operations that values are results of. */
export function definitionsOf(ops: readonly Op[]): Map<Value, Op> {
  const definitions = new Map<Value, Op>();
  for (let k = 0; k < ops.length; k++) {
    const { results } = ops[k];
    for (let at = 0; at < results.length; at++) definitions.set(results[at], ops[k]);
  }
  return definitions;
}

/** The values that are other ones each time a region runs. */
export function definedIn(region: Region): Set<Value> {
  const found = new Set<Value>();
  for (const { params, ops } of allRegions(region)) {
    for (const param of params) found.add(param);
    for (const { results } of ops) for (const result of results) found.add(result);
  }
  return found;
}

/** As `allRegions`, for what changes a region as it comes to it: the regions within are those that are left in it then. */
export function forEachRegion(region: Region, visit: (region: Region) => void): void {
  visit(region);
  const { ops } = region;
  for (let k = 0; k < ops.length; k++) {
    const { regions } = ops[k];
    for (let at = 0; at < regions.length; at++) forEachRegion(regions[at], visit);
  }
}

/** What a value has been replaced by in the end: follows chains in the map. */
export function resolve(value: Value, map: ReadonlyMap<Value, Value>): Value {
  let current = value;
  for (let next = map.get(current); next; next = map.get(current)) current = next;
  return current;
}

/** Replaces the values of a list, in place. */
export function replaceIn(values: Value[], map: ReadonlyMap<Value, Value>): void {
  if (map.size === 0) return;
  for (let k = 0; k < values.length; k++) values[k] = resolve(values[k], map);
}

/** Replaces uses (operands and yields) throughout a region. */
export function substitute(region: Region, map: ReadonlyMap<Value, Value>): void {
  if (map.size === 0) return;
  forEachRegion(region, (inner) => {
    for (const op of inner.ops) op.operands = replaced(op.operands, map);
    inner.yields = replaced(inner.yields, map);
  });
}

function replaced(values: Value[], map: ReadonlyMap<Value, Value>): Value[] {
  return values.some((value) => map.has(value)) ? values.map((value) => resolve(value, map)) : values;
}

/** The number of times that each value is used as an operand or a yield in a region and those within. */
export function countUses(region: Region): Map<Value, number> {
  const uses = new Map<Value, number>();
  const use = (values: readonly Value[]): void => {
    for (let k = 0; k < values.length; k++) uses.set(values[k], (uses.get(values[k]) ?? 0) + 1);
  };
  forEachRegion(region, ({ ops, yields }) => {
    for (let k = 0; k < ops.length; k++) use(ops[k].operands);
    use(yields);
  });
  return uses;
}

/** The values that an operation and what is inside it use from outside, each once, in the order of their use. */
export function freeValues(op: Op): Set<Value> {
  const used = new Set<Value>(op.operands);
  // A value is defined in one place only, and before it is used.
  const inside = new Set<Value>();
  const use = (value: Value): void => {
    if (!inside.has(value)) used.add(value);
  };
  const visit = (region: Region): void => {
    for (const param of region.params) inside.add(param);
    for (const inner of region.ops) {
      inner.operands.forEach(use);
      inner.regions.forEach(visit);
      for (const result of inner.results) inside.add(result);
    }
    region.yields.forEach(use);
  };
  op.regions.forEach(visit);
  return used;
}

export function cloneValue(value: Value): Value {
  return new Value(value.type, value.name);
}

/** A copy of a region with fresh values; `map` gives the values of its free variables and receives all new ones. */
export function cloneRegion(region: Region, map: Map<Value, Value>): Region {
  const params = region.params.map((param) => rename(param, map));
  const ops = region.ops.map((op) => cloneOp(op, map));
  return { params, ops, yields: region.yields.map((value) => map.get(value) ?? value) };
}

export function cloneOp(op: Op, map: Map<Value, Value>): Op {
  const operands = op.operands.map((operand) => map.get(operand) ?? operand);
  const regions = op.regions.map((region) => cloneRegion(region, map));
  const results = op.results.map((result) => rename(result, map));
  return { ...op, operands, results, regions };
}

export function cloneFunc(func: Func): Func {
  return { ...func, body: cloneRegion(func.body, new Map()) };
}

function rename(value: Value, map: Map<Value, Value>): Value {
  const fresh = cloneValue(value);
  map.set(value, fresh);
  return fresh;
}

/**
 * The functions that a function calls or closes over, and those that they do, each once, callees first; not those that
 * `stop` holds for, nor what only they reach.
 */
export function reachable(roots: Iterable<Func>, stop: (func: Func) => boolean = () => false): Func[] {
  const seen = new Set<Func>();
  const order: Func[] = [];
  const visit = (func: Func): void => {
    if (seen.has(func) || stop(func)) return;
    seen.add(func);
    for (const op of allOps(func.body)) if (op.kind === "call" || op.kind === "closure") visit(op.callee);
    order.push(func);
  };
  for (const root of roots) visit(root);
  return order;
}

/** The operations that use each value as an operand, in program order. */
export function usersIn(region: Region): Map<Value, Op[]> {
  return usersOf(region, () => true);
}

/** As `usersIn`, of references alone, which are few. */
export function usersOfMemory(region: Region): Map<Value, Op[]> {
  return usersOf(region, ({ type }) => type.kind === "ref");
}

function usersOf(region: Region, isWanted: (value: Value) => boolean): Map<Value, Op[]> {
  const users = new Map<Value, Op[]>();
  const ops = allOps(region);
  for (let k = 0; k < ops.length; k++) {
    const { operands } = ops[k];
    for (let at = 0; at < operands.length; at++) {
      const operand = operands[at];
      if (!isWanted(operand)) continue;
      const known = users.get(operand);
      if (known) known.push(ops[k]);
      else users.set(operand, [ops[k]]);
    }
  }
  return users;
}

/** Whether an operation uses a value, in itself or in its regions, which may hand it on. */
export function touches(op: Op, value: Value): boolean {
  if (op.operands.includes(value)) return true;
  const { regions } = op;
  for (let at = 0; at < regions.length; at++) {
    const { ops, yields } = regions[at];
    if (yields.includes(value)) return true;
    for (let k = 0; k < ops.length; k++) if (touches(ops[k], value)) return true;
  }
  return false;
}

/** Whether a parameter may be `undefined` or `null`. */
export function mayBeMissing({ body, optional, nullable }: Func, param: Value): boolean {
  const position = body.params.indexOf(param);
  return optional?.has(position) === true || nullable?.has(position) === true;
}

/** A name for what is derived from a function: `loss_grad` of the instance `loss_primal`. */
export function derivedName(func: Func, suffix: string): string {
  return `${func.name.replace(/_primal$/, "")}_${suffix}`;
}

/** A name for a type that belongs to a function: `LossTape`. */
export function typeNameFor({ source }: Func, suffix: string): string {
  const words = source.split(/[^\p{ID_Continue}$]+/u).filter((word) => word !== "");
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return `${/^\d/.test(name) ? "_" : ""}${name}${suffix}`;
}

/** Whether the result of an operation is memory that nothing refers to yet. */
export function isAllocation(op: Op): boolean {
  return op.kind === "alloc" || op.kind === "literal" || op.kind === "copy" || op.kind === "zeros";
}
