/**
 * The arguments of a function as one value, as `jvp` takes them and a pullback returns them: a tuple, or where the
 * function has a rest parameter the list of all its arguments.
 */
import type { Builder } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import {
  arrayOf,
  F64,
  isDifferentiable,
  memoryOf,
  OPAQUE,
  recordOf,
  sameType,
  type Type,
  tupleOf,
} from "../ir/types.js";

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
  const { type } = params[fixed];
  if (fixed === 0 && isDifferentiable(type)) return { type, read: (_, list) => list, write: (_, [values]) => values };
  const element = elementType(type);
  const isUniform =
    element && isDifferentiable(element) && params.slice(0, fixed).every((p) => sameType(p.type, element));
  return isUniform ? flatList(fixed, element) : spreadList(params);
}

function tupleList(params: readonly Value[]): ArgumentList {
  return {
    type: tupleOf(params.map((param) => param.type)),
    read: (build, list, k, name) => build.getField(list, String(k), name),
    write: (build, values) => build.literal(tupleOf(values.map((value) => value.type)), [...values]),
  };
}

/** `[w, ...a]` of several types: a tuple whose last member holds the rest. What users see of it is flat (public-lists.ts). */
function spreadList(params: readonly Value[]): ArgumentList {
  const typeOf = (values: readonly Value[]): Type =>
    recordOf(
      values.map(({ type }, k) => ({ name: String(k), type })),
      true,
      true,
    );
  return {
    type: typeOf(params),
    read: (build, list, k, name) => build.getField(list, String(k), name),
    write: (build, values) => build.literal(typeOf(values), [...values]),
  };
}

/** `[x, ...a]` of one type. */
function flatList(fixed: number, element: Type): ArgumentList {
  const type = arrayOf(element.kind === "int" ? F64 : element);
  return {
    type,
    read: (build, list, k, name) =>
      k < fixed ? build.load(list, build.const(k), name) : build.copy(list, { range: [build.const(fixed)] }),
    write: (build, values) => {
      const rest = values[fixed];
      const count = build.length(rest);
      const list = build.alloc(rest.type, build.prim("add", count, build.const(fixed)));
      for (let k = 0; k < fixed; k++) build.store(list, build.const(k), values[k]);
      build.each(count, (index) =>
        build.store(list, build.prim("add", index, build.const(fixed)), build.load(rest, index)),
      );
      return list;
    },
  };
}

/** The derivative by the arguments of a rest parameter that has none: a `null` for each. */
export function withoutDerivative(build: Builder, rest: Value): Value {
  if (elementType(rest.type) === undefined)
    return build.extern(["Array.from(", ", () => null)"], [rest], NULLS, { effect: "reads" });
  const nulls = build.alloc(NULLS, build.length(rest));
  build.fill(nulls, build.const(null));
  return nulls;
}

const NULLS = arrayOf(OPAQUE);

function elementType(type: Type): Type | undefined {
  const memory = type.kind === "ref" ? memoryOf(type) : undefined;
  return memory?.kind === "array" ? memory.element : undefined;
}
