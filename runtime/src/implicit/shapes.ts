/**
 * Unknowns as vectors. What they are is known to the compiler where it is known that they are there, so that is asked first, and the way of
 * each number through these functions is straight code.
 */
import { mapFields } from "cotangent";
import { NotSolvedError } from "./errors.js";

/** What equations may be solved for: numbers, `Float64Array`s, and arrays and records of these, nested as one likes. */
export type Unknown<X> = number | Float64Array | { readonly [K in keyof X]: Part<X[K]> };

type Part<X> = X extends number | Float64Array
  ? X
  : X extends ArrayBufferView | ((...args: never[]) => unknown)
    ? never
    : X extends object
      ? { readonly [K in keyof X]: Part<X[K]> }
      : never;

/** The numbers of `x` in their order; a `Float64Array` is its own. */
export function flatten(x: unknown): Float64Array {
  const given = x ?? missing();
  if (given instanceof Float64Array) return given;
  if (typeof given === "number") return Float64Array.of(given);
  const numbers: number[] = [];
  collect(given, numbers);
  return Float64Array.from(numbers);
}

function missing(): never {
  throw new NotSolvedError("a value is missing: the solver, or the function that it solves for, returned nothing");
}

function collect(x: unknown, numbers: number[]): void {
  const given = x ?? missing();
  if (typeof given === "number") numbers.push(given);
  else if (given instanceof Float64Array) for (let i = 0; i < given.length; i++) numbers.push(given[i]);
  else if (Array.isArray(given)) for (let i = 0; i < given.length; i++) collect(given[i], numbers);
  else if (typeof given === "object") mapFields(given as Record<string, unknown>, (field) => collect(field, numbers));
  else throw new TypeError("unknowns and equations are numbers, Float64Arrays, or arrays and records of these");
}

/** The first numbers of a vector in the places of those of `like`: behind an unknown there may be multipliers. */
export function restore(v: Float64Array, like: unknown): unknown {
  const given = like ?? missing();
  if (given instanceof Float64Array) return v.slice(0, given.length);
  if (typeof given === "number") return v[0];
  return restored(v, given, { at: 0 });
}

interface Reader {
  at: number;
}

function restored(v: Float64Array, like: unknown, reader: Reader): unknown {
  const given = like ?? missing();
  if (typeof given === "number") return v[reader.at++];
  if (given instanceof Float64Array) {
    const from = reader.at;
    reader.at += given.length;
    return v.slice(from, reader.at);
  }
  if (Array.isArray(given)) return given.map((each) => restored(v, each, reader));
  if (typeof given !== "object")
    throw new TypeError("unknowns are numbers, Float64Arrays, or arrays and records of these");
  return mapFields(given as Record<string, unknown>, (field) => restored(v, field, reader));
}
