/** The bounds of `slice` and `fill`: fractions are cut off, negative ones count from the end, and all stay within the array. */
import type { Builder } from "./builder.js";
import type { Value } from "./ops.js";

export interface Range {
  readonly start: Value;
  readonly end: Value;
}

export function clampRange(build: Builder, length: Value, [start, end]: readonly Value[]): Range {
  return {
    start: start ? clampBound(build, length, start) : build.const(0),
    end: end ? clampBound(build, length, end) : length,
  };
}

function clampBound(build: Builder, length: Value, bound: Value): Value {
  const whole = build.prim("trunc", bound);
  const fromEnd = build.prim("max", build.prim("add", length, whole), build.const(0));
  return build.select(build.prim("lt", whole, build.const(0)), fromEnd, build.prim("min", whole, length));
}
