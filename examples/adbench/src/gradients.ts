import { grad, valueAndGrad, valueAndJacobianInto } from "cotangent";
import { reprojectionError, weightError } from "./ba.js";
import { gmm } from "./gmm.js";
import { lstm } from "./lstm.js";

/** `[value, [by alphas, by means, by icf]]` */
export const gmmGradient = valueAndGrad(gmm, { argnums: [0, 1, 2] });

/** `[value, [by main, by extra]]` */
export const lstmGradient = valueAndGrad(lstm, { argnums: [0, 1] });

/** Returns the error, and writes its two rows `[by camera, by point, by weight]` into what it is given first. */
export const reprojectionRowsInto = valueAndJacobianInto(reprojectionError, { argnums: [0, 1, 2] });

export const weightErrorGradient = grad(weightError);
