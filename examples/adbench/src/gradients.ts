import { grad, valueAndGrad, vjp } from "cotangent";
import { reprojectionError, weightError } from "./ba.js";
import { gmm } from "./gmm.js";
import { lstm } from "./lstm.js";

/** `[value, [by alphas, by means, by icf]]` */
export const gmmGradient = valueAndGrad(gmm, { argnums: [0, 1, 2] });

/** `[value, [by main, by extra]]` */
export const lstmGradient = valueAndGrad(lstm, { argnums: [0, 1] });

/** `[error, pullback]`: the pullback of a unit vector is a row of the Jacobian. */
export const reprojectionPullback = vjp(reprojectionError);

export const weightErrorGradient = grad(weightError);
