/** What calls become in forward mode. */
import type { Activity } from "../analysis/activity.js";
import type { Func } from "../ir/ops.js";

export interface Tangents {
  /** (parameters, tangents of the active parameters) -> (results, tangents of the active results); tangents lane after lane */
  readonly callee: Func;
  readonly lanes: readonly Activity[];
}
