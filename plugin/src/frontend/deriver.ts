/** What the front end asks of the transforms, so that an operator call inside a differentiated function is an ordinary call. */
import type { GradientForm } from "../ir/operator-names.js";
import type { Func } from "../ir/ops.js";

export interface Deriver {
  /** (captures, memory for the gradient if `into`, args) -> what the public operator returns. `argnums` count user parameters. */
  grad(
    func: Func,
    options: GradientForm & { captures: number; argnums: number | readonly number[]; hasAux: boolean },
  ): Func;
  /** (captures, tuple of primals, tuple of tangents) -> tuple [value, tangent]. */
  jvp(func: Func, options: { captures: number }): Func;
  /** forward: (captures, args) -> (value, tape); pullback: (tape, cotangent) -> tuple with one entry per parameter. */
  vjp(func: Func, options: { captures: number }): { forward: Func; pullback: Func };
}
