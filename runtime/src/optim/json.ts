import { describe } from "../describe.js";
import type { Evaluations, State } from "./types.js";

/** A run as it stands: enough to go on from to the same results. Plain data; `toJson` writes it as text. */
export interface Checkpoint {
  /** The name of the optimizer. */
  readonly optimizer: string;
  readonly state: State;
  /** The best point so far. */
  readonly best: State;
  readonly evaluations: Evaluations;
}

/**
 * A checkpoint, or any plain data with typed arrays of numbers, as JSON; to the last bit, also of zeros with a sign and of what is not
 * finite.
 * @throws TypeError where there is something else in it, as a function
 */
export function toJson(checkpoint: Checkpoint): string {
  return JSON.stringify(encoded(checkpoint));
}

/**
 * What `toJson` wrote.
 * @throws SyntaxError where the text is no JSON, TypeError where it is no checkpoint
 */
export function fromJson(text: string): Checkpoint {
  if (typeof text !== "string") throw new TypeError(`fromJson: text must be a string, but is ${describe(text)}`);
  const found = decoded(parsed(text)) as Partial<Checkpoint> | null;
  if (typeof found?.optimizer === "string" && isState(found.state) && isState(found.best) && found.evaluations)
    return found as Checkpoint;
  throw new TypeError("fromJson: the text is no checkpoint; give what toJson wrote of one");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`fromJson: text is no JSON: ${(cause as Error).message}`, { cause });
  }
}

function isState(x: unknown): boolean {
  return typeof x === "object" && x !== null && "x" in x && x.x instanceof Float64Array && "iteration" in x;
}

function encoded(x: unknown): unknown {
  // What JSON has no word for.
  if (typeof x === "number")
    return Number.isFinite(x) && !Object.is(x, -0) ? x : { number: Object.is(x, -0) ? "-0" : String(x) };
  if (x instanceof Float64Array) return { Float64Array: Array.from(x, encoded) };
  if (Array.isArray(x)) return x.map(encoded);
  if (x === null || x === undefined || typeof x === "string" || typeof x === "boolean") return x;
  if (typeof x === "object" && !ArrayBuffer.isView(x))
    return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, encoded(value)]));
  throw new TypeError(`toJson: ${describe(x)} is not plain data`);
}

function decoded(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(decoded);
  if (typeof x !== "object" || x === null) return x;
  const entries = Object.entries(x);
  if (entries.length === 1) {
    const [key, value] = entries[0];
    if (key === "number" && typeof value === "string") return Number(value);
    if (key === "Float64Array" && Array.isArray(value))
      return Float64Array.from(value, (entry) => decoded(entry) as number);
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, decoded(value)]));
}
