/**
 * Numbers with derivatives, for the oracle: a plain number, a dual number of forward mode, or a node of the tape of reverse
 * mode. Each differentiation has a tag of its own, so that they nest: the parts of one may be numbers of an outer one.
 */

export type Real = number | Dual | Node;

export class Dual {
  constructor(
    readonly tag: number,
    readonly primal: Real,
    readonly tangent: Real,
  ) {}
}

export class Node {
  constructor(
    readonly tag: number,
    readonly primal: Real,
    readonly inputs: readonly { readonly node: Node; readonly partial: Real }[],
  ) {}
}

export function isReal(value: unknown): value is Real {
  return typeof value === "number" || value instanceof Dual || value instanceof Node;
}

export function numberOf(real: Real): number {
  return typeof real === "number" ? real : numberOf(real.primal);
}

const tagOf = (real: Real): number => (typeof real === "number" ? 0 : real.tag);

/** How close a run came to a point where a derivative jumps, and the largest number in it. */
export const seen = { kink: Number.POSITIVE_INFINITY, largest: 0 };

export function forget(): void {
  seen.kink = Number.POSITIVE_INFINITY;
  seen.largest = 0;
}

/** The nodes of a differentiation in the order of their making. */
const tapes = new Map<number, Node[]>();
let lastTag = 0;

export function newTag(): number {
  lastTag++;
  return lastTag;
}

export function newTape(): number {
  const tag = newTag();
  tapes.set(tag, []);
  return tag;
}

export function dropTape(tag: number): void {
  tapes.delete(tag);
}

export function leaf(tag: number, primal: Real): Node {
  return record(tag, primal, []);
}

function record(tag: number, primal: Real, inputs: Node["inputs"]): Node {
  const node = new Node(tag, primal, inputs);
  tapes.get(tag)!.push(node);
  return node;
}

/** The part of a number that one differentiation sees as constant. */
export function primalOf(tag: number, real: Real): Real {
  return typeof real !== "number" && real.tag === tag ? real.primal : real;
}

export function tangentOf(tag: number, real: Real): Real {
  return real instanceof Dual && real.tag === tag ? real.tangent : 0;
}

/** The adjoints of some nodes, from cotangents of others. */
export function adjoints(tag: number, seeds: readonly (readonly [Real, Real])[], wanted: readonly Node[]): Real[] {
  const found = new Map<Node, Real>();
  const add = (node: Node, term: Real): void => {
    const sum = found.get(node);
    found.set(node, sum === undefined ? term : apply("+", sum, term));
  };
  for (const [real, cotangent] of seeds) if (real instanceof Node && real.tag === tag) add(real, cotangent);
  for (const node of [...tapes.get(tag)!].reverse()) {
    const adjoint = found.get(node);
    if (adjoint === undefined) continue;
    for (const { node: input, partial } of node.inputs) add(input, apply("*", adjoint, partial));
  }
  return wanted.map((node) => found.get(node) ?? 0);
}

/** An operator or a function of `Math`, by its name in JavaScript; `neg` is the unary minus. */
export function apply(name: string, ...args: Real[]): Real {
  const tag = Math.max(...args.map(tagOf), 0);
  if (tag === 0) {
    const result = compute(name, args as number[]);
    if (Math.abs(result) > seen.largest || Number.isNaN(result)) seen.largest = Math.abs(result);
    return result;
  }
  noteKink(name, args.map(numberOf));
  const primals = args.map((arg) => primalOf(tag, arg));
  const primal = apply(name, ...primals);
  const moving = args.flatMap((arg, index) => (tagOf(arg) === tag ? [{ arg, index }] : []));
  if (flat.has(name)) return primal;
  const terms = moving.map(({ arg, index }) => ({ arg, partial: partialOf(name, index, primals, primal) }));
  if (moving[0].arg instanceof Node) {
    return record(
      tag,
      primal,
      terms.map(({ arg, partial }) => ({ node: arg as Node, partial })),
    );
  }
  const products = terms.map(({ arg, partial }) => apply("*", partial, (arg as Dual).tangent));
  return new Dual(
    tag,
    primal,
    products.reduce((sum, term) => apply("+", sum, term)),
  );
}

const flat = new Set([
  "floor",
  "ceil",
  "round",
  "trunc",
  "sign",
  "clz32",
  "imul",
  "|",
  "&",
  "^",
  "<<",
  ">>",
  ">>>",
  "~",
]);

function noteKink(name: string, values: readonly number[]): void {
  let distance = Number.POSITIVE_INFINITY;
  if (name === "max" || name === "min") {
    const extreme = name === "max" ? Math.max(...values) : Math.min(...values);
    const rest = values.map((value) => Math.abs(value - extreme)).sort((a, b) => a - b);
    if (rest.length > 1) distance = rest[1];
  } else if (name === "abs") distance = Math.abs(values[0]);
  else if (name === "%") {
    const turns = values[0] / values[1];
    distance = Math.abs(turns - Math.round(turns));
    // A remainder has no jump at zero, where both sides truncate to zero.
    if (Math.round(turns) === 0) distance = Number.POSITIVE_INFINITY;
  } else if (name === "hypot" || name === "sqrt" || name === "cbrt") distance = Math.max(...values.map(Math.abs));
  if (!(distance >= seen.kink)) seen.kink = distance;
}

function compute(name: string, args: readonly number[]): number {
  const [a, b] = args;
  switch (name) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "**":
      return a ** b;
    case "neg":
      return -a;
    case "|":
      return a | b;
    case "&":
      return a & b;
    case "^":
      return a ^ b;
    case "<<":
      return a << b;
    case ">>":
      return a >> b;
    case ">>>":
      return a >>> b;
    case "~":
      return ~a;
    default: {
      const known = (Math as unknown as Record<string, (...args: readonly number[]) => number>)[name];
      if (typeof known !== "function") throw new Error(`the oracle does not know ${name}`);
      return known(...args);
    }
  }
}

const sum = (...args: Real[]): Real => args.reduce((a, b) => apply("+", a, b));
const times = (...args: Real[]): Real => args.reduce((a, b) => apply("*", a, b));
const over = (a: Real, b: Real): Real => apply("/", a, b);
const minus = (a: Real, b: Real): Real => apply("-", a, b);

type Partial = (a: Real, b: Real, y: Real) => Real;
const unary: Readonly<Record<string, Partial>> = {
  neg: () => -1,
  abs: (a) => Math.sign(numberOf(a)),
  fround: () => 1,
  sqrt: (_a, _b, y) => over(0.5, y),
  cbrt: (_a, _b, y) => over(1, times(3, y, y)),
  exp: (_a, _b, y) => y,
  expm1: (a) => apply("exp", a),
  log: (a) => over(1, a),
  log1p: (a) => over(1, sum(1, a)),
  log2: (a) => over(1, times(a, Math.LN2)),
  log10: (a) => over(1, times(a, Math.LN10)),
  sin: (a) => apply("cos", a),
  cos: (a) => apply("neg", apply("sin", a)),
  tan: (_a, _b, y) => sum(1, times(y, y)),
  asin: (a) => over(1, apply("sqrt", minus(1, times(a, a)))),
  acos: (a) => over(-1, apply("sqrt", minus(1, times(a, a)))),
  atan: (a) => over(1, sum(1, times(a, a))),
  sinh: (a) => apply("cosh", a),
  cosh: (a) => apply("sinh", a),
  tanh: (a) => over(1, times(apply("cosh", a), apply("cosh", a))),
  asinh: (a) => over(1, apply("sqrt", sum(1, times(a, a)))),
  acosh: (a) => over(1, apply("sqrt", minus(times(a, a), 1))),
  atanh: (a) => over(1, minus(1, times(a, a))),
};
const binary: Readonly<Record<string, readonly [Partial, Partial]>> = {
  "+": [() => 1, () => 1],
  "-": [() => 1, () => -1],
  "*": [(_a, b) => b, (a) => a],
  "/": [(_a, b) => over(1, b), (_a, b, y) => apply("neg", over(y, b))],
  "%": [() => 1, (a, b) => -Math.trunc(numberOf(a) / numberOf(b))],
  "**": [power, (a, _b, y) => times(y, apply("log", a))],
  pow: [power, (a, _b, y) => times(y, apply("log", a))],
  atan2: [
    (a, b) => over(b, sum(times(a, a), times(b, b))),
    (a, b) => over(apply("neg", a), sum(times(a, a), times(b, b))),
  ],
};

function power(a: Real, b: Real): Real {
  return numberOf(b) === 0 ? 0 : times(b, apply("**", a, minus(b, 1)));
}

function partialOf(name: string, index: number, args: readonly Real[], y: Real): Real {
  if (name === "max" || name === "min") {
    const extreme = numberOf(y);
    const tied = args.filter((arg) => numberOf(arg) === extreme).length;
    return numberOf(args[index]) === extreme ? 1 / tied : 0;
  }
  if (name === "hypot") return over(args[index], y);
  const rule = args.length === 1 ? unary[name] : binary[name]?.[index];
  if (!rule) throw new Error(`the oracle does not know the derivative of ${name}`);
  return rule(args[0], args[1], y);
}
