import type { Builder } from "../../plugin/src/ir/builder.js";
import { type Func, type Region, Value } from "../../plugin/src/ir/ops.js";
import { arrayOf, BOOL, F64, INT, recordOf, typedArray } from "../../plugin/src/ir/types.js";
import { func, region } from "./support.js";

export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const F64s = typedArray("Float64Array");
const POINT = recordOf([
  { name: "u", type: F64 },
  { name: "v", type: F64 },
]);

interface Scope {
  reals: Value[];
  integers: Value[];
  bools: Value[];
  typed: Value[];
  arrays: Value[];
  records: Value[];
}

/** A random function of (x, y, i, a, b, list, p) that exercises every way in which values and memory flow. */
export class RandomProgram {
  private readonly random: () => number;
  private callee?: Func;
  private reader?: Func;
  private pair?: Func;

  constructor(
    seed: number,
    private readonly size = 14,
  ) {
    this.random = generator(seed);
  }

  make(): Func {
    this.callee = this.helper();
    this.reader = func("peek", { a: F64s, k: INT }, (build, a, k) =>
      build.load(a, build.prim("bitAnd", k, build.const(3))),
    );
    this.pair = func("both", { x: F64, a: F64s }, (build, x, a) => {
      build.store(a, build.const(1), x);
      return [build.prim("add", x, build.const(1)), build.load(a, build.const(0))];
    });
    const params = { x: F64, y: F64, i: INT, a: F64s, b: F64s, list: arrayOf(F64), p: POINT };
    return func("f", params, (build, x, y, i, a, b, list, p) => {
      const scope: Scope = { reals: [x, y], integers: [i], bools: [], typed: [a, b], arrays: [list], records: [p] };
      this.statements(build, scope, this.size, 0);
      if (this.random() < 0.4) return [this.earlyReturn(build, scope)];
      const count = 1 + this.below(3);
      return Array.from({ length: count }, () => this.real(build, scope));
    });
  }

  private helper(): Func {
    return func("poke", { a: F64s, k: INT, z: F64 }, (build, a, k, z) => {
      const at = build.prim("bitAnd", k, build.const(3));
      const old = build.load(a, at);
      build.store(a, at, build.prim("add", z, old));
      return build.prim("sub", z, old);
    });
  }

  private below(n: number): number {
    return Math.floor(this.random() * n);
  }

  private pick<T>(list: readonly T[]): T {
    // Recent values more often: chains rather than bushes.
    return list[list.length - 1 - Math.floor(this.random() ** 2 * list.length)];
  }

  private name(value: Value): Value {
    if (this.random() < 0.4) value.name = this.pick(["s", "t", "x", "acc", "i"]);
    return value;
  }

  private real(build: Builder, scope: Scope): Value {
    return this.random() < 0.1 ? build.const(this.pick([0.5, -2, 3, -0, 1.25]), F64) : this.pick(scope.reals);
  }

  private index(build: Builder, scope: Scope): Value {
    if (this.random() < 0.4) return build.const(this.below(4));
    const base = this.pick(scope.integers);
    const moved = this.random() < 0.3 ? build.prim("add", base, build.const(1)) : base;
    return build.prim("bitAnd", moved, build.const(3));
  }

  private condition(build: Builder, scope: Scope): Value {
    if (scope.bools.length > 0 && this.random() < 0.3) return this.pick(scope.bools);
    const name = this.pick(["lt", "ge", "eq", "ne"] as const);
    return build.prim(name, this.real(build, scope), this.real(build, scope));
  }

  private statements(build: Builder, scope: Scope, count: number, depth: number): void {
    for (let k = 0; k < count; k++) this.statement(build, scope, depth);
  }

  private statement(build: Builder, scope: Scope, depth: number): void {
    const kind = this.below(depth < 3 ? 26 : 18);
    const addReal = (value: Value): unknown => scope.reals.push(this.name(value));
    switch (kind) {
      case 0:
      case 1:
      case 2:
      case 3:
        addReal(
          build.prim(
            this.pick(["add", "sub", "mul", "div", "max"] as const),
            this.real(build, scope),
            this.real(build, scope),
          ),
        );
        break;
      case 4:
        addReal(build.prim(this.pick(["neg", "sin", "abs", "sqrt"] as const), this.real(build, scope)));
        break;
      case 5:
        scope.integers.push(
          build.prim(this.pick(["add", "sub"] as const), this.pick(scope.integers), build.const(this.below(3))),
        );
        break;
      case 6:
        scope.bools.push(this.condition(build, scope));
        break;
      case 7:
      case 8:
        addReal(build.load(this.pick(scope.typed), this.index(build, scope)));
        break;
      case 9:
        build.store(this.pick(scope.typed), this.index(build, scope), this.real(build, scope));
        break;
      case 10: {
        const array = this.pick(scope.typed);
        const at = this.index(build, scope);
        build.store(array, at, build.prim("add", build.load(array, at), this.real(build, scope)));
        break;
      }
      case 11:
        if (this.random() < 0.5) build.push(this.pick(scope.arrays), this.real(build, scope));
        else addReal(build.prim("add", build.pop(this.pick(scope.arrays)), this.real(build, scope)));
        break;
      case 12: {
        const array = this.pick(scope.arrays);
        scope.integers.push(build.length(array));
        break;
      }
      case 13:
        addReal(
          build.call(this.callee!, [this.pick(scope.typed), this.pick(scope.integers), this.real(build, scope)])[0],
        );
        break;
      case 14: {
        if (this.random() < 0.5)
          addReal(build.call(this.reader!, [this.pick(scope.typed), this.pick(scope.integers)])[0]);
        else build.call(this.pair!, [this.real(build, scope), this.pick(scope.typed)]).forEach(addReal);
        break;
      }
      case 15:
        if (this.random() < 0.5)
          build.setField(this.pick(scope.records), this.pick(["u", "v"]), this.real(build, scope));
        else addReal(build.getField(this.pick(scope.records), this.pick(["u", "v"])));
        break;
      case 16:
        if (this.random() < 0.5) scope.typed.push(build.copy(this.pick(scope.typed)));
        else scope.typed.push(build.alloc(F64s, build.const(4)));
        break;
      case 17:
        scope.records.push(build.literal(POINT, [this.real(build, scope), this.real(build, scope)]));
        break;
      case 18:
      case 19:
      case 20:
        this.branch(build, scope, depth);
        break;
      case 21:
      case 22:
        this.counted(build, scope, depth);
        break;
      case 23:
        this.uncounted(build, scope, depth);
        break;
      case 24:
      case 25:
        this.afterExit(build, scope, depth, this.coded(build, scope, depth, this.random() < 0.5));
        break;
    }
  }

  private inner(scope: Scope): Scope {
    const { reals, integers, bools, typed, arrays, records } = scope;
    return {
      reals: [...reals],
      integers: [...integers],
      bools: [...bools],
      typed: [...typed],
      arrays: [...arrays],
      records: [...records],
    };
  }

  private region(
    build: Builder,
    params: Value[],
    scope: Scope,
    depth: number,
    make: (inner: Scope) => Value[],
  ): Region {
    return region(build, params, () => {
      const inner = this.inner(scope);
      for (const param of params) (param.type.kind === "int" ? inner.integers : inner.reals).push(param);
      this.statements(build, inner, this.below(5), depth + 1);
      return make(inner);
    });
  }

  private branch(build: Builder, scope: Scope, depth: number): void {
    const count = this.below(4);
    const test = this.condition(build, scope);
    const sides = [0, 1].map(() =>
      this.region(build, [], scope, depth, (inner) => Array.from({ length: count }, () => this.real(build, inner))),
    );
    const results = build.if(
      test,
      sides[0],
      sides[1],
      Array.from({ length: count }, () => F64),
    );
    for (const result of results) scope.reals.push(this.name(result));
  }

  private counted(build: Builder, scope: Scope, depth: number): void {
    const index = new Value(INT, this.pick(["i", "j", undefined]));
    const params = Array.from({ length: this.below(4) }, () => this.name(new Value(F64)));
    const inits = params.map(() => this.real(build, scope));
    const step = this.pick([1, 1, 2, -1]);
    const bounds = [build.const(0), build.const(1 + this.below(4))];
    const [start, end] = step > 0 ? bounds : [bounds[1], this.random() < 0.5 ? build.const(-1) : bounds[0]];
    const body = this.region(build, [index, ...params], scope, depth, (inner) =>
      params.map(() => this.real(build, inner)),
    );
    for (const result of build.for({ start, end, step, inclusive: false }, inits, body)) scope.reals.push(result);
  }

  /** A loop that may be left early, as the front end writes it: a code that is tested first. Returns the code. */
  private coded(build: Builder, scope: Scope, depth: number, testFirst: boolean): Value {
    const count = this.below(3);
    const reals = (): Value[] => Array.from({ length: count }, () => this.name(new Value(F64)));
    const carried = (): Value[] => [new Value(INT, "k"), ...reals()];
    const limit = 1 + this.below(4);
    const goesOn = (code: Value, k: Value): Value =>
      build.if(
        build.prim("eq", code, build.const(0)),
        region(build, [], () => [build.prim("lt", k, build.const(limit))]),
        region(build, [], () => [build.const(false)]),
        [BOOL],
      )[0];
    const inits = [build.const(0), ...Array.from({ length: count }, () => this.real(build, scope))];
    const turn = (values: Value[], inner: Scope): Value[] => {
      inner.integers.push(values[0]);
      inner.reals.push(...values.slice(1));
      this.statements(build, inner, this.below(4), depth + 1);
      return this.leave(build, inner, depth, values[0], count, 0);
    };
    if (testFirst) {
      const first = [new Value(INT, "exit"), ...carried()];
      const second = [new Value(INT, "exit"), ...carried()];
      const before = region(build, first, () => [goesOn(first[0], first[1]), ...first]);
      const after = region(build, second, () => turn(second.slice(1), this.inner(scope)));
      const [code, , ...results] = build.while([build.const(0), ...inits], before, after);
      scope.reals.push(...results);
      return code;
    }
    const first = carried();
    const second = [new Value(INT, "exit"), ...carried()];
    const before = region(build, first, () => {
      const [code, ...values] = turn(first, this.inner(scope));
      return [goesOn(code, values[0]), code, ...values];
    });
    const after = region(build, second, () => second.slice(1));
    const [code, , ...results] = build.while(inits, before, after);
    scope.reals.push(...results);
    return code;
  }

  /** The end of a turn: several ways out, perhaps from within an inner loop. Returns the code, the counter and reals. */
  private leave(build: Builder, scope: Scope, depth: number, k: Value, count: number, nested: number): Value[] {
    const ends = (code: number): Value[] => [
      build.const(code),
      code === 0 ? build.prim("add", k, build.const(1)) : k,
      ...Array.from({ length: count }, () => this.real(build, scope)),
    ];
    if (nested > 2 || this.random() < 0.2) return ends(this.random() < 0.8 ? 0 : 1 + nested);
    const inner = depth < 2 && this.random() < 0.3 ? this.coded(build, this.inner(scope), depth + 1, true) : undefined;
    const test = inner ? build.prim("ne", inner, build.const(0)) : this.condition(build, scope);
    const out = region(build, [], () => {
      if (this.random() < 0.3) this.statements(build, this.inner(scope), 1, depth + 1);
      return ends(1 + this.below(2));
    });
    const on = region(build, [], () => {
      const within = this.inner(scope);
      this.statements(build, within, this.below(3), depth + 1);
      return this.leave(build, within, depth, k, count, nested + 1);
    });
    const types = [INT, INT, ...Array.from({ length: count }, () => F64)];
    const names = ["exit", "k"];
    return this.random() < 0.5
      ? build.if(test, out, on, types, names)
      : build.if(build.prim("not", test), on, out, types, names);
  }

  private afterExit(build: Builder, scope: Scope, depth: number, code: Value): void {
    const kind = this.below(4);
    if (kind === 0) return;
    const arrived = kind === 1 ? build.select(build.prim("eq", code, build.const(2)), build.const(0), code) : code;
    const test = build.prim("eq", arrived, build.const(0));
    if (kind === 2) scope.bools.push(test);
    const then = this.region(build, [], scope, depth, (inner) => [this.real(build, inner)]);
    const otherwise = this.region(build, [], scope, 3, (inner) => [this.real(build, inner)]);
    scope.reals.push(...build.if(test, then, otherwise, [F64]));
  }

  /** A loop that returns from the function, and what follows it otherwise. */
  private earlyReturn(build: Builder, scope: Scope): Value {
    const code = this.coded(build, scope, 0, this.random() < 0.7);
    const test = build.prim("eq", code, build.const(0));
    const result = this.real(build, scope);
    const rest = this.region(build, [], scope, 0, (inner) => [
      this.random() < 0.4 ? this.earlyReturn(build, inner) : this.real(build, inner),
    ]);
    return build.if(
      test,
      rest,
      region(build, [], () => [result]),
      [F64],
    )[0];
  }

  private uncounted(build: Builder, scope: Scope, depth: number): void {
    const count = this.below(3);
    const carried = [new Value(INT, "k"), ...Array.from({ length: count }, () => this.name(new Value(F64)))];
    const forwarded = [new Value(INT, "k"), ...Array.from({ length: count }, () => this.name(new Value(F64)))];
    const inits = carried.map((value) => (value.type === INT ? build.const(0) : this.real(build, scope)));
    const before = this.region(build, carried, scope, depth, (inner) => {
      const limit = build.prim("lt", carried[0], build.const(1 + this.below(3)));
      return [limit, carried[0], ...Array.from({ length: count }, () => this.real(build, inner))];
    });
    const after = this.region(build, forwarded, scope, depth, (inner) => {
      const next = build.prim("add", forwarded[0], build.const(1));
      return [next, ...Array.from({ length: count }, () => this.real(build, inner))];
    });
    const [, ...results] = build.while(inits, before, after);
    for (const result of results) scope.reals.push(result);
  }
}

export function sampleArguments(seed: number): unknown[] {
  const random = generator(seed);
  const real = (): number => Math.round(random() * 16 - 8) / 4;
  const reals = (): Float64Array => Float64Array.from({ length: 4 }, real);
  return [
    real(),
    real(),
    Math.floor(random() * 4),
    reals(),
    reals(),
    [real(), real(), real()],
    { u: real(), v: real() },
  ];
}
