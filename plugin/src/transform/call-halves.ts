/** What calls become in reverse mode: a half for each sweep. */
import type { Activity } from "../analysis/activity.js";
import { emptyRegion } from "../ir/builder.js";
import type { CallOp, Func } from "../ir/ops.js";
import { derivedName, typeNameFor } from "../ir/traverse.js";
import { F64, refTo, shadowType, tapeRecord } from "../ir/types.js";

export interface Halves {
  /** (parameters, shadows of active memory parameters) -> (results, shadows of active memory results, tape) */
  readonly forward: Func;
  /**
   * (tape, cotangents of active real results, shadows of lent parameters) -> cotangents of active real parameters; adds
   * to these shadows and to those that the tape holds.
   */
  readonly reverse: Func;
  readonly activity: Activity;
  /** By parameter: whether its shadow is given to the reverse half instead of the forward half. */
  readonly lent: readonly boolean[];
  /** Calls, in it and in what it calls, that make memory which a reverse half that runs again would not find. */
  readonly lost: CallOp[];
}

/** The two functions with their signatures but without bodies, so that recursive calls find them. */
export function shells(func: Func, activity: Activity, lent: readonly boolean[]): Halves {
  const shadowed = func.body.yields.filter((value, k) => activity.results[k] && value.type.kind === "ref");
  const memory = tapeRecord(typeNameFor(func, "Residuals"));
  const shell = (suffix: string, results: Func["results"]): Func => ({
    ...func,
    name: derivedName(func, suffix),
    body: emptyRegion(),
    results,
    rest: false,
    apart: undefined,
    exported: false,
    original: undefined,
    checkpoint: undefined,
    scheduled: undefined,
  });
  const real = func.body.params.filter((param, k) => activity.params[k] && param.type.kind === "f64");
  return {
    forward: shell("forward", [...func.results, ...shadowed.map((value) => shadowType(value.type)), refTo(memory)]),
    reverse: shell(
      "reverse",
      real.map(() => F64),
    ),
    activity,
    lent,
    lost: [],
  };
}
