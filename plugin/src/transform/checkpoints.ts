/**
 * Calls of checkpointed functions in reverse mode: the forward half keeps the arguments, and the reverse half runs both halves of the
 * function (book, section 7.5).
 */
import { type Aliases, isFresh } from "../analysis/aliases.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { allOps, cloneValue, reachable } from "../ir/traverse.js";
import { F64, type Field, isTypedArray, memoryOf, mentions, refTo, shadowType, type Type } from "../ir/types.js";
import { isNested } from "./adjoint-memory.js";
import { isEntangled } from "./entry-shapes.js";
import { argumentCopy, withShadows } from "./presence.js";
import type { Halves } from "./call-halves.js";

/** Whether the function may be run again, if it sees the same of modules: it makes what it returns, and what it is given can be kept. */
export function canRunAgain(func: Func, aliases: Aliases, keepsArguments: boolean): boolean {
  const isOwn = func.body.yields.every((result) => isFresh(result, aliases));
  return isOwn && !returnsViews(func) && (keepsArguments || func.body.params.every(({ type }) => !isEntangled(type)));
}

/** Whether several typed arrays that it returns may overlap: what one of them gets would count for the others, too. */
function returnsViews(func: Func): boolean {
  const held = func.body.yields.filter(({ type }) => mentions(type, isTypedArray));
  if (held.length === 0 || (held.length === 1 && isTypedArray(held[0].type))) return false;
  return reachable([func]).some(({ body }) => allOps(body).some(({ kind }) => kind === "view"));
}

/**
 * Fills the halves of a call. `inner`: those of the function, for arguments that stay as they are. `keepsArguments`: so do those of
 * the call.
 */
export function fillCheckpointed(func: Func, made: Halves, inner: Halves, keepsArguments: boolean): void {
  const { forward, reverse, activity } = made;
  const params = func.body.params.map(cloneValue);
  const flowing = func.body.params.filter((param, k) => activity.params[k] && param.type.kind === "ref");
  const shadows = flowing.map((param) => new Value(shadowType(param.type), `${param.name ?? "x"}_b`));
  forward.body = emptyRegion([...params, ...shadows]);
  forward.nullable = withShadows(func, flowing);
  const build = new Builder(forward.body);
  const results = build.call(func, params);
  const cotangents = zerosOf(
    build,
    results.filter((result, k) => activity.results[k] && result.type.kind === "ref"),
  );
  const kept = params.map((param, k) => (keepsArguments ? param : argumentCopy(build, func, k, param)));
  const held = [...named("argument", kept), ...named("shadow", shadows), ...named("cotangent", cotangents)];
  const type = forward.results[forward.results.length - 1];
  memoryFields(type).push(...held.map(([name, each]) => ({ name, type: each.type })));
  const tape = build.literal(
    type,
    held.map(([, each]) => each),
    "tape",
  );
  forward.body.yields = [...results, ...cotangents, tape];

  const given = new Value(type, "tape");
  const seeds = results.flatMap((result, k) =>
    activity.results[k] && result.type.kind === "f64" ? [new Value(F64, "y_b")] : [],
  );
  reverse.body = emptyRegion([given, ...seeds]);
  const back = new Builder(reverse.body);
  const read = (names: readonly [string, Value][]): Value[] => names.map(([name]) => back.getField(given, name));
  const again = back.call(inner.forward, [...read(named("argument", kept)), ...read(named("shadow", shadows))]);
  const found = read(named("cotangent", cotangents));
  if (found.length > 0) {
    const shadow = together(back, again.slice(results.length, results.length + found.length));
    const cotangent = together(back, found);
    back.accumulate(shadow, cotangent, { once: isNested(shadow.type) });
    back.clear(cotangent);
  }
  reverse.body.yields = back.call(inner.reverse, [again[again.length - 1], ...seeds]);
}

/** Zero shadows, shared where the memory is. */
function zerosOf(build: Builder, refs: readonly Value[]): Value[] {
  if (refs.length === 0) return [];
  const zeros = build.zeros(together(build, refs), "y_b", true);
  if (refs.length === 1) return [zeros];
  return refs.map((_, k) => build.getField(zeros, fieldOf(k), "y_b"));
}

/** Memory as one. */
function together(build: Builder, refs: readonly Value[]): Value {
  if (refs.length === 1) return refs[0];
  const fields = refs.map(({ type }, k) => ({ name: fieldOf(k), type }));
  return build.literal(refTo({ kind: "record", tuple: false, fields }), [...refs]);
}

function fieldOf(k: number): string {
  return `result${k}`;
}

function named(what: string, values: readonly Value[]): [string, Value][] {
  return values.map((value, k) => [`${what}${k}`, value]);
}

/** The fields of a tape, which are only known once it is made. */
function memoryFields(type: Type): Field[] {
  const memory = memoryOf(type);
  if (memory.kind !== "record") throw new Error("a tape is a record");
  return memory.fields as Field[];
}
