/**
 * Tangents as vectors: sums, multiples, inner products and flat copies of trees.
 *
 * A tree is what `Tangent` describes: a number, a Float64Array, a Float32Array, or an array, tuple or plain record of trees,
 * with `null` where there is no derivative. As in a gradient, an object that is reached twice is one piece of memory: it
 * counts once in `size`, `ravel` and `dot`, and what is made from it is shared in the same places. (Cotangents of a result are given
 * by places: where a result has one object in two places, a pullback adds what the cotangent has in both.)
 */
export { axpy } from "./axpy.js";
export { dot } from "./dot.js";
export { add, map, scale, sub, zerosLike } from "./linear.js";
export { pathAt, ravel, size, unravel } from "./ravel.js";
