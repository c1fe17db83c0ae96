/** Conditions of which only as much is evaluated as is needed. */
import { type Builder, emptyRegion } from "./builder.js";
import type { Value } from "./ops.js";
import { BOOL } from "./types.js";

/** `a && b()` */
export function both(build: Builder, a: Value, b: () => Value): Value {
  const [then, otherwise] = [emptyRegion(), emptyRegion()];
  then.yields = [build.within(then, b)];
  otherwise.yields = [build.within(otherwise, () => build.const(false))];
  return build.if(a, then, otherwise, [BOOL])[0];
}

/** `a || b()` */
export function either(build: Builder, a: Value, b: () => Value): Value {
  const [then, otherwise] = [emptyRegion(), emptyRegion()];
  then.yields = [build.within(then, () => build.const(true))];
  otherwise.yields = [build.within(otherwise, b)];
  return build.if(a, then, otherwise, [BOOL])[0];
}

/** What JavaScript says of values, in the gaps of `template`. */
export function ask(
  build: Builder,
  template: readonly string[],
  operands: readonly Value[],
  uses?: readonly string[],
): Value {
  return build.extern(template, operands, BOOL, { effect: "reads", uses });
}

/** What is reached from a value by the names of fields. */
export interface Place {
  readonly root: Value;
  readonly fields: readonly string[];
}

/** What JavaScript says of what is at a place: the text around its name. */
export function askAt(
  build: Builder,
  place: Place,
  [before, after]: readonly [string, string],
  ...uses: string[]
): Value {
  return ask(build, [before, `${pathOf(place)}${after}`], [place.root], uses);
}

/** How the place is written behind the name of the value: `.origin.x`, `[0]`. */
export function pathOf({ fields }: Place): string {
  return fields.map(access).join("");
}

function access(name: string): string {
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return `.${name}`;
  return /^\d+$/.test(name) ? `[${name}]` : `[${JSON.stringify(name)}]`;
}
