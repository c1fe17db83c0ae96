import { describe, memberPath, withArticle } from "./describe.js";
import { classOf, Path, type PlainRecord } from "./values.js";

/**
 * Checks that a tangent or cotangent has the containers, lengths and fields of its value. What stands where the value
 * has no derivative is not looked at. `what` names it in the message: "the cotangent", "the tangent of 'x'".
 * @throws RangeError for another length or other fields, naming both
 * @throws TypeError for another kind; nothing is converted, since a conversion would hide what was passed by mistake
 */
export function expectLikePrimal(fn: string, what: string, ct: unknown, primal: unknown): void {
  check({ fn, what, like: "its value", Mismatch: RangeError, path: new Path() }, "", ct, primal);
}

/**
 * Checks in the same way that memory can take the gradient by a parameter.
 * @throws TypeError
 */
export function expectLikeParameter(fn: string, name: string, into: unknown, primal: unknown): void {
  const what = `what the gradient by '${name}' is written into`;
  check({ fn, what, like: "the parameter", Mismatch: TypeError, path: new Path() }, "", into, primal);
}

/**
 * As `expectLikePrimal` where the value is an Array of `count` numbers.
 * @throws RangeError for another length, TypeError for another kind
 */
export function expectNumbers(fn: string, what: string, ct: unknown, count: number): void {
  if (Array.isArray(ct) && ct.length === count && ct.every(isNumber)) return;
  expectLikePrimal(fn, what, ct, new Array(count).fill(0));
}

/**
 * Checks that a series has a list of tangents for each of `orders` orders.
 * @throws RangeError for another number of orders, and as `expectLikePrimal`
 */
export function expectSeries(fn: string, series: unknown, primals: unknown, orders: number): void {
  if (!Array.isArray(series) || series.length !== orders)
    throw new RangeError(`${fn}: the series must be a list with a list of tangents for each of ${orders} orders`);
  series.forEach((tangents, k) => expectLikePrimal(fn, `the tangents of order ${k + 1}`, tangents, primals));
}

function isNumber(x: unknown): boolean {
  return typeof x === "number";
}

interface Checked {
  readonly fn: string;
  readonly what: string;
  readonly path: Path;
  /** What it is compared with. */
  readonly like: string;
  /** For another length or other fields. */
  readonly Mismatch: ErrorConstructor;
}

function check(at: Checked, member: string, ct: unknown, primal: unknown): void {
  const kind = classOf(primal);
  switch (kind) {
    case "inert":
      return;
    case "number":
      if (typeof ct !== "number") refuseKind(at, member, "a number", ct);
      return;
    case "Float64Array":
    case "Float32Array":
      if (classOf(ct) !== kind) refuseKind(at, member, withArticle(kind), ct);
      expectLength(at, member, (ct as Float64Array).length, (primal as Float64Array).length);
      return;
    case "array": {
      if (!Array.isArray(ct)) return holdsReal(primal) ? refuseKind(at, member, "an Array", ct) : undefined;
      const items = primal as readonly unknown[];
      expectLength(at, member, ct.length, items.length);
      if (!at.path.enter(items, ct)) return;
      for (let i = 0; i < items.length; i++) {
        if (typeof items[i] === "number" && typeof ct[i] === "number") continue;
        check(at, memberPath(member, i), ct[i], items[i]);
      }
      at.path.leave();
      return;
    }
    case "record":
      checkRecord(at, member, ct, primal as PlainRecord);
  }
}

function checkRecord(at: Checked, member: string, ct: unknown, primal: PlainRecord): void {
  if (classOf(ct) !== "record") return holdsReal(primal) ? refuseKind(at, member, "an object", ct) : undefined;
  if (!at.path.enter(primal, ct)) return;
  const fields = ct as PlainRecord;
  for (const key of Object.keys(primal)) {
    if (classOf(primal[key]) === "inert") continue;
    if (!Object.hasOwn(fields, key)) {
      throw new at.Mismatch(`${subject(at, member)} has no field '${key}', but ${at.like} has one`);
    }
    check(at, memberPath(member, key), fields[key], primal[key]);
  }
  for (const key of Object.keys(fields)) {
    // The type of a class does not tell an accessor from a field, so that tangents may have one.
    if (!(key in primal) && fields[key] !== null && fields[key] !== undefined) {
      throw new at.Mismatch(`${subject(at, member)} has a field '${key}', but ${at.like} has none`);
    }
  }
  at.path.leave();
}

/** Whether a derivative can be anywhere in a value; an array of strings has null for a tangent. */
function holdsReal(value: unknown, seen = new Set<unknown>()): boolean {
  const kind = classOf(value);
  if (kind === "inert" || seen.has(value)) return false;
  if (kind !== "array" && kind !== "record") return true;
  seen.add(value);
  return Object.values(value as PlainRecord).some((member) => holdsReal(member, seen));
}

function expectLength(at: Checked, member: string, actual: number, expected: number): void {
  if (actual !== expected) {
    const verb = member === "" && at.what.endsWith("s") ? "have" : "has";
    throw new at.Mismatch(`${subject(at, member)} ${verb} length ${actual}, but ${at.like} has length ${expected}`);
  }
}

function refuseKind(at: Checked, member: string, expected: string, actual: unknown): never {
  throw new TypeError(`${subject(at, member)} must be ${expected} like ${at.like}, but is ${describe(actual)}`);
}

function subject(at: Checked, member: string): string {
  return `${at.fn}: ${member === "" ? at.what : `${at.what}, at ${member.replace(/^\./, "")},`}`;
}
