/**
 * How a value responds to a shift: its tangent, where one value of the function has the tangent 1 and nothing else that it does
 * not follow from has any. Only responses that are known exactly, as an expression and not just as a number, have a place here.
 */
import type { Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { getRule } from "../rules/table.js";

/**
 * `zero`: it is 0, and so is its tangent. `fixed`: its tangent is 0. `moves`: its tangent is `by`, and not 0.
 * `scales`: its tangent is `by` times itself, and not 0 times.
 */
export type Response =
  | { readonly kind: "zero" }
  | { readonly kind: "fixed" }
  | { readonly kind: "moves"; readonly by: number }
  | { readonly kind: "scales"; readonly by: number };

export const ZERO: Response = { kind: "zero" };
export const FIXED: Response = { kind: "fixed" };
export const MOVES: Response = { kind: "moves", by: 1 };

export function isTracked({ kind }: Response): boolean {
  return kind === "moves" || kind === "scales";
}

/** Sums and products of these are exact. */
const FRACTION = 2 ** 10;
const GREATEST = 2 ** 20;

function response(kind: "moves" | "scales", by: number): Response | undefined {
  if (by === 0) return FIXED;
  return Math.abs(by) <= GREATEST && Number.isInteger(by * FRACTION) ? { kind, by } : undefined;
}

/** The response of what is one of two values; none if that depends on which. */
export function join(a: Response, b: Response): Response | undefined {
  if (a.kind === b.kind && byOf(a) === byOf(b)) return a;
  if (a.kind === "zero" && b.kind !== "moves") return b;
  if (b.kind === "zero" && a.kind !== "moves") return a;
  return undefined;
}

function byOf(of: Response): number {
  return "by" in of ? of.by : 0;
}

/** The response of the result of a primitive, if it is known. `constants`: the operands that are known numbers. */
export function respond(
  name: PrimitiveName,
  operands: readonly Response[],
  constants: readonly (number | undefined)[],
): Response | undefined {
  if (!getRule(name).partial) return FIXED;
  const [a, b] = operands;
  switch (name) {
    case "add":
      return sum(a, b, 1);
    case "sub":
      return sum(a, b, -1);
    case "neg":
      return a.kind === "moves" ? response("moves", -a.by) : a;
    case "toNumber":
      return a;
    case "mul":
    case "mulOrZero":
      return product(a, b, constants[0], constants[1]);
    case "div":
    case "divOrZero":
      if (b.kind === "scales") return product(a, { kind: "scales", by: -b.by }, undefined, undefined);
      if (b.kind === "moves") return undefined;
      return product(a, FIXED, undefined, constants[1] === undefined ? undefined : 1 / constants[1]);
    case "exp":
      if (a.kind === "moves") return response("scales", a.by);
      return isTracked(a) ? undefined : FIXED;
    case "log":
      if (a.kind === "scales") return response("moves", a.by);
      return isTracked(a) ? undefined : FIXED;
    case "sqrt":
      if (a.kind === "scales") return response("scales", a.by / 2);
      return isTracked(a) ? undefined : FIXED;
    case "pow":
      if (!isTracked(a) && !isTracked(b)) return FIXED;
      return a.kind === "scales" && constants[1] !== undefined ? response("scales", a.by * constants[1]) : undefined;
    case "abs":
      return a.kind === "moves" ? undefined : a;
    case "max":
    case "min":
      return operands.reduce<Response | undefined>((known, each) => known && join(known, each), a);
    default:
      return operands.some(isTracked) ? undefined : FIXED;
  }
}

function sum(a: Response, b: Response, sign: 1 | -1): Response | undefined {
  if (a.kind === "scales" || b.kind === "scales") return join(a, b);
  if (a.kind === "zero" && b.kind === "zero") return ZERO;
  return response("moves", byOf(a) + sign * byOf(b));
}

/** `x` and `y` are the numbers that the factors are known to be. */
function product(a: Response, b: Response, x: number | undefined, y: number | undefined): Response | undefined {
  if (a.kind === "zero" || b.kind === "zero") return ZERO;
  if (a.kind === "moves") return y === undefined ? undefined : response("moves", a.by * y);
  if (b.kind === "moves") return x === undefined ? undefined : response("moves", b.by * x);
  return response("scales", byOf(a) + byOf(b));
}

/** What the elements of an array have in common; of an array without elements, or of elements that are not known, nothing. */
export type Content = Response | { readonly kind: "none" } | { readonly kind: "unknown" };

export const NONE: Content = { kind: "none" };
export const UNKNOWN: Content = { kind: "unknown" };

export function merge(a: Content, b: Content): Content {
  if (a.kind === "none") return b;
  if (b.kind === "none") return a;
  if (a.kind === "unknown" || b.kind === "unknown") return UNKNOWN;
  return join(a, b) ?? UNKNOWN;
}

export function mergeAll(a: ReadonlyMap<Value, Content>, b: ReadonlyMap<Value, Content>): Map<Value, Content> {
  const arrays = new Set([...a.keys(), ...b.keys()]);
  return new Map([...arrays].map((array) => [array, merge(a.get(array) ?? FIXED, b.get(array) ?? FIXED)]));
}

export function isSame(a: Content, b: Content): boolean {
  return a.kind === b.kind && ("by" in a ? a.by : 0) === ("by" in b ? b.by : 0);
}
