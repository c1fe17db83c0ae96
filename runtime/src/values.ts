/** How a value takes part in differentiation, decided at run time in the way `Tangent` decides it by type. */
export type ValueClass = "number" | "Float64Array" | "Float32Array" | "array" | "record" | "inert";

export type PlainRecord = { [key: string]: unknown };

/** Objects that only look like records: their state is not in their fields. */
const opaqueClasses = [Date, RegExp, Error, Map, Set, WeakMap, WeakSet, Promise, ArrayBuffer];

export function classOf(x: unknown): ValueClass {
  if (typeof x === "number") return "number";
  if (typeof x !== "object" || x === null) return "inert";
  if (x instanceof Float64Array) return "Float64Array";
  if (Array.isArray(x)) return "array";
  if (x instanceof Float32Array) return "Float32Array";
  const prototype = Object.getPrototypeOf(x);
  if (prototype === Object.prototype || prototype === null) return "record";
  if (ArrayBuffer.isView(x) || opaqueClasses.some((c) => x instanceof c)) return "inert";
  return "record";
}

/**
 * Pairs of objects on the way down from the root. Ends the walk over a cycle without treating a merely shared
 * object as already done.
 */
export class Path {
  private readonly lefts: object[] = [];
  private readonly rights: unknown[] = [];

  /** False, and nothing entered, when the pair is already on the path. */
  enter(left: object, right: unknown): boolean {
    for (let i = this.lefts.length - 1; i >= 0; i--) {
      if (this.lefts[i] === left && this.rights[i] === right) return false;
    }
    this.lefts.push(left);
    this.rights.push(right);
    return true;
  }

  leave(): void {
    this.lefts.pop();
    this.rights.pop();
  }
}
