/** What calls become in reverse mode: a half for each sweep. */
import type { Activity } from "../analysis/activity.js";
import type { CallOp, Func } from "../ir/ops.js";

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
