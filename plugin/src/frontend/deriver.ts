/** What the front end asks of the transforms, so that an operator call inside a differentiated function is an ordinary call. */
import type { Func } from "../ir/ops.js";

export interface Deriver {
  /** (captures, args) -> one result, shaped as the public operator returns it; `value` for `valueAndGrad`. `argnums` count user parameters. */
  grad(
    func: Func,
    options: { captures: number; argnums: number | readonly number[]; hasAux: boolean; value: boolean },
  ): Func;
  /** (captures, tuple of primals, tuple of tangents) -> tuple [value, tangent]. */
  jvp(func: Func, options: { captures: number }): Func;
  /** forward: (captures, args) -> (value, tape); pullback: (tape, cotangent) -> tuple with one entry per parameter. */
  vjp(func: Func, options: { captures: number }): { forward: Func; pullback: Func };
}
