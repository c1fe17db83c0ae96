/** The derivative as a linear map that is kept, and the transpose of a linear function. */
import { type Func, Value } from "../ir/ops.js";
import { tangentType } from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import type { Calculus, Halves } from "./calculus.js";
import { zeroTangent } from "./selection.js";

/**
 * forward: (captures, parameters) -> (value, tape); map: (tape, tangents) -> the tangent of the value. The map is the transpose of the
 * pullback, which is linear in the cotangent: so the function runs once, and the map does not see what happens to its arguments later.
 */
export function linearize(calculus: Calculus, func: Func, captures: number): Halves {
  const pullback = calculus.vjp(func, captures);
  const transposed = calculus.transpose(pullback.map, 1);
  const { params } = func.body;
  const forward = calculus.composeHalf(func, "linearize_forward", params, (build, args) => {
    const [value, tape] = build.call(pullback.forward, [...args]);
    return [value, build.call(transposed.forward, [tape, zeroTangent(build, value)])[1]];
  });
  const list = argumentList(func, captures);
  const tape = new Value(forward.results[1], "tape");
  const tangents = params.slice(captures).map(({ type, name }) => new Value(tangentType(type), `${name ?? "x"}_t`));
  const map = calculus.composeHalf(func, "linear_map", [tape, ...tangents], (build, [held, ...given]) => {
    const [pulled] = build.call(transposed.map, [held, list.write(build, given)]);
    return [argumentList(pullback.map, 1).read(build, pulled, 0)];
  });
  map.rest = func.rest;
  return { forward, map };
}

/** forward: (captures, parameters) -> tape; map: (tape, cotangent) -> an entry for each parameter. */
export function linearTranspose(calculus: Calculus, func: Func, captures: number): Halves {
  calculus.requireLinear(func, captures);
  const { forward, map } = calculus.vjp(func, captures);
  const { params } = func.body;
  const shaped = calculus.composeHalf(func, "transpose_forward", params, (build, args) => [
    build.call(forward, [...args])[1],
  ]);
  return { forward: shaped, map };
}
