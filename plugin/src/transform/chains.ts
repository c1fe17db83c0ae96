/**
 * A loop as a chain of steps. A function that has a loop with a schedule becomes one that calls the loop, as a function of what the loop takes,
 * and the loop has a function for one step; so its states are what that function takes and hands on.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { readsState } from "../analysis/module-state.js";
import {
  type Binding,
  type ForOp,
  type Func,
  type GlobalOp,
  type Op,
  type Region,
  Value,
  type WhileOp,
} from "../ir/ops.js";
import { allRegions, cloneRegion, cloneValue, derivedName, freeValues, substitute } from "../ir/traverse.js";
import { INT, OPAQUE } from "../ir/types.js";
import { writesOutside } from "../analysis/outside-writes.js";

export interface Chain {
  /** (schedule, start and end of a counted loop, what it carries at first, outer values) -> what it carries at last */
  readonly func: Func;
  readonly loop: ForOp | WhileOp;
  /** What it carries, as the parameters of its body. */
  readonly carried: readonly Value[];
  /** What it uses from outside, as parameters of `func`. */
  readonly outers: readonly Value[];
  /** Those of the outer values that are only what it carries at first. */
  readonly roots: readonly Value[];
  /** Those that are memory of a module, by a name that stays. */
  readonly modules: ReadonlyMap<Value, Binding>;
  /** (index of a counted loop, what it carries, outer values) -> what it carries next */
  readonly step: Func;
}

/** The function with calls of its loops, each of which is a chain. */
export function unchain(func: Func): { caller: Func; chains: Chain[] } {
  const body = cloneRegion(func.body, new Map());
  const [schedule] = body.params;
  const chains: Chain[] = [];
  const replacements = new Map<Value, Value>();
  body.ops = body.ops.flatMap((op): Op[] => {
    if (op.kind !== "for" && op.kind !== "while") return [op];
    const around = emptyRegion();
    const state = takeStateOut(op);
    around.ops.push(...state);
    const number = chains.length === 0 ? "" : String(chains.length + 1);
    const chain = op.kind === "for" ? chainOfFor(func, op, number) : chainOfWhile(func, op, number);
    const modules = bindingsOf(state, chain.outers, chain.made.outers);
    chains.push({ ...chain.made, modules });
    const build = new Builder(around);
    build.span = op.span;
    const last = build.call(
      chain.made.func,
      [schedule, ...op.operands, ...chain.outers],
      op.results.map(({ name }) => name),
    );
    const results = op.kind === "for" ? last : expand(around, op.regions[0], last).slice(1);
    op.results.forEach((result, k) => replacements.set(result, results[k]));
    return around.ops;
  });
  substitute(body, replacements);
  return { caller: { ...func, body, scheduled: undefined }, chains };
}

/**
 * Takes what a loop reads of modules out of it, as it assigns none of it: then it is given to the steps, also to those that run again when it
 * has changed.
 */
function takeStateOut(loop: ForOp | WhileOp): GlobalOp[] {
  const taken = new Map<Binding, GlobalOp>();
  const names = new Map<Value, Value>();
  for (const region of loop.regions.flatMap((each) => [...allRegions(each)]))
    region.ops = region.ops.filter((op) => {
      if (op.kind !== "global" || !readsState(op)) return true;
      const first = taken.get(op.binding) ?? op;
      taken.set(op.binding, first);
      if (first !== op) names.set(op.results[0], first.results[0]);
      return false;
    });
  for (const region of loop.regions) substitute(region, names);
  return [...taken.values()];
}

function bindingsOf(state: readonly GlobalOp[], outers: readonly Value[], params: readonly Value[]): Chain["modules"] {
  const found = new Map<Value, Binding>();
  for (const { binding, results } of state) {
    const at = outers.indexOf(results[0]);
    if (binding.constant && at >= 0 && results[0].type.kind === "ref") found.set(params[at], binding);
  }
  return found;
}

type Opened = { readonly made: Omit<Chain, "modules">; readonly outers: Value[] };

function chainOfFor(func: Func, op: ForOp, number: string): Opened {
  const [body] = op.regions;
  const { outers, params, roots, map } = openedFrom([body], op.operands.slice(2));
  const index = body.params[0];
  const bounds = op.operands.slice(0, 2).map(({ type }, k) => new Value(type, k === 0 ? "start" : "end"));
  const inits = body.params.slice(1).map(cloneValue);
  const results = op.results.map(cloneValue);
  const loop: ForOp = { ...op, operands: [...bounds, ...inits], results, regions: [cloneRegion(body, new Map(map))] };
  const made = {
    func: funcOf(
      func,
      `chain${number}`,
      [new Value(OPAQUE, "schedule"), ...bounds, ...inits, ...params],
      [loop],
      results,
    ),
    loop,
    carried: loop.regions[0].params.slice(1),
    outers: params,
    roots,
    step: stepOf(func, `step${number}`, body, [new Value(INT, index.name)], outers),
  };
  return { made, outers };
}

/** What the condition computes for the body is computed by the body, so that a state is what it takes. */
function chainOfWhile(func: Func, op: WhileOp, number: string): Opened {
  const [before, after] = op.regions;
  const whole = emptyRegion(before.params.map(cloneValue));
  whole.yields = expand(whole, after, expand(whole, before, whole.params).slice(1));
  const test: Region = cloneRegion({ ...before, yields: [before.yields[0], ...before.params] }, new Map());
  const { outers, params, roots, map } = openedFrom([whole, test], op.operands);
  const inits = before.params.map(cloneValue);
  const results = before.params.map(cloneValue);
  const regions = [cloneRegion(test, new Map(map)), cloneRegion(whole, new Map(map))];
  const loop: WhileOp = { ...op, operands: inits, results, regions };
  const made = {
    func: funcOf(func, `chain${number}`, [new Value(OPAQUE, "schedule"), ...inits, ...params], [loop], results),
    loop,
    carried: regions[1].params,
    outers: params,
    roots,
    step: stepOf(func, `step${number}`, whole, [], outers),
  };
  return { made, outers };
}

/**
 * What regions take from outside, and parameters in its place. Where they write to memory from outside, that includes what is carried at
 * first: memory may be out of reach of a later state that others still reach.
 */
function openedFrom(
  regions: Region[],
  inits: readonly Value[],
): { outers: Value[]; params: Value[]; roots: Value[]; map: Map<Value, Value> } {
  const free = [...freeValues({ kind: "if", operands: [], results: [], regions })];
  const first = regions.some(writesOutside) ? inits.filter(({ type }) => type.kind === "ref") : [];
  const further = [...new Set(first)].filter((value) => !free.includes(value));
  const roots = further.map(({ type, name }) => new Value(type, name && `first_${name}`));
  const outers = [...free, ...further];
  const params = [...free.map(cloneValue), ...roots];
  return { outers, params, roots, map: new Map(outers.map((outer, k) => [outer, params[k]])) };
}

function stepOf(func: Func, name: string, body: Region, index: readonly Value[], outers: readonly Value[]): Func {
  const carried = body.params.slice(body.params.length - body.yields.length);
  const params = [...index, ...carried.map(cloneValue), ...outers.map(cloneValue)];
  const from = [...body.params, ...outers];
  const map = new Map(from.map((value, k) => [value, params[k]]));
  const { ops, yields } = cloneRegion({ ...body, params: [] }, map);
  return funcOf(func, name, params, ops, yields, carried);
}

function funcOf(func: Func, suffix: string, params: Value[], ops: Op[], yields: Value[], results = yields): Func {
  return {
    name: derivedName(func, suffix),
    body: { params, ops, yields },
    results: results.map(({ type }) => type),
    file: func.file,
    span: func.span,
    source: func.source,
  };
}

/** Puts a copy of a region's operations behind those of another one; returns what the copy yields. */
function expand(into: Region, region: Region, args: readonly Value[]): Value[] {
  const copy = cloneRegion({ ...region, params: [] }, new Map(region.params.map((param, k) => [param, args[k]])));
  into.ops.push(...copy.ops);
  return copy.yields;
}
