/**
 * Arrays with holes, as the language has them: an index is there or not, whatever is assigned to it. The IR has no operation for that, as
 * almost no array has holes: an element that goes is assigned `undefined`, which says what becomes of its derivative, and then deleted.
 */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { BOOL } from "../ir/types.js";
import { memoryOfArray } from "./array-call.js";
import { iterate } from "./iteration.js";
import type { Lowering } from "./lowering.js";

const OWN = { discreet: true, confined: true } as const;

export function isThere(l: Lowering, array: Value, index: Value): Value {
  return l.build.extern(["", " in ", ""], [index, array], BOOL, { effect: "reads", discreet: true });
}

/** Runs `body` where an index is not there. */
export function whereMissing(l: Lowering, isPresent: Value, body: () => void): void {
  l.branch(isPresent, [() => undefined, () => void body()]);
}

function deleteElement(l: Lowering, array: Value, index: Value): void {
  l.build.store(array, index, l.undefined(memoryOfArray(array).element));
  forget(l, array, index);
}

/** An element that is `undefined` already goes. */
export function forget(l: Lowering, array: Value, index: Value): void {
  l.build.externStatement(["delete ", "[", "];"], [array, index], OWN);
}

/** A new array of a length, in which all is `undefined`, becomes one in which nothing is there. */
export function forgetAll(l: Lowering, array: Value, length: Value): void {
  l.build.externStatement(["", ".length = 0;"], [array], OWN);
  l.build.externStatement(["", ".length = ", ";"], [array, length], OWN);
}

/** An element of an array, or the hole in its place, goes to an index of this or another array. */
export function moveElement(
  l: Lowering,
  from: readonly [array: Value, index: Value],
  to: readonly [array: Value, index: Value],
  node: ts.Node,
): void {
  const store = (): void => l.build.store(...to, l.build.load(...from));
  if (!l.session.holes.moveBetween(from[0], to[0], node)) store();
  else l.branch(isThere(l, ...from), [() => void store(), () => void deleteElement(l, ...to)]);
}

/** A copy in which holes are `undefined`. */
export function copyWhole(
  l: Lowering,
  array: Value,
  options: { type?: Value["type"]; from?: Value },
  node: ts.Node,
): Value {
  const { type = array.type, from } = options;
  const copy = l.build.copy(array, { type, ...(from ? { range: [from] } : {}) });
  if (l.session.holes.endIn(copy, array, node)) {
    const missing = l.undefined(memoryOfArray(copy).element);
    iterate(l, { count: l.build.length(copy), node }, (index) => {
      whereMissing(l, isThere(l, copy, index), () => l.build.store(copy, index, missing));
    });
  }
  return copy;
}
