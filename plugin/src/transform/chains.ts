/**
 * A loop as a chain of steps. A function that has a loop with a schedule becomes one that calls the loop, as a function of what the loop takes,
 * and the loop has a function for one step; so its states are what that function takes and hands on.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { readsState } from "../analysis/module-state.js";
import type { Binding } from "../ir/bindings.js";
import { type ForOp, type Func, type GlobalOp, type Op, type Region, Value, type WhileOp } from "../ir/ops.js";
import { allRegions, cloneRegion, cloneValue, derivedName, freeValues, substitute } from "../ir/traverse.js";
import { INT, OPAQUE } from "../ir/types.js";
import { writesOutside } from "../analysis/outside-writes.js";
import { dce } from "../optimize/dce.js";
import { type ChainTrace, type Trace, tracesIn } from "./chain-traces.js";

export interface Chain {
  /** (schedule, start and end of a counted loop, what it carries at first, outer values and traces) -> what it carries at last */
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
  readonly traces: readonly ChainTrace[];
  /** `func` without what steps leave in traces, with the same values. */
  readonly untraced: Func;
  /** (index of a counted loop, what it carries, outer values) -> what it carries next, and for each trace an index and the value that goes there */
  readonly step: Func;
  /** The chain in which traces are outer values as others are. */
  readonly whole: () => Chain;
}

/** The function with calls of its loops, each of which is a chain. */
export function unchain(func: Func): { caller: Func; chains: Chain[] } {
  const body = cloneRegion(func.body, new Map());
  // A pair that nobody reads would be memory through which its parts are one structure.
  dce({ ...func, body });
  const [schedule] = body.params;
  const chains: Chain[] = [];
  const replacements = new Map<Value, Value>();
  body.ops = body.ops.flatMap((op): Op[] => {
    if (op.kind !== "for" && op.kind !== "while") return [op];
    const around = emptyRegion();
    const state = takeStateOut(op);
    around.ops.push(...state);
    const number = chains.length === 0 ? "" : String(chains.length + 1);
    const { made, given } = chainOf(func, op, number, state);
    chains.push(made);
    const build = new Builder(around);
    build.span = op.span;
    const last = build.call(
      made.func,
      [schedule, ...op.operands, ...given],
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
  for (const region of loop.regions.flatMap((each) => allRegions(each)))
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

/** Memory of modules that a loop takes, as what it takes it by. */
function bindingsOf(
  state: readonly GlobalOp[],
  outers: readonly Value[],
  map: ReadonlyMap<Value, Value>,
): Chain["modules"] {
  const found = new Map<Value, Binding>();
  for (const {
    binding,
    results: [value],
  } of state)
    if (binding.constant && outers.includes(value) && value.type.kind === "ref") found.set(map.get(value)!, binding);
  return found;
}

/** A loop in the parts that make it a chain. */
interface Parts {
  readonly loop: ForOp | WhileOp;
  /** A step, from the index of a counted loop and what is carried to what is carried next. */
  readonly body: Region;
  readonly test?: Region;
  /** Start and end of a counted loop. */
  readonly bounds: readonly Value[];
  readonly index: readonly Value[];
  readonly inits: readonly Value[];
}

/** `given`: what the call of the chain takes besides the schedule and what the loop takes. */
function chainOf(
  func: Func,
  loop: ForOp | WhileOp,
  number: string,
  state: readonly GlobalOp[],
): { made: Chain; given: readonly Value[] } {
  const parts = loop.kind === "for" ? partsOfFor(loop) : partsOfWhile(loop);
  const { body, test, inits } = parts;
  const regions = test ? [body, test] : [body];
  const free = freeIn(regions);
  // Memory may be out of reach of a later state that others still reach: where a loop writes to memory from outside, it takes what is carried at first.
  const first = regions.some(writesOutside) ? inits.filter(({ type }) => type.kind === "ref") : [];
  const roots = [...new Set(first)].filter((value) => !free.includes(value));
  const traces = tracesIn(body, [...inits, ...(test ? freeIn([test]) : [])]);
  const make = (each: readonly Trace[]): Chain =>
    madeChain(func, parts, number, { free, roots, state }, each, () => make([]));
  return { made: make(traces), given: [...free, ...roots] };
}

function freeIn(regions: Region[]): Value[] {
  return [...freeValues({ kind: "if", operands: [], results: [], regions })];
}

function partsOfFor(loop: ForOp): Parts {
  const [body] = loop.regions;
  const [start, end] = loop.operands.slice(0, 2).map(({ type }, k) => new Value(type, k === 0 ? "start" : "end"));
  const index = [new Value(INT, body.params[0].name)];
  return { loop, body, bounds: [start, end], index, inits: loop.operands.slice(2) };
}

/** What the condition computes for the body is computed by the body, so that a state is what it takes. */
function partsOfWhile(loop: WhileOp): Parts {
  const [before, after] = loop.regions;
  const body = emptyRegion(before.params.map(cloneValue));
  body.yields = expand(body, after, expand(body, before, body.params).slice(1));
  const test: Region = cloneRegion({ ...before, yields: [before.yields[0], ...before.params] }, new Map());
  return { loop, body, test, bounds: [], index: [], inits: loop.operands };
}

function madeChain(
  func: Func,
  { loop, body, test, bounds, index }: Parts,
  number: string,
  given: { readonly free: readonly Value[]; readonly roots: readonly Value[]; readonly state: readonly GlobalOp[] },
  traces: readonly Trace[],
  whole: () => Chain,
): Chain {
  const free = given.free.map(cloneValue);
  const roots = given.roots.map(({ type, name }) => new Value(type, name && `first_${name}`));
  const all = [...given.free, ...given.roots];
  const map = new Map(all.map((value, k) => [value, [...free, ...roots][k]]));
  const [firsts, results] = [body.params, body.params].map((each) => each.slice(index.length).map(cloneValue));
  const tests = test ? [cloneRegion(test, new Map(map))] : [];
  const inner = new Map(map);
  const copy = cloneRegion(body, inner);
  const params = [new Value(OPAQUE, "schedule"), ...bounds, ...firsts, ...free, ...roots];
  const around = (region: Region): { loop: ForOp | WhileOp; func: Func } => {
    const made = { ...loop, operands: [...bounds, ...firsts], results, regions: [...tests, region] } as ForOp | WhileOp;
    return { loop: made, func: funcOf(func, `chain${number}`, params, [made], results) };
  };
  const isTrace = (value: Value): boolean => traces.some(({ array }) => array === value);
  const untraced = { ...copy, ops: copy.ops.filter((_, k) => !traces.some(({ store }) => store === body.ops[k])) };
  // Where nothing else is written to, nobody misses what was carried at first.
  const reaches = [untraced, ...tests].some(writesOutside);
  const outers = [...given.free.filter((value) => !isTrace(value)), ...(reaches ? given.roots : [])];
  return {
    ...around(copy),
    carried: copy.params.slice(index.length),
    outers: outers.map((value) => map.get(value)!),
    roots: reaches ? roots : [],
    modules: bindingsOf(given.state, outers, map),
    traces: traces.map(({ array, store }) => ({
      array: map.get(array)!,
      left: inner.get(store.operands[2])!,
    })),
    untraced: around(untraced).func,
    step: stepOf(func, `step${number}`, body, index, outers, traces),
    whole,
  };
}

function stepOf(
  func: Func,
  name: string,
  body: Region,
  index: readonly Value[],
  outers: readonly Value[],
  traces: readonly Trace[],
): Func {
  const carried = body.params.slice(index.length);
  const params = [...index, ...carried.map(cloneValue), ...outers.map(cloneValue)];
  const from = [...body.params, ...outers];
  const map = new Map(from.map((value, k) => [value, params[k]]));
  const left = traces.flatMap(({ store }) => store.operands.slice(1));
  const inner = {
    params: [],
    ops: body.ops.filter((op) => !traces.some(({ store }) => store === op)),
    yields: [...body.yields, ...left],
  };
  const { ops, yields } = cloneRegion(inner, map);
  return funcOf(func, name, params, ops, yields, [...carried, ...left]);
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
