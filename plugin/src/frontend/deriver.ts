/** What the front end asks of the transforms, so that an operator call inside a differentiated function is an ordinary call. */
import type { MapOperator, OperatorOptions, ValueOperator } from "../ir/operator-names.js";
import type { Func } from "../ir/ops.js";

export interface Deriver {
  /** (captures, what the public operator is called with) -> what it returns. `argnums` count the user's parameters. */
  derive(operator: ValueOperator, func: Func, captures: number, options: OperatorOptions): Func;
  /** forward: (captures, args) -> (value, tape), or the tape alone; map: (tape, what the linear map takes) -> what it gives. */
  linearMap(operator: MapOperator, func: Func, captures: number): { readonly forward: Func; readonly map: Func };
}
