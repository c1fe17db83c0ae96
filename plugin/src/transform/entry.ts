/** What user code calls in place of an operator: the derivative with checks of its arguments, under the name it is given. */
import { Builder, emptyRegion, producerOf } from "../ir/builder.js";
import {
  givesMap,
  isCheck,
  leadingArguments,
  type MapOperator,
  type OperatorName,
  type OperatorOptions,
  operatorRows,
  type ValueOperator,
} from "../ir/operator-names.js";
import { kindOf } from "../ir/kinds.js";
import { type Func, type GetFieldOp, type LiteralOp, type Op, type Region, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { allOps, allRegions, cloneRegion, cloneValue, substitute, usersIn } from "../ir/traverse.js";
import {
  isDifferentiable,
  isNumber,
  memoryOf,
  type RecordMemory,
  sameType,
  tangentType,
  type Type,
  tupleOf,
} from "../ir/types.js";
import type { Halves } from "./calculus.js";
import { Checks, listKind, presenceOf } from "./entry-checks.js";
import { isEntangled } from "./entry-shapes.js";
import { fromPublic, publicType, toPublic } from "./public-lists.js";
import { zeroTangent } from "./selection.js";

/** The derivatives of a function as functions of the IR. */
export interface DerivedFunctions {
  derive(operator: ValueOperator, func: Func, captures: number, options: OperatorOptions): Func;
  linearMap(operator: MapOperator, func: Func, captures: number): Halves;
}

export interface EntryRequest {
  readonly operator: OperatorName;
  readonly primal: Func;
  /** How many leading parameters of the primal are captured variables. */
  readonly captures: number;
  readonly options: OperatorOptions;
  readonly name: string;
}

export function makeEntry(derived: DerivedFunctions, request: EntryRequest): Func {
  const { operator, primal, captures, options } = request;
  if (isCheck(operator)) throw new Error("a check has no derivative of its own");
  if (givesMap(operator)) return mapEntry(request, derived.linearMap(operator, primal, captures));
  const func = derived.derive(operator, primal, captures, options);
  const { takes } = operatorRows[operator];
  if (takes === "series") return seriesEntry(request, func);
  return takes === "lists" ? listsEntry(request, func) : argumentsEntry(request, func);
}

function argumentsEntry(request: EntryRequest, core: Func): Func {
  const made = entry(request, core);
  made.rest = core.rest;
  return checkedArguments(request, made);
}

function listsEntry(request: EntryRequest, core: Func): Func {
  const { captures } = request;
  const made = entry(request, withOwnTangents(core, captures));
  const [primals, tangents] = made.body.params.slice(captures);
  return checked(
    made,
    (check) => {
      check.kind(primals, { kind: listKind(request.primal, request.captures) });
      check.like(`the ${tangents.name ?? "tangents"}`, tangents, primals, !request.primal.optional?.size);
    },
    request,
  );
}

function seriesEntry(request: EntryRequest, core: Func): Func {
  const made = entry(request, core);
  const [primals, series] = made.body.params.slice(request.captures);
  return checked(
    made,
    (check) => {
      check.kind(primals, { kind: listKind(request.primal, request.captures) });
      check.series(series, primals, request.options.order ?? 1);
    },
    request,
  );
}

/** A function that returns `[value, map]`, or the map alone. */
function mapEntry(request: EntryRequest, { forward, map }: Halves): Func {
  const { primal, name, operator } = request;
  const made = entry(request, forward);
  made.rest = primal.rest;
  const build = new Builder(made.body);
  const { yields } = made.body;
  const tape = yields[yields.length - 1];
  const shapes = operator === "linearize" ? shapesInFront(made, request) : [];
  const closure =
    operator === "linearize"
      ? build.closure(linearEntry(request, map), [tape, ...shapes])
      : pullbackClosure(request, map, build, made, tape);
  made.body.yields =
    yields.length > 1 ? [build.literal(tupleOf([yields[0].type, closure.type]), [yields[0], closure])] : [closure];
  made.results = [made.body.yields[0].type];
  made.name = name;
  return checkedArguments(request, made);
}

/** Zero tangents of the arguments as they are when the function is called. */
function shapesInFront({ body }: Func, { primal, captures }: EntryRequest): Value[] {
  const front = emptyRegion();
  const build = new Builder(front);
  const shapes = body.params.slice(captures).map((param, k) => {
    const shape = (): Value => zeroTangent(build, param);
    const mayLack = param.type.kind === "ref" && presenceOf(primal, k + captures) !== undefined;
    return mayLack ? ifPresent(build, param, shape, null) : shape();
  });
  body.ops.unshift(...front.ops);
  return shapes;
}

/** The pullback of a function whose value is known, bound to its tape. */
function pullbackClosure(request: EntryRequest, pullback: Func, build: Builder, made: Func, tape: Value): Value {
  const [value] = made.body.yields;
  if (value === tape)
    return build.closure(pullbackEntry(request, pullback, { compared: undefined, count: undefined }), [tape]);
  const count = countOfNumbers(made, value);
  const isCompared = count === undefined && value.type.kind === "ref" && isDifferentiable(value.type);
  const callee = pullbackEntry(request, pullback, { compared: isCompared ? value.type : undefined, count });
  return build.closure(callee, isCompared ? [tape, value] : [tape]);
}

/** (tape, shapes, tangents) -> the tangent of the value; the shapes are what the tangents are compared with. */
function linearEntry({ primal, captures, name, operator }: EntryRequest, map: Func): Func {
  const [tape, ...tangents] = map.body.params;
  const args = primal.body.params.slice(captures).map((param) => new Value(tangentType(param.type), param.name));
  const own = [tape, ...tangents].map(cloneValue);
  const renamed = new Map([tape, ...tangents].map((param, k) => [param, own[k]]));
  const { ops, yields } = cloneRegion({ ...map.body, params: [] }, renamed);
  const body = { params: [own[0], ...args, ...own.slice(1)], ops, yields };
  const made: Func = { ...map, name: `${name}_map`, body };
  return checked(
    made,
    (check) =>
      args.forEach((arg, k) => {
        const isThere = presenceOf(primal, k + captures) === undefined;
        check.like(`the tangent of '${arg.name ?? "x"}'`, own[k + 1], arg, isThere);
      }),
    { operator, primal },
  );
}

/**
 * Tangents of nested memory share what their primals share, whatever the caller's do, and hold `null` where the primals
 * have no derivative, whatever the caller's hold.
 */
function withOwnTangents(core: Func, captures: number): Func {
  const [primals, tangents] = core.body.params.slice(captures);
  const memory = memoryOf(primals.type);
  if (memory.kind === "record" ? memory.fields.every(({ type }) => isFlat(type)) : isFlat(memory.element)) return core;
  const front = emptyRegion();
  const build = new Builder(front);
  const own = (tangent: Value, primal: Value): Value =>
    // What is entangled is made one where the sweep starts.
    isFlat(primal.type) || isEntangled(primal.type)
      ? tangent
      : build.extern(["fromTangent(", ", ", ")"], [tangent, primal], tangent.type, {
          effect: "reads",
          uses: ["fromTangent"],
        });
  const member = (list: Value, name: string): Value => build.getField(list, name);
  const owned =
    memory.kind === "record"
      ? build.literal(
          tangents.type,
          memory.fields.map(({ name }) => own(member(tangents, name), member(primals, name))),
        )
      : own(tangents, primals);
  const inner = cloneRegion({ ...core.body, params: [] }, new Map([[tangents, owned]]));
  const made = { ...core, body: { ...core.body, ops: [...front.ops, ...inner.ops], yields: inner.yields } };
  takeOwn(made.body, build.literalOf(owned));
  return made;
}

/** What the derivative reads from the list is what has been put there. It copies tangents, which those made just before need not be. */
function takeOwn(body: Region, owned: LiteralOp | undefined): void {
  if (!owned) return;
  const { fields } = memoryOf(owned.results[0].type) as RecordMemory;
  const users = usersIn(body);
  const replaced = new Map<Value, Value>();
  const needless = new Set<Op>();
  const reads = users.get(owned.results[0]) ?? [];
  if (!reads.every(({ kind }) => kind === "getField")) return;
  for (const read of reads as GetFieldOp[]) {
    const value = owned.operands[fields.findIndex(({ name }) => name === read.field)];
    replaced.set(read.results[0], value);
    needless.add(read);
    const [copy, ...others] = users.get(read.results[0]) ?? [];
    const isCopied = copy?.kind === "copy" && copy.deep && copy.operands.length === 1 && others.length === 0;
    const isOwn = producerOf(value)?.kind === "extern" && users.get(value)?.length === 1;
    if (!isCopied || !isOwn || !sameType(copy.results[0].type, value.type)) continue;
    replaced.set(copy.results[0], value);
    needless.add(copy);
  }
  for (const region of allRegions(body)) region.ops = region.ops.filter((op) => !needless.has(op));
  substitute(body, replaced);
}

/** Without memory in it. */
function isFlat(type: Type): boolean {
  if (type.kind !== "ref") return true;
  return type.memory.kind === "array" && type.memory.element.kind !== "ref";
}

/** Lists of arguments come as users write them. */
function takePublicLists(made: Func): void {
  const { body } = made;
  const lists = body.params.filter((param) => publicType(param.type) !== param.type);
  if (lists.length === 0) return;
  const given = new Map(lists.map((list) => [list, new Value(publicType(list.type), list.name)]));
  const front = emptyRegion();
  const build = new Builder(front);
  const map = new Map(lists.map((list) => [list, fromPublic(build, given.get(list) as Value, list.type)]));
  const inner = cloneRegion({ ...body, params: [] }, map);
  body.params = body.params.map((param) => given.get(param) ?? param);
  body.ops = [...front.ops, ...inner.ops];
  body.yields = inner.yields;
}

function entry({ name }: EntryRequest, core: Func): Func {
  const made = { ...core, name, body: cloneRegion(core.body, new Map()), exported: true };
  takePublicLists(made);
  return made;
}

/** Whether nothing can add to an array that is made here. */
function isOnlyRead(body: Region, value: Value): boolean {
  const isYielded = allRegions(body).some((region) => region !== body && region.yields.includes(value));
  const users = allOps(body).filter(({ operands }) => operands.includes(value));
  return !isYielded && users.every(({ kind }) => kind === "load" || kind === "length" || kind === "copy");
}

/** The length of a value that is certainly an Array of so many numbers. */
function countOfNumbers({ body }: Func, value: Value): number | undefined {
  const made = body.ops.find((op) => op.results.includes(value));
  if (made?.kind !== "literal") return undefined;
  const memory = memoryOf(value.type);
  const isList =
    memory.kind === "record"
      ? memory.tuple
      : memory.kind === "array" && memory.container === "Array" && isOnlyRead(body, value);
  return isList && made.operands.every(({ type }) => isNumber(type)) ? made.operands.length : undefined;
}

/** What a cotangent has to be like: a value of this type, or a list of so many numbers, or else a number. */
interface CotangentKind {
  readonly compared: Type | undefined;
  readonly count: number | undefined;
}

/** (tape, value, cotangent) -> an entry for each parameter; with the value only where the cotangent is compared with it. */
function pullbackEntry(request: EntryRequest, core: Func, { compared, count }: CotangentKind): Func {
  const [tape, cotangent] = core.body.params;
  const [held, given] = [cloneValue(tape), cloneValue(cotangent)];
  const value = compared && new Value(compared, "y");
  const made: Func = {
    ...core,
    name: `${request.name}_pullback`,
    body: emptyRegion(value ? [held, value, given] : [held, given]),
  };
  const map = new Map([
    [tape, held],
    [cotangent, given],
  ]);
  const body = cloneRegion({ ...core.body, params: [] }, map);
  made.body.ops = body.ops;
  made.body.yields = body.yields.map((each) => toPublic(new Builder(made.body), each));
  made.results = made.body.yields.map(({ type }) => type);
  return checked(
    made,
    (check) => {
      if (value) check.like("the cotangent", given, value);
      else if (count !== undefined) check.numbers("the cotangent", given, count);
      else if (given.type.kind === "f64") check.kind(given, { name: "the cotangent" });
    },
    request,
  ); // prettier-ignore
}

function checkedArguments(request: EntryRequest, made: Func): Func {
  const { primal, captures, operator } = request;
  // Memory for the gradient is compared with what it is for, in the derivative itself, and so is a plan.
  const args = made.body.params.slice(captures + leadingArguments(operator));
  return checked(
    made,
    (check) => {
      args.forEach((arg, k) => {
        const { type } = primal.body.params[k + captures];
        check.kind(arg, { kind: kindOf(type), presence: presenceOf(primal, k + captures) });
      });
      if (primal.rest && !givesMap(operator)) check.passed(args, request.options.argnums);
    },
    request,
  );
}

/** Puts checks in front of a function's body. */
function checked(
  made: Func,
  body: (check: Checks) => void,
  { operator, primal }: Pick<EntryRequest, "operator" | "primal">,
): Func {
  const region = emptyRegion();
  const build = new Builder(region);
  build.span = primal.span;
  body(new Checks(build, `${operator}(${primal.source})`));
  made.body.ops.unshift(...region.ops);
  return made;
}
