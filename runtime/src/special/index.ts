/**
 * Special functions of real numbers, each a primitive of the compiler: with derivatives of any order, in all modes. What ends in `Derivative` or
 * `Density`, `digammaDifference` and `normalHazard` are what derivatives are made of, and may be called as well.
 */
export { besselI, besselK } from "./bessel-ik.js";
export { besselJ, besselY } from "./bessel-jy.js";
export { beta, lbeta } from "./beta.js";
export { betaDerivative } from "./beta-derivatives.js";
export { ellipticE, ellipticEDerivative, ellipticK, ellipticKDerivative } from "./elliptic.js";
export { erf, erfc, erfcx, erfcxDerivative } from "./erf.js";
export { erfcinv, erfinv } from "./erfinv.js";
export { expint, expintEi } from "./expint.js";
export { gamma } from "./gamma.js";
export { betaI } from "./incomplete-beta.js";
export { betaDensity, betaIDerivative } from "./incomplete-beta-derivatives.js";
export { gammaP, gammaQ } from "./incomplete-gamma.js";
export { gammaDensity, gammaPDerivative } from "./incomplete-gamma-derivatives.js";
export { lambertW, lambertWm1 } from "./lambert-w.js";
export { expm1, log1p } from "./language.js";
export { lgamma } from "./lgamma.js";
export { normalCdf, normalHazard, normalLogCdf, normalQuantile } from "./normal.js";
export { digamma, digammaDifference, polygamma, trigamma } from "./polygamma.js";
export { sinc, sincDerivative } from "./sinc.js";
export { zeta, zetaDerivative } from "./zeta.js";
