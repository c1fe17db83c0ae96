/** The derivative as a linear map that is kept, and the transpose of a linear function. */
import { type Func, type Op, Value } from "../ir/ops.js";
import { allOps, reachable, typeNameFor } from "../ir/traverse.js";
import { hasPlaces } from "../ir/shapes.js";
import { isDifferentiable, memoryOf, namedRecord, refTo, tangentType, type Type } from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import type { Calculus, Halves } from "./calculus.js";
import { isEntangled } from "./entry-shapes.js";
import { argumentCopy } from "./presence.js";
import { zeroCotangent } from "./rows.js";
import { filledWithSome } from "./some-tangent.js";

/** forward: (captures, parameters) -> (value, tape); map: (tape, tangents) -> the tangent of the value. */
export function linearize(calculus: Calculus, func: Func, captures: number): Halves {
  const pullback = calculus.vjp(func, captures);
  const [result] = func.results;
  const isApart = !result || !isDifferentiable(result) || hasPlaces(result);
  if (isApart && !movesReferences(pullback.map)) return transposed(calculus, func, captures, pullback);
  return runAgain(calculus, func, captures);
}

/**
 * The transpose of the pullback, which is linear in the cotangent: the function runs once, and the map does not see what happens to its
 * arguments later.
 */
function transposed(calculus: Calculus, func: Func, captures: number, pullback: Halves): Halves {
  const back = calculus.transpose(pullback.map, 1);
  const forward = calculus.composeHalf(func, "linearize_forward", func.body.params, (build, args) => {
    const [value, tape] = build.call(pullback.forward, [...args]);
    const cotangent = filledWithSome(build, zeroCotangent(build, value));
    return [value, build.call(back.forward, [tape, cotangent])[1]];
  });
  const list = argumentList(func, captures);
  const params = mapParams(func, captures, forward.results[1]);
  const map = calculus.composeHalf(func, "linear_map", params, (build, [held, ...given]) => {
    const [pulled] = build.call(back.map, [held, list.write(build, given)]);
    return [argumentList(pullback.map, 1).read(build, pulled, 0)];
  });
  map.rest = func.rest;
  return { forward, map };
}

/**
 * The pullback of a function that changes which memory its arguments refer to puts references back, and its transpose could only be
 * called once; that of one that returns a list or tree does not know its places. The map runs the function in forward mode, each time
 * on copies of the arguments.
 */
function runAgain(calculus: Calculus, func: Func, captures: number): Halves {
  const { params } = func.body;
  if (params.some(({ type }) => isEntangled(type)) || !calculus.isRepeatable(func, true))
    calculus.refuse(func, { code: "AD3008", args: ["linearize", func.source], span: func.span });
  const list = argumentList(func, captures);
  const along = calculus.jvp(func, captures);
  const forward = calculus.composeHalf(func, "linearize_forward", params, (build, args) => {
    const copies = args.map((arg, k) => argumentCopy(build, func, k, arg));
    const fields = copies.map(({ type }, k) => ({ name: `argument${k}`, type }));
    const tape = build.literal(refTo(namedRecord(typeNameFor(func, "Arguments"), fields)), copies);
    return [build.call(func, [...args])[0], tape];
  });
  const given = mapParams(func, captures, forward.results[1]);
  const map = calculus.composeHalf(func, "linear_map", given, (build, [tape, ...tangents]) => {
    const args = params.map((_, k) => argumentCopy(build, func, k, build.getField(tape, `argument${k}`)));
    const lists = [list.write(build, args.slice(captures)), list.write(build, tangents)];
    return [build.getField(build.call(along, [...args.slice(0, captures), ...lists])[0], "1")];
  });
  map.rest = func.rest;
  return { forward, map };
}

function mapParams(func: Func, captures: number, tape: Type): Value[] {
  const tangents = func.body.params
    .slice(captures)
    .map(({ type, name }) => new Value(tangentType(type), `${name ?? "x"}_t`));
  return [new Value(tape, "tape"), ...tangents];
}

/** Whether it stores references in memory that is not a cache. */
function movesReferences(func: Func): boolean {
  const stores = ({ kind, operands }: Op): boolean => {
    if (kind !== "store" && kind !== "setField" && kind !== "push" && kind !== "fill") return false;
    const stored = operands[kind === "store" ? 2 : 1];
    return stored.type.kind === "ref" && memoryOf(operands[0].type).kind !== "stack";
  };
  return reachable([func]).some((each) => allOps(each.body).some(stores));
}

/** forward: (captures, parameters) -> tape; map: (tape, cotangent) -> an entry for each parameter. */
export function linearTranspose(calculus: Calculus, func: Func, captures: number): Halves {
  const { forward, map } = calculus.vjp(func, captures);
  calculus.requireLinear(func, captures);
  const { params } = func.body;
  const shaped = calculus.composeHalf(func, "transpose_forward", params, (build, args) => [
    build.call(forward, [...args])[1],
  ]);
  return { forward: shaped, map };
}
