/**
 * A place in a triangle that a loop finds by its counter, `at + i * m - i * (i - 1) / 2`, is carried from turn to turn again, with what each
 * turn adds: the products were for reverse sweeps, which have found it by now.
 */
import { Builder } from "../ir/builder.js";
import { type Signed, signedSum } from "../ir/signed-sum.js";
import { type ForOp, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { allOps, definedIn, substitute, usersIn } from "../ir/traverse.js";
import { INT } from "../ir/types.js";
import { Facts } from "./facts.js";

export function countOn(func: Func, facts = new Facts(func)): boolean {
  const isHalf = (op: Op): boolean => op.kind === "prim" && op.name === "div" && op.results[0].type.kind === "int";
  return facts.ops().some(isHalf) && new Carrying(func).run();
}

/** How a number grows with a counter c: by `slope` and `terms` times c, and by `triangles` times c (c - 1) / 2. */
interface Growth {
  readonly slope: number;
  readonly terms: readonly Signed[];
  readonly triangles: number;
}

const none: Growth = { slope: 0, terms: [], triangles: 0 };

class Carrying {
  private readonly definitions = new Map<Value, Op>();
  private readonly users: ReadonlyMap<Value, readonly Op[]>;
  private readonly replacements = new Map<Value, Value>();

  constructor(private readonly func: Func) {
    for (const op of allOps(func.body)) for (const result of op.results) this.definitions.set(result, op);
    this.users = usersIn(func.body);
  }

  run(): boolean {
    this.region(this.func.body);
    substitute(this.func.body, this.replacements);
    return this.replacements.size > 0;
  }

  private region(region: Region): void {
    const { ops } = region;
    region.ops = [];
    for (const op of ops) {
      for (const inner of op.regions) this.region(inner);
      if (op.kind === "for" && Math.abs(op.step) === 1) this.loop(op, region);
      region.ops.push(op);
    }
  }

  private loop(loop: ForOp, around: Region): void {
    const [body] = loop.regions;
    const growths = new Map<Value, Growth | undefined>();
    const inside = definedIn(body);
    for (const op of body.ops)
      for (const result of op.results) growths.set(result, this.growthOf(op, loop, growths, inside));
    for (const op of [...body.ops]) {
      const [value] = op.results;
      const growth = value && growths.get(value);
      if (!growth || growth.triangles === 0) continue;
      const isPart = (user: Op): boolean => user.results.length === 1 && growths.get(user.results[0]) !== undefined;
      if (!body.yields.includes(value) && this.users.get(value)?.every(isPart) !== false) continue;
      this.carry(loop, value, growth, around, inside);
    }
  }

  private growthOf(
    op: Op,
    { regions: [{ params }] }: ForOp,
    known: ReadonlyMap<Value, Growth | undefined>,
    inside: ReadonlySet<Value>,
  ): Growth | undefined {
    if (op.results[0]?.type.kind !== "int") return undefined;
    if (op.kind === "const") return none;
    if (op.kind !== "prim") return undefined;
    const [counter] = params;
    const growth = (value: Value): Growth | undefined => {
      if (value === counter) return { ...none, slope: 1 };
      return inside.has(value) ? known.get(value) : none;
    };
    const [a, b] = op.operands;
    switch (op.name) {
      case "add":
      case "sub": {
        const [left, right] = [growth(a), growth(b)];
        if (!left || !right) return undefined;
        const sign = op.name === "add" ? 1 : -1;
        return {
          slope: left.slope + sign * right.slope,
          terms: [...left.terms, ...right.terms.map(({ value, sign: own }) => ({ value, sign: sign * own }))],
          triangles: left.triangles + sign * right.triangles,
        };
      }
      case "mul": {
        const [factor, scaled] = a === counter || this.constant(b) !== undefined ? [b, a] : [a, b];
        const constant = this.constant(factor);
        const inner = growth(scaled);
        if (constant !== undefined && inner && inner.terms.length === 0)
          return { slope: constant * inner.slope, terms: [], triangles: constant * inner.triangles };
        return scaled === counter && !inside.has(factor) ? { ...none, terms: [{ value: factor, sign: 1 }] } : undefined;
      }
      case "div":
        return this.isTriangle(op, counter) ? { ...none, triangles: 1 } : undefined;
      default:
        return undefined;
    }
  }

  private constant(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && typeof op.value === "number" ? op.value : undefined;
  }

  /** Whether it is c (c - 1) / 2. */
  private isTriangle({ operands: [product, half] }: Op, counter: Value): boolean {
    const op = this.definitions.get(product);
    if (this.constant(half) !== 2 || op?.kind !== "prim" || op.name !== "mul" || op.operands[0] !== counter)
      return false;
    const before = this.definitions.get(op.operands[1]);
    return (
      before?.kind === "prim" &&
      before.name === "sub" &&
      before.operands[0] === counter &&
      this.constant(before.operands[1]) === 1
    );
  }

  private carry(loop: ForOp, value: Value, growth: Growth, around: Region, inside: ReadonlySet<Value>): void {
    const [body] = loop.regions;
    const [counter] = body.params;
    const [start] = loop.operands;
    const build = new Builder(around);
    build.span = loop.span;
    const first = this.first(build, value, counter, start, inside);
    const param = new Value(INT, value.name);
    body.params.push(param);
    loop.operands.push(first);
    loop.results.push(new Value(INT));
    const turn = new Builder(body);
    turn.span = loop.span;
    body.yields.push(this.next(turn, param, growth, counter, loop.step));
    this.replacements.set(value, param);
  }

  /** The value in the first turn. */
  private first(build: Builder, value: Value, counter: Value, start: Value, inside: ReadonlySet<Value>): Value {
    const made = new Map<Value, Value | number>([[counter, this.constant(start) ?? start]]);
    const at = (each: Value): Value | number => {
      if (!inside.has(each)) return each;
      const found = made.get(each) ?? compute(this.definitions.get(each)!);
      made.set(each, found);
      return found;
    };
    const asValue = (each: Value | number): Value => (typeof each === "number" ? build.const(each) : each);
    const compute = (op: Op): Value | number => {
      if (op.kind === "const") return op.value as number;
      if (op.kind !== "prim") throw new Error("a count is made of numbers");
      const [a, b] = op.operands.map(at);
      const [isZero, isNothing] = [a === 0, b === 0];
      // In the first turn of a loop from zero nothing has been added.
      if (op.name === "mul" && (isZero || isNothing)) return 0;
      if ((op.name === "add" || op.name === "sub") && isNothing) return a;
      if (op.name === "add" && isZero) return b;
      if (op.name === "div" && isZero) return 0;
      const result = build.prim(op.name, asValue(a), asValue(b));
      result.type = INT;
      return result;
    };
    return asValue(at(value));
  }

  /** From c to c + 1 a triangle grows by c, from c to c - 1 it shrinks by c - 1. */
  private next(build: Builder, param: Value, growth: Growth, counter: Value, step: number): Value {
    const { slope, triangles } = growth;
    const terms = [...growth.terms];
    const sign = triangles > 0 ? 1 : -1;
    const size = Math.abs(triangles);
    terms.push({ value: size === 1 ? counter : build.prim("mul", counter, build.const(size)), sign });
    const constant = step > 0 ? slope : slope - triangles;
    if (constant !== 0) terms.push({ value: build.const(Math.abs(constant)), sign: constant > 0 ? 1 : -1 });
    return build.prim(step > 0 ? "add" : "sub", param, signedSum(build, terms));
  }
}
