import { classOf } from "./values.js";

/**
 * A copy that shares no array or record with `x`, class instances and typed arrays of every kind included. References
 * shared inside `x` are shared the same way inside the copy; functions, maps, dates and the like are kept as they are.
 */
export function deepCopy<T>(x: T): T {
  return copy(x, new Map()) as T;
}

function copy(x: unknown, seen: Map<object, object>): unknown {
  if (typeof x !== "object" || x === null) return x;
  const known = seen.get(x);
  if (known !== undefined) return known;

  if (ArrayBuffer.isView(x) && !(x instanceof DataView)) {
    const fresh = (x as Float64Array).slice();
    seen.set(x, fresh);
    return fresh;
  }
  if (Array.isArray(x)) {
    const fresh: unknown[] = new Array(x.length);
    seen.set(x, fresh);
    for (let i = 0; i < x.length; i++) if (x[i] !== undefined || i in x) fresh[i] = copy(x[i], seen);
    return fresh;
  }
  if (classOf(x) !== "record") return x;
  const fresh = Object.create(Object.getPrototypeOf(x));
  seen.set(x, fresh);
  for (const key of Object.keys(x)) fresh[key] = copy((x as Record<string, unknown>)[key], seen);
  return fresh;
}
