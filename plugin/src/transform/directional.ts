/** A function beside its derivative in one direction: what `jvp` is. */
import { Builder } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import { F64, tangentType } from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import { shadowOfTangent } from "./entry-shapes.js";
import { publicTangent, tuple, zeroTangent } from "./selection.js";
import type { Tangents } from "./tangent-functions.js";

/** (captures, primals, tangents) */
export function directionalParams(func: Func, captures: number): Value[] {
  const { type } = argumentList(func, captures);
  return [...func.body.params.slice(0, captures), new Value(type, "primals"), new Value(tangentType(type), "tangents")];
}

/** `check`: of the arguments; `tangents`: the function with tangents beside its values. */
export function fillDirectional(
  made: Func,
  func: Func,
  captures: number,
  check: (build: Builder, args: readonly Value[]) => void,
  tangents: () => Tangents,
): void {
  const { params } = func.body;
  const args = params.slice(captures);
  const list = argumentList(func, captures);
  const { body } = made;
  const [bound, given] = [body.params.slice(0, captures), body.params.slice(captures)];
  const build = new Builder(body);
  const values = args.map((arg, k) => list.read(build, given[0], k, arg.name));
  check(build, [...bound, ...values]);
  const { callee, lanes } = tangents();
  const [active] = lanes;
  const directions = params.flatMap((param, k) => {
    if (!active.params[k]) return [];
    if (k < captures) return [param.type.kind === "f64" ? build.const(0, F64) : build.zeros(bound[k])];
    const tangent = list.read(build, given[1], k - captures, `${param.name}_t`);
    // A copy, as the function may write to it and the caller's tangents stay untouched.
    if (param.type.kind !== "ref") return [tangent];
    const copy = (): Value => shadowOfTangent(build, tangent, values[k - captures], `${param.name ?? "x"}_t`);
    return [func.optional?.has(k) ? ifPresent(build, values[k - captures], copy) : copy()];
  });
  const [value, direction] = build.call(callee, [...bound, ...values, ...directions]);
  const tangent = active.results[0] ? publicTangent(build, value, direction) : zeroTangent(build, value);
  const result = tuple(build, [value, tangent]);
  body.yields = [result];
  made.results = [result.type];
}
