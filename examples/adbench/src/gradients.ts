import {
  grad,
  jacobianPattern,
  packedValueAndJacobianInto,
  sparseJacobian,
  sparseJacobianWith,
  valueAndGrad,
} from "cotangent";
import { reprojectionError, weightError } from "./ba.js";
import { allResiduals } from "./bundle-of-all.js";
import { gmm } from "./gmm.js";
import { handErrors, handSurfaceErrors } from "./hand.js";
import { lstm } from "./lstm.js";

/** `[value, [by alphas, by means, by icf]]` */
export const gmmGradient = valueAndGrad(gmm, { argnums: [0, 1, 2] });

/** `[value, [by main, by extra]]` */
export const lstmGradient = valueAndGrad(lstm, { argnums: [0, 1] });

/** Returns the error, and writes its two rows, by camera, point and weight, into an array from some place on. */
export const reprojectionRowsInto = packedValueAndJacobianInto(reprojectionError, { argnums: [0, 1, 2] });

export const weightErrorGradient = grad(weightError);

/** The whole Jacobian of a bundle adjustment, sparse. */
export const bundleJacobian = sparseJacobian(allResiduals);

/** Jacobians of the hand, of a pattern that is found once. */
export const handPattern = jacobianPattern(handErrors);
export const handJacobian = sparseJacobianWith(handErrors);
export const handSurfacePattern = jacobianPattern(handSurfaceErrors);
export const handSurfaceJacobian = sparseJacobianWith(handSurfaceErrors);
