/**
 * Randomized estimators from products with random directions, where forming the whole gradient or matrix costs too much. All are
 * unbiased, and all come with the standard error of their mean. Chapters 7.7 and 8.8 of Blondel and Roulet, "The Elements
 * of Differentiable Programming".
 */
export { bartlettDiagonal, bartlettFactor, type Score } from "./bartlett.js";
export { forwardGradient } from "./forward-gradient.js";
export { diagonal, trace } from "./hutchinson.js";
export type { DirectionOptions, Directions, Estimate, SampleOptions } from "./sampling.js";
