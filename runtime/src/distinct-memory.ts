import { classOf, type PlainRecord } from "./values.js";

type View = Float64Array | Float32Array;

/**
 * For a function that writes to its parameters: partial derivatives by two parameters that share memory have no
 * meaning then. Looks for one array or record under two parameters, at any depth, and for different typed-array views
 * that overlap (under one parameter too: their shadows do not overlap). One object reached twice under one parameter
 * is fine, its shadow is one as well.
 * @throws Error naming both parameters
 */
export function expectDistinct(fn: string, names: readonly string[], values: readonly unknown[]): void {
  const memory: Memory = { fn, names, owners: new Map(), views: new Map() };
  for (let i = 0; i < values.length; i++) claim(memory, i, values[i]);
  const { owners } = memory;
  const overlap = (one: View, other: View): never => shared(memory, owners.get(one)!, owners.get(other)!);
  for (const views of memory.views.values()) expectNoOverlap(views, overlap);
}

/**
 * For memory that is copied as a whole: copies of typed-array views that overlap would not overlap.
 * @throws Error naming what is copied
 */
export function expectNoViewsOverlap(what: string, value: unknown): void {
  const memory: Memory = { fn: what, names: [], owners: new Map(), views: new Map() };
  claim(memory, 0, value);
  const overlap = (): never => {
    throw new Error(
      `${what} has two typed-array views of the same memory; pass copies, or leave it without checkpoints`,
    );
  };
  for (const views of memory.views.values()) expectNoOverlap(views, overlap);
}

/**
 * For what a function with a rule returns, of which each place has a cotangent of its own: memory that is in two places has one for both.
 * @throws Error naming the function
 */
export function expectOncePlaced(fn: string, value: unknown): void {
  const twice = (): never => {
    throw new Error(
      `${fn}: what it returns has the same memory in two places, which a function with a rule of its own may not; return copies`,
    );
  };
  const memory: Memory = { fn, names: [], owners: new Map(), views: new Map(), twice };
  claim(memory, 0, value);
  for (const views of memory.views.values()) expectNoOverlap(views, twice);
}

interface Memory {
  readonly fn: string;
  readonly names: readonly string[];
  /** The number of the parameter under which each array or record was first found. */
  readonly owners: Map<object, number>;
  readonly views: Map<ArrayBufferLike, View[]>;
  /** Where an array or record may not be found again under one parameter. */
  readonly twice?: () => never;
}

function claim(memory: Memory, parameter: number, value: unknown): void {
  const kind = classOf(value);
  if (kind === "number" || kind === "inert") return;
  const object = value as object;
  const owner = memory.owners.get(object);
  if (owner === parameter) return memory.twice?.();
  if (owner !== undefined) shared(memory, owner, parameter);
  memory.owners.set(object, parameter);

  if (kind === "Float64Array" || kind === "Float32Array") {
    const view = value as View;
    if (view.length === 0) return;
    const others = memory.views.get(view.buffer);
    if (others === undefined) memory.views.set(view.buffer, [view]);
    else others.push(view);
  } else if (kind === "array") {
    for (const item of value as readonly unknown[]) claim(memory, parameter, item);
  } else {
    for (const key of Object.keys(object)) claim(memory, parameter, (object as PlainRecord)[key]);
  }
}

/** Sorted by start, because the rows of a matrix are often thousands of views of one buffer. */
function expectNoOverlap(views: View[], overlap: (one: View, other: View) => never): void {
  views.sort((a, b) => a.byteOffset - b.byteOffset);
  for (let i = 1; i < views.length; i++) {
    const [before, view] = [views[i - 1], views[i]];
    if (view.byteOffset < before.byteOffset + before.byteLength) overlap(before, view);
  }
}

function shared({ fn, names }: Memory, one: number, other: number): never {
  const [first, second] = [names[Math.min(one, other)], names[Math.max(one, other)]];
  throw new Error(
    one === other
      ? `${fn}: parameter '${first}' has two typed-array views of the same memory, and the function writes to it; pass copies`
      : `${fn}: parameters '${first}' and '${second}' share memory, and the function writes to it; pass a copy of one`,
  );
}
