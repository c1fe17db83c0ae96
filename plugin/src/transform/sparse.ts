/**
 * Sparse Jacobians and Hessians: a sweep of index sets finds the pattern, a plan colors it, and one product for each color, several in one sweep,
 * tells the entries (Curtis, Powell and Reid 1974; Gebremedhin, Manne and Pothen 2005).
 */
import { Emission } from "../analysis/sizes.js";
import type { StaticPattern } from "../analysis/static-pattern.js";
import { type Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import {
  arrayOf,
  BOOL,
  F64,
  INT,
  memoryOf,
  OPAQUE,
  recordOf,
  sameType,
  type Type,
  tupleOf,
  typedArray,
} from "../ir/types.js";
import { areCertain, emitBands } from "./bands.js";
import type { Calculus, GradOptions } from "./calculus.js";
import { makeSets } from "./dependencies.js";
import { zerosApart } from "./rows.js";
import { Selection } from "./selection.js";

export interface SparseOptions {
  readonly captures: number;
  readonly argnum: number;
}

/** What the matrix of a function is: its Jacobian, or its Hessian, which is the Jacobian of its gradient. */
export type SparseKind = "jacobian" | "hessian";

/** Products that share a sweep. */
const mostLanes = 4;

const integers = typedArray("Int32Array");
const shape = tupleOf([INT, INT]);
const patternType = recordOf([
  { name: "shape", type: shape },
  { name: "offsets", type: integers },
  { name: "columns", type: integers },
]);
const valuesType = typedArray("Float64Array");
const matrixType = recordOf([
  { name: "shape", type: shape },
  { name: "offsets", type: integers },
  { name: "columns", type: integers },
  { name: "values", type: valuesType },
]);
/** What is read of a `SparsePlan` of the runtime. */
const planType = recordOf([
  { name: "shape", type: shape },
  { name: "offsets", type: integers },
  { name: "columns", type: integers },
  { name: "of", type: OPAQUE },
  { name: "byRows", type: BOOL },
  { name: "count", type: INT },
  { name: "groups", type: integers },
  { name: "members", type: integers },
  { name: "told", type: integers },
  { name: "numbers", type: integers },
  { name: "entries", type: integers },
  { name: "checks", type: BOOL },
]);

/** (captures, parameters) -> where the matrix may have entries */
export function pattern(calculus: Calculus, func: Func, kind: SparseKind, options: SparseOptions): Func {
  const operator = `${kind}Pattern`;
  const matrix = new SparseMatrix(calculus, func, kind, operator, options);
  return calculus.compose(func, recipe(operator, options, func.body.params), (build, args) =>
    matrix.pattern(build, args),
  );
}

/** (captures, parameters) -> the matrix */
export function sparse(calculus: Calculus, func: Func, kind: SparseKind, options: SparseOptions): Func {
  const operator = kind === "jacobian" ? "sparseJacobian" : "sparseHessian";
  const matrix = new SparseMatrix(calculus, func, kind, operator, options);
  return calculus.compose(func, recipe(operator, options, func.body.params), (build, args) => {
    const found = matrix.pattern(build, args, true);
    const template = [`planOf("${kind}", `, ")"];
    const plan = build.extern(template, [found], planType, { effect: "reads", uses: ["planOf"], discreet: true });
    plan.name = "plan";
    return matrix.evaluate(build, args, plan, false);
  });
}

/** (captures, plan, parameters) -> the matrix */
export function sparseWith(calculus: Calculus, func: Func, kind: SparseKind, options: SparseOptions): Func {
  const { captures } = options;
  const operator = kind === "jacobian" ? "sparseJacobianWith" : "sparseHessianWith";
  const matrix = new SparseMatrix(calculus, func, kind, operator, options);
  const { params } = func.body;
  const given = new Value(OPAQUE, "plan");
  const all = [...params.slice(0, captures), given, ...params.slice(captures)];
  const alike = { inserted: captures };
  return calculus.compose(func, { ...recipe(operator, options, all), alike }, (build, args) => {
    const own = [...args.slice(0, captures), ...args.slice(captures + 1)];
    const plan = matrix.given(build, own, args[captures]);
    return matrix.evaluate(build, own, plan, true);
  });
}

function recipe(operator: string, { argnum }: SparseOptions, params: readonly Value[]) {
  return { operator, key: String(argnum), params, alike: {} };
}

/** Emits what finds the matrix of a function at a point. */
class SparseMatrix {
  /** The function of which it is the Jacobian. */
  private readonly source: Func;
  private readonly selection: Selection;
  private readonly at: number;
  private readonly caller: string;
  /** Where it may have entries, if that is known at build time. */
  private readonly known: StaticPattern | undefined;

  constructor(
    private readonly calculus: Calculus,
    func: Func,
    private readonly kind: SparseKind,
    operator: string,
    private readonly options: SparseOptions,
  ) {
    const { captures, argnum } = options;
    this.caller = JSON.stringify(`${operator}(${func.source})`);
    this.at = captures + argnum;
    if (!calculus.isRepeatable(func))
      calculus.refuse(func, { code: "AD1026", args: [operator, func.source], span: func.span });
    const gradient: GradOptions = { captures, argnums: argnum, hasAux: false, value: false, into: false };
    this.source = kind === "jacobian" ? func : calculus.grad(func, gradient);
    this.selection = new Selection(this.source, captures, argnum);
    this.known = calculus.staticPattern(this.source, this.at, this.selection.mask);
  }

  /** `isKept`: nobody but the plan sees it, and it is found once for the same sizes, where it depends on nothing else. */
  pattern(build: Builder, args: readonly Value[], isKept = false): Value {
    const { source, at, known } = this;
    if (!known) return this.swept(build, args);
    const emission = new Emission(build, new Map(source.body.params.map((param, k) => [param, args[k]])));
    const rows = emission.polynomial(known.rows);
    const bands = build.literal(arrayOf(arrayOf(F64)), emitBands(known, emission), "bands");
    const banded = (): Value => {
      const operands = [build.const(this.kind, OPAQUE), rows, build.length(args[at]), bands];
      return this.made(build, isKept ? "keptBandedPattern" : "bandedPattern", operands, patternType, "pattern");
    };
    if (areCertain(known)) return banded();
    const options = { effect: "reads", uses: ["areBands"], discreet: true } as const;
    const isUsable = build.extern(["areBands(", ", ", ")"], [rows, bands], BOOL, options);
    const regions = [banded, () => this.swept(build, args)].map((make) => {
      const region = emptyRegion();
      region.yields = build.within(region, () => [make()]);
      return region;
    });
    return build.if(isUsable, regions[0], regions[1], [patternType], ["pattern"])[0];
  }

  /** The pattern on the path that is taken. */
  private swept(build: Builder, args: readonly Value[]): Value {
    const { source, at } = this;
    const { callee, lanes } = this.calculus.dependencies(source, this.selection.mask);
    const { sets, seeds } = makeSets(build, args[at]);
    const given = source.body.params.flatMap((_, k) =>
      lanes[0].params[k] ? [this.shadowOf(build, args, k, seeds)] : [],
    );
    const [value, found] = build.call(callee, [...args, ...given, sets]);
    // It has been refused, which has been said.
    if (value.type.kind !== "ref") return build.const(undefined, patternType);
    const rows = lanes[0].results[0] ? found : build.zeros(value);
    const uses = this.kind === "jacobian" ? "patternOfSets" : "symmetricPatternOfSets";
    return this.made(build, uses, [sets, rows], patternType, "pattern");
  }

  /** A plan of the caller's. */
  given(build: Builder, args: readonly Value[], plan: Value): Value {
    const size = build.length(args[this.at]);
    return this.made(build, "expectPlan", [build.const(this.kind, OPAQUE), plan, size], planType, "plan");
  }

  /** `isGiven`: the plan may not fit. */
  evaluate(build: Builder, args: readonly Value[], plan: Value, isGiven: boolean): Value {
    const values = build.alloc(valuesType, build.length(build.getField(plan, "columns")), "values");
    const pushed = emptyRegion();
    build.within(pushed, () => this.pushed(build, args, plan, values, isGiven));
    if (this.kind === "hessian") {
      build.region.ops.push(...pushed.ops);
    } else {
      const pulled = emptyRegion();
      build.within(pulled, () => this.pulled(build, args, plan, values, isGiven));
      build.if(build.getField(plan, "byRows"), pulled, pushed, []);
    }
    if (isGiven) {
      const check = emptyRegion();
      build.within(check, () => this.check(build, args, plan, values));
      build.if(build.getField(plan, "checks"), check, emptyRegion(), []);
    }
    const [dimensions, ...pattern] = ["shape", "offsets", "columns"].map((field) => build.getField(plan, field));
    // A plan that is kept is nobody's to write to.
    const isShared = this.known === undefined || isGiven;
    const own = pattern.map((part) => (isShared ? part : build.copy(part)));
    return build.literal(matrixType, [dimensions, ...own, values]);
  }

  /** Products with the groups of columns, in blocks. */
  private pushed(build: Builder, args: readonly Value[], plan: Value, values: Value, isGiven: boolean): void {
    const sweep = this.sweep(build, args);
    const count = build.getField(plan, "count");
    build.each(
      count,
      (first) => {
        const colors = sweep.shadows.map((_, lane) =>
          lane === 0 ? first : build.prim("add", first, build.const(lane)),
        );
        sweep.shadows.forEach((shadow, lane) => seed(build, plan, colors[lane], shadow));
        const { value, tangents } = sweep.run();
        if (isGiven || this.known) this.expectRows(build, plan, value);
        tangents.forEach((tangent, lane) => {
          if (tangent) this.tell(build, plan, colors[lane], tangent, values);
        });
      },
      mostLanes,
    );
  }

  /** Pullbacks of the groups of rows. */
  private pulled(build: Builder, args: readonly Value[], plan: Value, values: Value, isGiven: boolean): void {
    const { source, selection } = this;
    const { forward, map } = this.calculus.vjp(source, this.options.captures, selection.mask);
    const [value, tape] = build.call(forward, [...args]);
    if (isGiven || this.known) this.expectRows(build, plan, value);
    const cotangent = zerosApart(build, value);
    build.each(build.getField(plan, "count"), (color) => {
      seed(build, plan, color, cotangent);
      const row = selection.pick(build, build.call(map, [tape, cotangent])[0]);
      this.tell(build, plan, color, row, values);
    });
  }

  private tell(build: Builder, plan: Value, color: Value, product: Value, values: Value): void {
    build.call(tellingFunction(this.calculus, this.source, product.type), [plan, color, product, values]);
  }

  /** Compares the matrix with its product with a random direction. */
  private check(build: Builder, args: readonly Value[], plan: Value, values: Value): void {
    const sweep = this.sweep(build, args);
    const [direction] = sweep.shadows;
    statement(build, ["probe(", ");"], [direction], "probe");
    const { value, tangents } = sweep.run();
    this.expectRows(build, plan, value);
    const product = tangents[0] ?? build.zeros(value);
    const template = [`expectProduct(${this.caller}, `, ", ", ", ", ", ", ");"];
    statement(build, template, [plan, values, direction, product], "expectProduct");
  }

  /** What a function of the runtime makes, in the name of the operator. */
  private made(build: Builder, uses: string, operands: Value[], type: Type, name: string): Value {
    const template = [`${uses}(${this.caller}, `, ...operands.slice(1).map(() => ", "), ")"];
    const made = build.extern(template, operands, type, { effect: "reads", uses: [uses], discreet: true });
    made.name = name;
    return made;
  }

  private expectRows(build: Builder, plan: Value, value: Value): void {
    statement(build, [`expectRows(${this.caller}, `, ", ", ");"], [plan, build.length(value)], "expectRows");
  }

  /** A sweep in several directions by the selected parameter, which are zero before they are set. */
  private sweep(
    build: Builder,
    args: readonly Value[],
  ): { shadows: readonly Value[]; run(): { value: Value; tangents: readonly (Value | undefined)[] } } {
    const { source, selection, at } = this;
    const { callee, lanes } = this.calculus.tangents(source, Array(mostLanes).fill(selection.mask));
    const shadows = lanes.map(() => selection.shadows(build, args).get(at)!);
    const run = () => {
      const given = lanes.flatMap(({ params }, lane) =>
        params.flatMap((isActive, k) => (isActive ? [this.shadowOf(build, args, k, shadows[lane])] : [])),
      );
      const [value, ...found] = build.call(callee, [...args, ...given]);
      return { value, tangents: lanes.map(({ results }) => (results[0] ? found.shift() : undefined)) };
    };
    return { shadows, run };
  }

  /** The shadow of a parameter: that of the selected one, or of memory that is differentiated because it may meet active values. */
  private shadowOf(build: Builder, args: readonly Value[], k: number, selected: Value): Value {
    if (k === this.at) return selected;
    return args[k].type.kind === "ref" ? build.zeros(args[k]) : build.const(0, F64);
  }
}

/** One of the plan's groups as a direction; zero behind the last. */
function seed(build: Builder, plan: Value, color: Value, direction: Value): void {
  statement(build, ["seedGroup(", ", ", ", ", ");"], [plan, color, direction], "seedGroup");
}

/** A statement that calls a function of the runtime. */
function statement(build: Builder, template: readonly string[], operands: Value[], uses: string): void {
  build.externStatement(template, operands, { uses: [uses], discreet: true, confined: true });
}

/** (plan, color, product, values): puts the entries that a product tells into their places; behind the last color there are none. */
function tellingFunction(calculus: Calculus, func: Func, product: Type): Func {
  const params = [
    new Value(planType, "plan"),
    new Value(INT, "color"),
    new Value(product, "product"),
    new Value(valuesType, "values"),
  ];
  const isTyped = sameType(product, valuesType);
  const operator = isTyped ? "entries" : `entriesOf${containerOf(product)}`;
  const made = calculus.composeHalf(func, operator, params, (build, [plan, color, product, values]) => {
    const count = build.getField(plan, "count");
    const [told, numbers, entries] = ["told", "numbers", "entries"].map((field) => build.getField(plan, field));
    const bound = (at: Value): Value => build.load(told, build.prim("min", at, count));
    const q = new Value(INT, "q");
    const region = emptyRegion([q]);
    build.within(region, () => {
      build.store(values, build.load(entries, q), build.load(product, build.load(numbers, q)));
    });
    const [start, end] = [bound(color), bound(build.prim("add", color, build.const(1)))];
    build.for({ start, end, step: 1, inclusive: false }, [], region);
    return [];
  });
  made.outOfLine = true;
  return made;
}

function containerOf(type: Type): string {
  const memory = memoryOf(type);
  return memory.kind === "array" ? memory.container : memory.kind;
}
