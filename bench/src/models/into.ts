/** The gradients of the models into memory of the caller. */
import { valueAndGradInto } from "cotangent";
import { gaussianProcess } from "./cholesky.js";
import { contact } from "./contact.js";
import { gmm } from "./gmm.js";
import { logistic } from "./logistic.js";
import { lotkaVolterra } from "./lotka-volterra.js";
import { lstm } from "./lstm.js";
import { mlp } from "./mlp.js";
import { orbit } from "./orbit.js";
import { image } from "./ray-marcher.js";
import { rosenbrock } from "./rosenbrock.js";
import { heat } from "./stencil.js";

export const rosenbrockInto = valueAndGradInto(rosenbrock);
export const logisticInto = valueAndGradInto(logistic);
export const mlpInto = valueAndGradInto(mlp);
export const lotkaVolterraInto = valueAndGradInto(lotkaVolterra);
export const gmmInto = valueAndGradInto(gmm, { argnums: [0, 1, 2] });
export const lstmInto = valueAndGradInto(lstm, { argnums: [0, 1] });
export const contactInto = valueAndGradInto(contact);
export const orbitInto = valueAndGradInto(orbit);
export const imageInto = valueAndGradInto(image);
export const gaussianProcessInto = valueAndGradInto(gaussianProcess);
export const heatInto = valueAndGradInto(heat);
