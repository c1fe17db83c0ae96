/** What generated code imports as `cotangent/runtime`. Not meant to be called by hand. */
export {
  expectArray,
  expectFloat32Array,
  expectFloat64Array,
  expectKind,
  expectNumber,
  expectPassed,
  type Kind,
} from "./argument-checks.js";
export { assertDerivatives } from "./check/index.js";
export { argumentsFrom } from "./argument-lists.js";
export { expectDistinct } from "./distinct-memory.js";
export {
  expectAllApart,
  expectApart,
  expectInto,
  expectIntoList,
  expectIntoRecord,
  expectOther,
  expectRows,
} from "./gradient-memory.js";
export { deepCopy } from "./stop-gradient.js";
export { makeInstance } from "./instances.js";
export { expectOwnKey, keysIn } from "./keys.js";
export {
  addInto,
  addOnce,
  asTangent,
  cloneShadow,
  copyLike,
  fromTangent,
  hasFields,
  type Shadow,
  setZero,
  zerosLike,
  zerosWithViews,
} from "./shadow.js";
export { sortOrder } from "./sort-order.js";
export { F64Stack, I32Stack, RefStack, U8Stack } from "./stacks.js";
export { expectLikePrimal, expectNumbers, expectSeries } from "./tangent-checks.js";
