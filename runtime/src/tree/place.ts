import { describe, memberPath } from "../describe.js";
import type { PlainRecord } from "../values.js";

/** Where in a tree a walk is; `undefined` is its root. Names are made of it for messages only. */
export type Place = { readonly up: Place; readonly key: string | number } | undefined;

/** `layers[0].w`; empty for the root. */
export function nameOf(place: Place): string {
  const keys: (string | number)[] = [];
  for (let at = place; at !== undefined; at = at.up) keys.push(at.key);
  return keys.reduceRight((path: string, key) => memberPath(path, key), "").replace(/^\./, "");
}

/** `x` in a message about shapes: as `describe`, with the names of fields. */
export function describeShape(x: unknown): string {
  if (!isPlain(x)) return describe(x);
  const keys = Object.keys(x);
  if (keys.length === 0) return "an object without fields";
  return `an object with ${keys.length === 1 ? "the field" : "the fields"} ${keys.join(", ")}`;
}

/** Whether `x` is an object literal, of any realm. */
export function isPlain(x: unknown): x is PlainRecord {
  if (typeof x !== "object" || x === null || Array.isArray(x)) return false;
  const prototype = Object.getPrototypeOf(x);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
