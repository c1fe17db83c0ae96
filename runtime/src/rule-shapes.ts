/** What rules of the program return, beside what it is the derivative of. */
import type { PlainRecord } from "./values.js";

/**
 * Throws where an array in a derivative has not the length that it should have. What is missing altogether is zero.
 * @throws RangeError that begins with `what`
 */
export function expectRuleShape(what: string, derivative: unknown, like: unknown): void {
  compare(what, derivative, like, "", new Map());
}

/** @throws RangeError */
export function refuseRuleLength(what: string, found: number, expected: number, path = ""): never {
  const where = path === "" ? "" : ` at ${path}`;
  throw new RangeError(`${what} has length ${found}${where}, but should have length ${expected}`);
}

function compare(what: string, derivative: unknown, like: unknown, path: string, done: Map<object, Set<object>>): void {
  if (typeof derivative !== "object" || derivative === null || typeof like !== "object" || like === null) return;
  const isTyped = ArrayBuffer.isView(like);
  if (isTyped || Array.isArray(like)) {
    const [found, expected] = [(derivative as unknown[]).length, (like as unknown as unknown[]).length];
    if (found !== expected) refuseRuleLength(what, found, expected, path);
    if (isTyped) return;
  }
  const seen = done.get(like) ?? new Set();
  if (seen.has(derivative)) return;
  done.set(like, seen.add(derivative));
  for (const key of Object.keys(like)) {
    const part = (like as PlainRecord)[key];
    if (typeof part === "number") continue;
    const inner = Array.isArray(like) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    compare(what, (derivative as PlainRecord)[key], part, inner, done);
  }
}
