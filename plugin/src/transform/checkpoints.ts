/**
 * Calls of checkpointed functions in reverse mode: the forward half keeps the arguments, and the reverse half runs both halves of the
 * function (book, section 7.5).
 */
import { type Aliases, isFresh } from "../analysis/aliases.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneValue } from "../ir/traverse.js";
import { F64, type Field, memoryOf, shadowType, type Type } from "../ir/types.js";
import { isEntangled } from "./entry-shapes.js";
import { withShadows } from "./presence.js";
import type { Halves } from "./call-halves.js";

/** Whether the function may be run again, if it sees the same of modules: it makes what it returns, and what it is given can be kept. */
export function canRunAgain(func: Func, aliases: Aliases, keepsArguments: boolean): boolean {
  const isOwn = func.body.yields.every((result) => isFresh(result, aliases));
  return isOwn && (keepsArguments || func.body.params.every(({ type }) => !isEntangled(type)));
}

/**
 * Fills the halves of a call. `inner`: those of the function, for arguments that stay as they are. `keepsArguments`: so do those of
 * the call.
 */
export function fillCheckpointed(func: Func, made: Halves, inner: Halves, keepsArguments: boolean): void {
  const { forward, reverse, activity } = made;
  const params = func.body.params.map(cloneValue);
  const flowing = params.filter((param, k) => activity.params[k] && param.type.kind === "ref");
  const shadows = flowing.map((param) => new Value(shadowType(param.type), `${param.name ?? "x"}_b`));
  forward.body = emptyRegion([...params, ...shadows]);
  forward.nullable = withShadows(func, flowing);
  const build = new Builder(forward.body);
  const results = build.call(func, params);
  const cotangents = results.flatMap((result, k) =>
    activity.results[k] && result.type.kind === "ref" ? [build.zeros(result, "y_b", true)] : [],
  );
  const kept = params.map((param) =>
    keepsArguments || param.type.kind !== "ref" ? param : build.copy(param, { deep: true }),
  );
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
  read(named("cotangent", cotangents)).forEach((cotangent, k) => {
    back.accumulate(again[results.length + k], cotangent);
    back.clear(cotangent);
  });
  reverse.body.yields = back.call(inner.reverse, [again[again.length - 1], ...seeds]);
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
