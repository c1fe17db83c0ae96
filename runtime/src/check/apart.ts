import { deepCopy } from "../stop-gradient.js";
import { classOf, type PlainRecord } from "../values.js";

/**
 * A copy of a result in which every place has memory of its own: each place of a cotangent counts by itself, also where the
 * result has one object in two places.
 * @throws TypeError for a result that contains itself
 */
export function apart<T>(x: T): T {
  return copy(x, []) as T;
}

function copy(x: unknown, around: readonly object[]): unknown {
  const kind = classOf(x);
  if (kind === "inert" || kind === "number") return x;
  if (kind === "Float64Array" || kind === "Float32Array") return deepCopy(x);
  if (around.includes(x as object))
    throw new TypeError("checkGrads: the result contains itself, so its places have no end");
  const inside = [...around, x as object];
  if (Array.isArray(x)) return x.map((item) => copy(item, inside));
  const fresh = Object.create(Object.getPrototypeOf(x)) as PlainRecord;
  for (const key of Object.keys(x as object)) fresh[key] = copy((x as PlainRecord)[key], inside);
  return fresh;
}
