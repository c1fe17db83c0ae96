import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, type Region, Value } from "../../plugin/src/ir/ops.js";
import type { PrimitiveName } from "../../plugin/src/ir/primitives.js";
import {
  arrayOf,
  BOOL,
  F64,
  INT,
  isNumber,
  OPAQUE,
  recordOf,
  type Type,
  tupleOf,
  typedArray,
} from "../../plugin/src/ir/types.js";
import { Random } from "./random.js";

const FLOATS = typedArray("Float64Array");
const SINGLES = typedArray("Float32Array");
const INTEGERS = typedArray("Int32Array");
const LIST = arrayOf(F64);
const ROWS = arrayOf(FLOATS);
const POINT = recordOf([
  { name: "p", type: F64 },
  { name: "q", type: F64 },
]);
const PAIR = tupleOf([F64, FLOATS]);

const UNARY: readonly PrimitiveName[] = [
  "neg",
  "abs",
  "sqrt",
  "floor",
  "round",
  "sign",
  "exp",
  "sin",
  "toNumber",
  "stopGradient",
  "max",
];
const BINARY: readonly PrimitiveName[] = [
  "add",
  "sub",
  "mul",
  "add",
  "sub",
  "mul",
  "div",
  "max",
  "min",
  "mod",
  "pow",
  "bitOr",
];
const COMPARE: readonly PrimitiveName[] = ["lt", "le", "gt", "ge", "eq", "ne"];

/** Parameters of every generated function. */
export const RANDOM_PARAMS: readonly Type[] = [F64, F64, BOOL, FLOATS, FLOATS, SINGLES, INTEGERS, LIST, POINT, ROWS];

export function randomArguments(seed: number): unknown[] {
  const random = new Random(seed);
  const number = (): number => random.pick([0, -0, 1, -1, 0.5, 2, 3.25, -7, random.next() * 4 - 2]);
  const numbers = (n: number): number[] => Array.from({ length: n }, number);
  const shared = new Float64Array(numbers(3));
  return [
    number(),
    number(),
    random.chance(0.5),
    new Float64Array(numbers(4)),
    new Float64Array(numbers(3)),
    new Float32Array(numbers(4)),
    new Int32Array(numbers(4)),
    numbers(3),
    { p: number(), q: number() },
    [shared, new Float64Array(numbers(2)), shared],
  ];
}

/** A well-formed function with nested control, local and shared memory, calls, effects (`log`) and rare exceptions. */
export function randomFunc(seed: number, options: { adjoint?: boolean } = {}): Func {
  const random = new Random(seed);
  const helper = new Generator(new Random(seed + 1), [], options.adjoint ?? false).func(
    "helper",
    [F64, F64, FLOATS],
    6,
  );
  const quiet = makeQuiet();
  return new Generator(random, [helper, quiet], options.adjoint ?? false).func("f", RANDOM_PARAMS, 24);
}

function makeQuiet(): Func {
  const params = [new Value(F64), new Value(F64)];
  const build = new Builder(emptyRegion(params));
  build.region.yields = [build.prim("sub", build.prim("mul", params[0], params[1]), build.const(1))];
  return { name: "quiet", body: build.region, results: [F64], file: "test.ts", source: "quiet" };
}

class Generator {
  private build = new Builder(emptyRegion());
  /** Values in scope. */
  private scope: Value[] = [];
  private depth = 0;
  private stack: Value[] = [];

  constructor(
    private readonly random: Random,
    private readonly callees: readonly Func[],
    private readonly adjoint: boolean,
  ) {}

  func(name: string, types: readonly Type[], size: number): Func {
    const params = types.map((type) => new Value(type));
    this.build = new Builder(emptyRegion(params));
    this.build.adjoint = this.adjoint;
    this.scope = [...params];
    for (let i = 0; i < size; i++) this.statement();
    const yields = [this.number(), this.number(), ...(types.length > 3 ? [this.of(FLOATS), this.of(POINT)] : [])];
    this.build.region.yields = yields;
    const results = yields.map((value) => (value.type.kind === "int" ? F64 : value.type));
    return { name, body: this.build.region, results, file: "test.ts", source: name };
  }

  private define(...values: Value[]): void {
    this.scope.push(...values);
  }

  private candidates(matches: (type: Type) => boolean): Value[] {
    return this.scope.filter((value) => matches(value.type));
  }

  /** A recent value more often than an old one, so that chains arise. */
  private choose(values: readonly Value[]): Value | undefined {
    if (values.length === 0) return undefined;
    const recent = values.slice(-5);
    return this.random.pick(this.random.chance(0.6) ? recent : values);
  }

  private number(): Value {
    if (this.random.chance(0.15)) return this.constant();
    return this.choose(this.candidates(isNumber)) ?? this.constant();
  }

  private constant(): Value {
    const value = this.random.pick([0, 1, 2, -1, 0.5, -0, 3, 1, 0]);
    return this.build.const(value, this.random.chance(0.5) && Number.isInteger(value) ? INT : F64);
  }

  private bool(): Value {
    const known = this.choose(this.candidates((type) => type.kind === "bool"));
    if (known && this.random.chance(0.5)) return known;
    if (this.random.chance(0.1)) return this.build.const(this.random.chance(0.5));
    const value = this.build.prim(this.random.pick(COMPARE), this.number(), this.number());
    this.define(value);
    return value;
  }

  private of(type: Type): Value {
    const found = this.choose(this.candidates((candidate) => candidate === type));
    if (found) return found;
    const made = this.allocate(type);
    this.define(made);
    return made;
  }

  private allocate(type: Type): Value {
    if (type === POINT) return this.build.literal(POINT, [this.number(), this.number()]);
    if (type === PAIR) return this.build.literal(PAIR, [this.number(), this.of(FLOATS)]);
    if (type === ROWS) return this.build.literal(ROWS, [this.of(FLOATS), this.of(FLOATS)]);
    const length = 1 + this.random.below(3);
    if (this.random.chance(0.5)) return this.build.alloc(type, this.build.const(length));
    return this.build.literal(
      type,
      Array.from({ length }, () => this.number()),
    );
  }

  private index(): Value {
    const indices = this.candidates((candidate) => candidate.kind === "int");
    if (!this.adjoint && indices.length > 0 && this.random.chance(0.4)) return this.choose(indices)!;
    return this.build.const(this.random.below(this.adjoint ? 1 : 4));
  }

  private array(): Value {
    return this.of(this.random.pick(this.adjoint ? [FLOATS, FLOATS, LIST] : [FLOATS, FLOATS, SINGLES, INTEGERS, LIST]));
  }

  private statement(): void {
    const { random, build } = this;
    const makers: readonly [weight: number, make: () => void][] = [
      [4, () => this.define(build.prim(random.pick(UNARY), this.number()))],
      [10, () => this.define(build.prim(random.pick(BINARY), this.number(), this.number()))],
      [1, () => this.define(build.prim("not", this.bool()))],
      [1, () => this.define(build.prim("toNumber", this.bool()))],
      [1, () => this.define(build.prim("isNullish", this.number()))],
      [5, () => this.define(build.load(this.array(), this.index()))],
      [5, () => build.store(this.array(), this.index(), this.number())],
      [1, () => this.define(build.length(this.array()))],
      [3, () => this.define(build.getField(this.of(POINT), random.pick(["p", "q"])))],
      [3, () => build.setField(this.of(POINT), random.pick(["p", "q"]), this.number())],
      [1, () => this.define(build.getField(this.of(PAIR), "0"))],
      [1, () => this.define(build.getField(this.of(PAIR), "1"))],
      [1, () => this.define(build.load(this.of(ROWS), build.const(random.below(2))))],
      [1, () => build.store(this.of(ROWS), build.const(random.below(2)), this.of(FLOATS))],
      [3, () => this.define(this.allocate(random.pick([POINT, FLOATS, SINGLES, LIST, PAIR, ROWS])))],
      [1, () => build.push(this.of(LIST), this.number())],
      [1, () => this.define(build.pop(this.of(LIST)))],
      [1, () => build.fill(this.of(FLOATS), this.number())],
      [1, () => this.define(build.copy(this.of(random.pick([FLOATS, POINT]))))],
      [1, () => this.shadow()],
      [3, () => this.update()],
      [1, () => this.residual()],
      [1, () => build.externStatement(["log(", ")"], [this.number()])],
      [1, () => this.call()],
      [4, () => this.branch()],
      [2, () => this.counted()],
      [3, () => this.counter()],
      [2, () => this.state()],
      [1, () => this.guard()],
    ];
    const limited = makers.slice(0, this.depth >= 3 ? -5 : undefined);
    let ticket = random.below(limited.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, make] of limited) {
      ticket -= weight;
      if (ticket < 0) {
        make();
        return;
      }
    }
  }

  private shadow(): void {
    const shadow = this.build.zeros(this.of(FLOATS));
    this.build.accumulate(shadow, shadow);
    if (this.random.chance(0.3)) this.build.clear(shadow);
    this.define(shadow);
  }

  /** Takes an element out, clears it and puts something back, as reverse sweeps do; others may look in between. */
  private update(): void {
    const { random, build } = this;
    const array = random.chance(0.5) ? this.of(FLOATS) : this.allocate(FLOATS);
    const index = this.index();
    const element = build.load(array, index);
    build.store(array, index, build.const(0));
    this.define(element, array);
    if (random.chance(0.5)) this.statement();
    build.store(array, index, random.chance(0.5) ? element : build.prim("add", element, this.number()));
  }

  private residual(): void {
    const stack = this.build.stack(F64);
    this.build.push(stack, this.number());
    this.build.push(stack, this.number());
    this.define(this.build.pop(stack));
  }

  private call(): void {
    if (this.callees.length === 0) return;
    const callee = this.random.pick(this.callees);
    const args = callee.body.params.map((param) => (param.type === FLOATS ? this.of(FLOATS) : this.number()));
    this.define(...this.build.call(callee, args));
  }

  /** A region with statements of its own, which yields values of these types. */
  private region(params: Value[], size: number, yields: () => Value[]): Region {
    const region = emptyRegion(params);
    const outer = this.scope;
    this.scope = [...outer, ...params];
    this.depth++;
    this.build.within(region, () => {
      for (let i = 0; i < size; i++) this.statement();
      region.yields = yields();
    });
    this.depth--;
    this.scope = outer;
    return region;
  }

  private real(): Value {
    return this.number();
  }

  private branch(): void {
    const count = this.random.below(3);
    const condition = this.bool();
    const [then, otherwise] = [0, 1].map(() =>
      this.region([], this.random.below(4), () => Array.from({ length: count }, () => this.real())),
    );
    this.define(
      ...this.build.if(
        condition,
        then,
        otherwise,
        Array.from({ length: count }, () => F64),
      ),
    );
  }

  private carried(): { inits: Value[]; params: () => Value[]; yields: (params: readonly Value[]) => Value[] } {
    const inits = Array.from({ length: this.random.below(3) }, () => this.real());
    return {
      inits,
      params: () => inits.map(() => new Value(F64)),
      yields: (params) =>
        params.map((param, index) =>
          this.random.chance(0.2) ? param : this.random.chance(0.1) ? inits[index] : this.real(),
        ),
    };
  }

  private counted(): void {
    const { inits, params, yields } = this.carried();
    const down = this.random.chance(0.3);
    const [low, high] = [this.build.const(this.random.below(2)), this.build.const(this.random.below(4))];
    const own = params();
    const body = this.region([new Value(INT, "i"), ...own], this.random.below(5), () => yields(own));
    const inclusive = this.random.chance(0.3);
    const range = {
      start: down ? high : low,
      end: down ? low : high,
      step: down ? -1 : this.random.pick([1, 1, 2]),
      inclusive,
    };
    this.define(...this.build.for(range, inits, body));
  }

  /** A `while` that counts, with its end inside or outside of the test; sometimes it may also be left early. */
  private counter(): void {
    const { inits, params, yields } = this.carried();
    const list = this.random.chance(0.3) ? this.of(FLOATS) : undefined;
    const bound = this.build.const(this.random.below(4));
    const stop = this.random.chance(0.2) ? this.bool() : undefined;
    const step = this.build.const(1);
    const first = [new Value(F64, "i"), ...params()];
    const second = [new Value(F64, "i"), ...params()];
    const before = this.region(first, 0, () => {
      const end = list ? this.build.length(list) : bound;
      let condition = this.build.prim("lt", first[0], end);
      if (stop) {
        const arm = (value: Value): Region => ({ ...emptyRegion(), yields: [value] });
        condition = this.build.if(stop, arm(condition), arm(this.build.prim("lt", first[0], step)), [BOOL])[0];
      }
      return [condition, ...first];
    });
    const after = this.region(second, this.random.below(5), () => [
      this.build.prim("add", second[0], step),
      ...yields(second.slice(1)),
    ]);
    this.define(...this.build.while([this.build.const(0, F64), ...inits], before, after));
  }

  /** A record or array that is made anew by a branch in each iteration, and perhaps seen by others afterwards. */
  private state(): void {
    const { build, random } = this;
    const [type, first, second] = random.chance(0.5) ? [POINT, "p", "q"] : [LIST, 0, 1];
    const read = (from: Value, part: string | number): Value =>
      typeof part === "string" ? build.getField(from, part) : build.load(from, build.const(part));
    const fresh = (a: Value): Value => build.literal(type, [a, this.number()]);
    const param = new Value(type, "state");
    const body = this.region([new Value(INT, "i"), param], 0, () => {
      const next = (): Region => this.region([], 1, () => [random.chance(0.3) ? param : fresh(read(param, second))]);
      return build.if(this.bool(), next(), next(), [type]);
    });
    const range = { start: build.const(0), end: build.const(random.below(4)), step: 1, inclusive: false };
    const [last] = build.for(range, [fresh(this.number())], body);
    this.define(read(last, first), read(last, second));
    if (random.chance(0.2)) this.define(last);
  }

  private guard(): void {
    const condition = this.build.prim("gt", this.number(), this.build.const(50));
    const then = this.region([], 0, () => {
      this.build.throw(this.build.const("out of range", OPAQUE));
      return [];
    });
    this.build.if(condition, then, emptyRegion(), []);
  }
}
