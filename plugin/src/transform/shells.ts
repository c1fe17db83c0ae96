/** Functions that are made piece by piece: with parameters first, and a body afterwards. */
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { cloneValue, mayBeMissing } from "../ir/traverse.js";
import type { Type } from "../ir/types.js";

/** A function that comes from `func`, with copies of `params`, to be filled. */
export function shell(func: Func, name: string, params: readonly Value[], results: Type[], source = func.source): Func {
  const { file, span } = func;
  const missing = params.flatMap((param, k) => (mayBeMissing(func, param) ? [k] : []));
  const nullable = missing.length > 0 ? new Set(missing) : undefined;
  return { name, body: emptyRegion(params.map(cloneValue)), results, file, span, source, nullable };
}

export type HalfComposition = (build: Builder, params: readonly Value[]) => Value[];

export function filled(made: Func, body: HalfComposition): Func {
  made.body.yields = body(new Builder(made.body), made.body.params);
  made.results = made.body.yields.map(({ type }) => type);
  return made;
}

/** What callers know of a function's parameters, where others have come in at a position. */
export function copySignature(made: Func, func: Func, inserted: number, count = 1): void {
  const moved = (positions: ReadonlySet<number> | undefined): ReadonlySet<number> | undefined =>
    positions && new Set([...positions].map((position) => (position < inserted ? position : position + count)));
  made.rest = func.rest;
  made.optional = moved(func.optional);
  made.nullable = moved(func.nullable);
}

/** A body for a function that has been refused: never emitted. */
export function refused(made: Func, func: Func): Func {
  const build = new Builder(made.body);
  if (made.results.length === 0) made.results = func.results;
  made.body.yields = made.results.map((type) => build.const(undefined, type));
  return made;
}
