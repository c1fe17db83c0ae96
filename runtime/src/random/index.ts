/**
 * Random numbers as functions of keys: the same key gives the same numbers, in whatever order they are drawn, and keys that are split from one another give independent ones. Samplers with
 * parameters that may vary smoothly are differentiated by them, each draw along its quantile.
 */
export { rademacher } from "./draws.js";
export { categorical, permutation, poisson } from "./discrete.js";
export { beta, dirichlet, gamma } from "./gamma.js";
export { child, type Key, keyOf, split } from "./key.js";
export { exponential, gumbel, normal, uniform } from "./location-scale.js";
