/** What rules of the program return, beside what it is the derivative of. */
import type { PlainRecord } from "./values.js";

/**
 * Throws where an array in a derivative has not the length that it should have. What is missing altogether is zero. `grown`: lists in `like` may
 * have become longer since.
 * @throws RangeError that begins with `what`
 */
export function expectRuleShape(what: string, derivative: unknown, like: unknown, grown = false): void {
  compare({ what, grown, done: new Map() }, derivative, like, "");
}

interface Walk {
  readonly what: string;
  readonly grown: boolean;
  readonly done: Map<object, Set<object>>;
}

/** @throws RangeError */
export function refuseRuleLength(what: string, found: number, expected: number, path = ""): never {
  const where = path === "" ? "" : ` at ${path}`;
  throw new RangeError(`${what} has length ${found}${where}, but should have length ${expected}`);
}

function compare(walk: Walk, derivative: unknown, like: unknown, path: string): void {
  if (typeof derivative !== "object" || derivative === null || typeof like !== "object" || like === null) return;
  const isTyped = ArrayBuffer.isView(like);
  if (isTyped || Array.isArray(like)) {
    const [found, expected] = [(derivative as unknown[]).length, (like as unknown as unknown[]).length];
    const fits = found === expected || (!isTyped && walk.grown && found < expected);
    if (!fits) refuseRuleLength(walk.what, found, expected, path);
    if (isTyped) return;
  }
  const seen = walk.done.get(like) ?? new Set();
  if (seen.has(derivative)) return;
  walk.done.set(like, seen.add(derivative));
  for (const key of Object.keys(like)) {
    const part = (like as PlainRecord)[key];
    if (typeof part === "number") continue;
    const inner = Array.isArray(like) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    compare(walk, (derivative as PlainRecord)[key], part, inner);
  }
}
