/** What optimizers ask of problems, as types: a problem without what the optimizer needs is a type error at the problem. */
import type { Need, Problem, ValueAndGrad } from "./types.js";

/** Each step sees another problem. */
export interface BatchesHaving<N> {
  readonly at: (iteration: number) => Having<N>;
}

/** The optimizer needs `residuals: r` and `jacobian: jacobian(r)`. */
export interface NeedsResiduals {
  readonly residuals: object;
  readonly jacobian: object;
}
/** The optimizer needs `valueAndGrad: valueAndGrad(f)`, or `residuals` and `jacobian`. */
export interface NeedsValueAndGrad {
  readonly valueAndGrad: object;
}
/** The optimizer needs `hvp: hvp(f)`. */
export interface NeedsHvp {
  readonly hvp: object;
}
/** The optimizer needs `hessian: hessian(f)`, or `hvp: hvp(f)`. */
export interface NeedsHessian {
  readonly hessian: object;
}
/** The optimizer needs `metric: (params, v) => G v`. */
export interface NeedsMetric {
  readonly metric: object;
}
/** What a record has to have. The last alternative is the one that messages are about. */
type Having<N> = ("residuals" extends N ? NeedsResiduals : NeedsResiduals | NeedsValueAndGrad) &
  ("hvp" extends N ? NeedsHvp : unknown) &
  ("hessian" extends N ? NeedsHvp | NeedsHessian : unknown) &
  ("metric" extends N ? NeedsMetric : unknown);

/**
 * A problem for an optimizer with some needs. Of an optimizer of which nothing is said these are all needs: then what the problem lacks is an error at run
 * time only, as in JavaScript.
 */
export type ProblemFor<P, N> = [Need] extends [N]
  ? ValueAndGrad<P> | Problem<P>
  :
      | ([N] extends ["gradient" | "value"] ? ValueAndGrad<P> : never)
      | (Problem<P> & ("value" extends N ? Having<N> : BatchesHaving<N> | Having<N>));
