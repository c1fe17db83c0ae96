/**
 * What the elements of an array are counted by is whole, or there is nothing to read: of `x[i * n + j]` with any number `n` it is checked
 * once that it is no fraction, and indices are made of the checked one, an `int`. So is what a list is made with, `new Array(n)`, which throws
 * otherwise. Where the number means something else as well, a factor of a sum for example, it stays as it is, with its derivative.
 */
import { integralFlow } from "../analysis/integers.js";
import { type AllocOp, type Func, type Op, type Region, Value } from "../ir/ops.js";
import { isLogical } from "../ir/primitives.js";
import { allOps } from "../ir/traverse.js";
import { INT, memoryOf } from "../ir/types.js";
import { getRule } from "../rules/table.js";

export function checkCounts(func: Func): boolean {
  const isOpen = (op: Op): boolean => (op.kind === "load" || op.kind === "store") && op.operands[1].type.kind === "f64";
  return allOps(func.body).some((op) => isOpen(op) || makesList(op)) && new Counts(func).run();
}

/** Whether it throws unless the length that it is given is whole. */
function makesList(op: Op): op is AllocOp {
  if (op.kind !== "alloc" || op.operands[0]?.type.kind !== "f64") return false;
  const memory = memoryOf(op.results[0].type);
  return memory.kind === "array" && memory.container === "Array";
}

/** A use of a value, `values[k]`, as a place in memory, a bound or in a comparison, which have no derivative, or for another number. */
interface Use {
  readonly values: Value[];
  readonly k: number;
  readonly role: Value | "place" | "other";
  /** The region that ends with it. */
  readonly end?: Region;
}

class Counts {
  private readonly ops: readonly Op[];
  private readonly flow: ReadonlyMap<Value, readonly Value[]>;
  private readonly definitions = new Map<Value, Op>();
  /** The regions around operations and where values are defined, outermost first. */
  private readonly around = new Map<Value | Op, readonly Region[]>();
  private readonly loops = new Set<Region>();
  /** The reals that nothing but places is made of. */
  private readonly positional: ReadonlySet<Value>;
  /** What indices in loops are made of on the way from counts. */
  private readonly indices = new Set<Value>();

  constructor(private readonly func: Func) {
    this.ops = allOps(func.body);
    this.flow = integralFlow(func);
    this.locate(func.body, []);
    this.positional = this.findPositional();
  }

  run(): boolean {
    this.findIndices();
    const isSource = (value: Value): boolean => !this.indices.has(value) && this.isCount(value);
    const counts = new Set([
      ...[...this.indices].flatMap((index) => this.flow.get(index)!.filter((source) => !this.indices.has(source))),
      ...this.ops.filter(makesList).flatMap(({ operands }) => operands.filter(isSource)),
    ]);
    for (const count of counts) this.check(count);
    return counts.size > 0;
  }

  private locate(region: Region, outer: readonly Region[]): void {
    const regions = [...outer, region];
    for (const param of region.params) this.around.set(param, regions);
    for (const op of region.ops) {
      for (const at of [op, ...op.results]) this.around.set(at, regions);
      for (const result of op.results) this.definitions.set(result, op);
      for (const inner of op.regions) {
        if (op.kind !== "if") this.loops.add(inner);
        this.locate(inner, regions);
      }
    }
  }

  private findPositional(): Set<Value> {
    const found = new Set(this.flow.keys());
    const uses = this.ops.flatMap(usesBy).filter(({ role }) => role !== "place");
    for (const result of this.func.body.yields) found.delete(result);
    for (let before = -1; before !== found.size; ) {
      before = found.size;
      for (const { values, k, role } of uses) if (!isWithin(role, found)) found.delete(values[k]);
    }
    return found;
  }

  private findIndices(): void {
    const roots = this.ops.flatMap((op) => this.indexOf(op) ?? []).filter((index) => this.isMade(index));
    const isCount = (value: Value): boolean => this.isCount(value);
    const reach = (from: readonly Value[]): Set<Value> => {
      const reached = new Set(from);
      for (const value of reached)
        for (const source of this.flow.get(value)!) if (this.isMade(source)) reached.add(source);
      return reached;
    };
    const whole = reach(roots);
    for (let before = -1; before !== whole.size; ) {
      before = whole.size;
      for (const value of whole)
        if (!this.flow.get(value)!.every((source) => whole.has(source) || isCount(source))) whole.delete(value);
    }
    for (const index of reach(roots.filter((root) => whole.has(root)))) this.indices.add(index);
  }

  /** The index that an operation in a loop uses, or what has been checked to be one in a function that had its place. */
  private indexOf(op: Op): Value | undefined {
    if ((op.kind === "prim" && op.name === "whole") || makesList(op)) return op.operands[0];
    return (op.kind === "load" || op.kind === "store") && this.isInLoop(op) ? op.operands[1] : undefined;
  }

  /** Whether it is whole where what it is made of is, and only there: `n / 2` may be a fraction where twice that is none. */
  private isMade(value: Value): boolean {
    if (!this.positional.has(value)) return false;
    const op = this.definitions.get(value);
    if (op?.kind !== "prim" || op.name !== "mul") return true;
    const [constants, factors] = [true, false].map((is) => op.operands.filter((each) => this.isConstant(each) === is));
    return constants.length === 0 || factors.every((factor) => this.isGiven(factor) || this.isMade(factor));
  }

  /** Whether nothing has been computed to get it. */
  private isGiven(value: Value): boolean {
    const op = this.definitions.get(value);
    return op === undefined || (op.kind !== "prim" && op.regions.length === 0);
  }

  /** A number from outside of loops that may be checked. */
  private isCount(value: Value): boolean {
    return value.type.kind === "f64" && !this.isMade(value) && !this.isInLoop(value) && !this.isConstant(value);
  }

  private isConstant(value: Value): boolean {
    return this.definitions.get(value)?.kind === "const";
  }

  private isInLoop(at: Value | Op): boolean {
    return this.around.get(at)!.some((region) => this.loops.has(region));
  }

  /** In front of all places that it counts for, outside of loops and in the innermost branch that has them all. */
  private check(count: Value): void {
    const isOfUse = ({ values, k, role }: Use): boolean =>
      values[k] === count && (role === "place" || isWithin(role, this.positional));
    const sites = this.ops.flatMap((op) =>
      usesBy(op)
        .filter(isOfUse)
        .map((use) => ({ op, use, path: [...this.around.get(op)!, ...(use.end ? [use.end] : [])] })),
    );
    const paths = sites.flatMap(({ op, use, path }) =>
      makesList(op) || (use.role instanceof Value && this.indices.has(use.role)) ? [path] : [],
    );
    const isLeft = (region: Region, k: number): boolean =>
      this.loops.has(region) || paths.some((path) => path[k] !== region);
    const depth = [...paths[0].map(isLeft), true].indexOf(true);
    const region = paths[0][depth - 1];
    const { ops } = region;
    /** Where in the region a use is, or that it is not in there. */
    const placeOf = ({ op, use, path }: (typeof sites)[number]): number => {
      if (path[depth - 1] !== region) return -1;
      const inner = path[depth];
      if (!inner) return use.end ? ops.length : ops.indexOf(op);
      return ops.findIndex(({ regions }) => regions.includes(inner));
    };
    // The program's own tests of it come first.
    const isTest = (op: Op): boolean => op.kind === "prim" && isLogical(op.name);
    const at = Math.min(
      ...sites
        .filter(({ op }) => !isTest(op))
        .map(placeOf)
        .filter((place) => place >= 0),
    );
    const whole = new Value(INT, count.name);
    for (const site of sites) if (placeOf(site) >= at) site.use.values[site.use.k] = whole;
    // It keeps its name where the program uses it for something else, too.
    if (this.definitions.has(count) && !this.ops.some((op) => op.operands.includes(count))) count.name = undefined;
    const { span } = ops[at] ?? sites.find((site) => placeOf(site) === at)!.op;
    ops.splice(at, 0, { kind: "prim", name: "whole", operands: [count], results: [whole], regions: [], span });
  }
}

function isWithin(role: Use["role"], positional: ReadonlySet<Value>): boolean {
  return role instanceof Value && (role.type.kind === "int" || positional.has(role));
}

/** The uses of values by an operation, and by the ends of its regions. */
function usesBy(op: Op): Use[] {
  const uses = (values: Value[], role: (k: number) => Use["role"], end?: Region): Use[] =>
    values.map((_, k) => ({ values, k, role: role(k), end }));
  const { operands, results, regions } = op;
  switch (op.kind) {
    case "prim": {
      const [result] = results;
      const isFlat = getRule(op.name).partial === undefined && op.name !== "stopGradient";
      return uses(operands, () => (isFlat ? "place" : result));
    }
    case "load":
    case "store":
      return uses(operands, (k) => (k === 1 ? "place" : "other"));
    case "alloc":
      return uses(operands, () => "place");
    case "view":
    case "copy":
      return uses(operands, (k) => (k > 0 ? "place" : "other"));
    case "fill":
      return uses(operands, (k) => (k > 1 ? "place" : "other"));
    case "if":
      return regions.flatMap((arm) => uses(arm.yields, (k) => results[k], arm));
    case "for": {
      const [body] = regions;
      const { params, yields } = body;
      return [
        ...uses(operands, (k) => (k < 2 ? "place" : params[k - 1])),
        ...uses(yields, (k) => params[k + 1], body),
        ...uses(params.slice(1), (k) => results[k]),
      ];
    }
    case "while": {
      const [before, after] = regions;
      return [
        ...uses(operands, (k) => before.params[k]),
        ...uses(before.yields, (k) => (k === 0 ? "place" : after.params[k - 1]), before),
        ...uses(before.yields, (k) => (k === 0 ? "place" : results[k - 1]), before),
        ...uses(after.yields, (k) => before.params[k], after),
      ];
    }
    default:
      return uses(operands, () => "other");
  }
}
