import { deepCopy } from "../stop-gradient.js";
import { expectLikePrimal } from "../tangent-checks.js";
import { zerosLike } from "../tree/linear.js";
import { axpy } from "../tree/axpy.js";
import { pathAt, ravel, size, unravel } from "../tree/ravel.js";
import { apart } from "./apart.js";
import { concat } from "./vectors.js";

/** The functions of `Products`, their types forgotten. */
export interface Functions {
  readonly f: (...args: unknown[]) => unknown;
  readonly jvp?: (primals: unknown[], tangents: unknown[]) => readonly [unknown, unknown];
  readonly vjp?: (...args: unknown[]) => readonly [unknown, (cotangent: unknown) => unknown];
  readonly complexStep?: (primals: unknown[], tangents: unknown[]) => readonly [unknown, unknown];
}

/** The length of a complex step: its square is nothing beside one. */
const STEP = 2 ** -100;

/** How the arguments of a function fall into parts, of which some are moved. */
export interface Layout {
  readonly names: readonly string[];
  readonly moved: readonly number[];
  /** The parts of arguments, and of tangents of arguments. */
  split(args: readonly unknown[]): unknown[];
  join(parts: readonly unknown[]): unknown[];
}

/** A derivative that has not the shape of what it belongs to. */
export class WrongShape extends Error {}

/** A function from vectors to vectors: the numbers of the moved parts to the numbers of the result. */
export class Flat {
  readonly inputs: number;
  readonly outputs: number;
  /** The point, and the result there. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The largest relative rounding error of a single number. */
  readonly unit: number;
  private readonly parts: unknown[];
  /** The arguments after the call. */
  private readonly left: Float64Array;
  private readonly value: unknown;

  constructor(
    private readonly name: string,
    private readonly functions: Functions,
    args: readonly unknown[],
    private readonly layout: Layout,
    /** The name of a part of the result at a path: `[2].x`. */
    private readonly resultAt = (path: string) => `value${path}`,
  ) {
    this.parts = layout.split(args);
    this.x = this.ravelMoved(this.parts);
    this.inputs = this.x.length;
    const given = this.copies();
    this.value = apart(functions.f(...given));
    this.left = this.ravelMoved(layout.split(given));
    this.y = ravel(this.value);
    this.outputs = this.y.length;
    this.unit = holdsSingles([this.parts, this.value], new Set()) ? 2 ** -24 : 2 ** -53;
  }

  /** The result in the distance `t` in direction `v`, unless it is not finite, has another shape or is an exception. */
  along(v: Float64Array, t: number): Float64Array | undefined {
    const tangents = this.tangents(v);
    const parts = this.parts.map((part, k) => axpy(t, tangents[k] as null, deepCopy(part)));
    let y: Float64Array;
    try {
      y = ravel(apart(this.functions.f(...this.layout.join(parts))));
    } catch {
      return undefined;
    }
    return y.length === this.outputs && y.every(Number.isFinite) ? y : undefined;
  }

  get canForward(): boolean {
    return this.functions.jvp !== undefined;
  }

  get canReverse(): boolean {
    return this.functions.vjp !== undefined;
  }

  /** How far a direction of the size of the argument goes in each input. */
  reach(i: number): number {
    return Math.max(Math.abs(this.x[i]), 0.01);
  }

  /** J v */
  forward(v: Float64Array): Float64Array {
    const { jvp } = this.functions;
    if (!jvp) throw new TypeError(`${this.name}: forward mode has no jvp to check`);
    const given = this.copies();
    const [value, tangent] = jvp(given, this.layout.join(this.tangents(v)));
    this.expectSame("jvp", value, given);
    return this.ravelLike("the tangent of the value", apart(tangent), this.value);
  }

  /** The same by a complex step, without rounding errors of differences; nothing where the function is not analytic, or in single precision. */
  complexStep(v: Float64Array): Float64Array | undefined {
    const { complexStep } = this.functions;
    if (!complexStep || this.unit > 2 ** -53) return undefined;
    const imaginary = v.map((x) => x * STEP);
    const [, tangent] = complexStep(this.copies(), this.layout.join(this.tangents(imaginary)));
    return this.ravelLike("the imaginary part of the value", apart(tangent), this.value).map((x) => x / STEP);
  }

  /** u -> J^T u, by one pullback. */
  reverse(): (u: Float64Array) => Float64Array {
    const { vjp } = this.functions;
    if (!vjp) throw new TypeError(`${this.name}: reverse mode has no vjp to check`);
    const given = this.copies();
    const [value, pullback] = vjp(...given);
    this.expectSame("vjp", value, given);
    return (u) => this.ravelGradient(pullback(unravel(u, this.value)));
  }

  /** The numbers of a gradient by all parameters. */
  ravelGradient(gradient: unknown): Float64Array {
    if (!Array.isArray(gradient)) throw new WrongShape("the gradients are no Array, one for each parameter");
    const parts = this.layout.split(gradient);
    return concat(
      this.layout.moved.map((k) => this.ravelLike(`the gradient by ${this.layout.names[k]}`, parts[k], this.parts[k])),
    );
  }

  inputName(i: number): string {
    let rest = i;
    for (const k of this.layout.moved) {
      const count = size(this.parts[k]);
      if (rest < count) return `${this.layout.names[k]}${suffix(pathAt(this.parts[k], rest))}`;
      rest -= count;
    }
    throw new RangeError(`there is no input ${i}`);
  }

  /** `value.x[2]`; empty where the result is a number. */
  outputName(j: number): string {
    return typeof this.value === "number" ? "" : this.resultAt(suffix(pathAt(this.value, j)));
  }

  /** The arguments in fresh memory, each apart: a derivative by one parameter moves it alone, also where two are given one object. */
  copies(): unknown[] {
    return this.layout.join(this.parts.map((part) => deepCopy(part)));
  }

  /** The tangents of all arguments for a direction, part by part. */
  tangents(v: Float64Array): unknown[] {
    let start = 0;
    const { moved } = this.layout;
    return this.parts.map((part, k) => {
      if (!moved.includes(k)) return zerosLike(part);
      const end = start + size(part);
      const tangent = unravel(v.subarray(start, end), part);
      start = end;
      return tangent;
    });
  }

  private ravelMoved(parts: readonly unknown[]): Float64Array {
    return concat(this.layout.moved.map((k) => ravel(parts[k])));
  }

  private expectSame(operator: string, value: unknown, given: unknown[]): void {
    const y = ravel(apart(value));
    if (y.length !== this.outputs) throw new WrongShape(`the value that ${operator} returns has another shape`);
    const j = y.findIndex((found, k) => !Object.is(found, this.y[k]));
    if (j >= 0) {
      throw new WrongShape(
        `${operator} returns another value: ${of(this.outputName(j))}${y[j]} instead of ${this.y[j]}`,
      );
    }
    const left = this.ravelMoved(this.layout.split(given));
    if (left.length !== this.left.length || left.some((found, i) => !Object.is(found, this.left[i]))) {
      throw new WrongShape(`${operator} does not leave its arguments as the function does`);
    }
  }

  /** The numbers of a tangent of `primal`, which may be `null` where there are none. */
  private ravelLike(what: string, tangent: unknown, primal: unknown): Float64Array {
    const count = size(primal);
    if (count === 0) return new Float64Array(0);
    try {
      expectLikePrimal(this.name, what, tangent, primal);
    } catch (error) {
      throw new WrongShape((error as Error).message.replace(`${this.name}: `, ""));
    }
    const numbers = ravel(tangent);
    if (numbers.length !== count)
      throw new WrongShape(`${what} does not share memory in the places where its value does`);
    return numbers;
  }
}

function suffix(path: string): string {
  return path === "" || path.startsWith("[") ? path : `.${path}`;
}

function of(output: string): string {
  return output === "" ? "" : `at ${output} `;
}

function holdsSingles(x: unknown, seen: Set<unknown>): boolean {
  if (x instanceof Float32Array) return true;
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x) || seen.has(x)) return false;
  seen.add(x);
  return Object.values(x).some((member) => holdsSingles(member, seen));
}
