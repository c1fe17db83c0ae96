/** What generated code imports as `cotangent/runtime`. Not meant to be called by hand. */
export {
  expectArray,
  expectFloat32Array,
  expectFloat64Array,
  expectKind,
  expectNumber,
  expectPassed,
  expectElement,
  expectWhole,
} from "./argument-checks.js";
export { binomial, dynamic, every, halving, none, online, sqrt } from "./checkpoint/index.js";
export { reversal } from "./checkpoint/reversal.js";
export { areNumbers, type Kind } from "./kinds.js";
export { assertDerivatives } from "./check/index.js";
export { argumentsFrom } from "./argument-lists.js";
export { expectDistinct, expectNoViewsOverlap, expectOncePlaced } from "./distinct-memory.js";
export {
  expectAllApart,
  expectApart,
  expectInto,
  expectIntoList,
  expectIntoRecord,
  expectElements,
  expectOther,
  expectPacked,
  expectIntoRows,
} from "./gradient-memory.js";
export { deepCopy } from "./stop-gradient.js";
export { makeInstance } from "./instances.js";
export { expectOwnKey, keysIn } from "./keys.js";
export {
  addInto,
  addOnce,
  addPairs,
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
export { cleared, clearedLike, refilled, reused, scratch } from "./pools.js";
export { expectRuleShape, refuseRuleLength } from "./rule-shapes.js";
export { expectRoom } from "./room.js";
export { sortOrder } from "./sort-order.js";
export {
  expectPlan,
  expectProduct,
  expectRows,
  planOf,
  probe,
  seedGroup,
  someTangent,
  symmetricPatternOfSets,
} from "./sparse/evaluation.js";
export { areBands, bandedPattern, keptBandedPattern } from "./sparse/banded.js";
export { IndexSets } from "./sparse/index-sets.js";
export { patternOfSets } from "./sparse/resolution.js";
export { copyBy, Walk, zerosBy } from "./walk.js";
export { F64Stack, I32Stack, RefStack, U8Stack } from "./stacks.js";
export { expectLikePrimal, expectNumbers, expectSeries } from "./tangent-checks.js";
