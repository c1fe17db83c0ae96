/**
 * The arguments of a function as one value, as `jvp` takes them and a pullback returns them: a tuple, or where the
 * function has a rest parameter the list of all its arguments.
 */
import { type Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { arrayOf, F64, INT, memoryOf, type Type, tupleOf } from "../ir/types.js";

export interface ArgumentList {
  readonly type: Type;
  /** An argument of a list; that of a rest parameter is fresh memory. */
  read(build: Builder, list: Value, k: number, name?: string): Value;
  write(build: Builder, values: readonly Value[]): Value;
}

export function argumentList(func: Func, captures: number): ArgumentList {
  const params = func.body.params.slice(captures);
  const fixed = params.length - 1;
  if (!func.rest) return tupleList(params);
  if (fixed === 0) return { type: params[0].type, read: (_, list) => list, write: (_, [values]) => values };
  const rest = memoryOf(params[fixed].type);
  const isFlat = rest.kind === "array" && [...params.slice(0, fixed), rest.element].every(isReal);
  return isFlat ? flatList(fixed) : tupleList(params);
}

function tupleList(params: readonly Value[]): ArgumentList {
  return {
    type: tupleOf(params.map((param) => param.type)),
    read: (build, list, k, name) => build.getField(list, String(k), name),
    write: (build, values) => build.literal(tupleOf(values.map((value) => value.type)), [...values]),
  };
}

/** `[x, ...a]` of numbers. */
function flatList(fixed: number): ArgumentList {
  const type = arrayOf(F64);
  return {
    type,
    read: (build, list, k, name) =>
      k < fixed ? build.load(list, build.const(k), name) : build.copy(list, { range: [build.const(fixed)] }),
    write: (build, values) => {
      const rest = values[fixed];
      const count = build.length(rest);
      const list = build.alloc(type, build.prim("add", count, build.const(fixed)));
      for (let k = 0; k < fixed; k++) build.store(list, build.const(k), values[k]);
      const index = new Value(INT, "i");
      const body = emptyRegion([index]);
      build.within(body, () =>
        build.store(list, build.prim("add", index, build.const(fixed)), build.load(rest, index)),
      );
      build.for({ start: build.const(0), end: count, step: 1, inclusive: false }, [], body);
      return list;
    },
  };
}

function isReal(value: Value | Type): boolean {
  return (value instanceof Value ? value.type : value).kind === "f64";
}
