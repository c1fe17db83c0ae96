/** Random nests of loops over the same memory, in which much is computed again in each turn, unless something changes on the way. */
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import { arrayOf, F64, INT, recordOf, type Type, typedArray } from "../../plugin/src/ir/types.js";
import { Random } from "./random.js";

const FLOATS = typedArray("Float64Array");
const ROWS = arrayOf(FLOATS);
const PARTS = arrayOf(
  recordOf([
    { name: "row", type: FLOATS },
    { name: "scale", type: F64 },
  ]),
);
const TYPES: readonly Type[] = [INT, FLOATS, FLOATS, ROWS, PARTS];

/** (turns, two arrays, rows, parts): any of the arrays may be one another, and some are not there. */
export function nestArguments(seed: number): unknown[] {
  const random = new Random(seed);
  const numbers = (): Float64Array => Float64Array.from({ length: random.below(4) }, () => random.next() * 4 - 2);
  const [w, v] = [numbers(), numbers()];
  const row = (): Float64Array | undefined => (random.chance(0.05) ? undefined : random.pick([w, v, numbers()]));
  const list = <T>(make: () => T): T[] => Array.from({ length: random.below(4) }, make);
  return [random.below(4), w, v, list(row), list(() => ({ row: row(), scale: random.next() }))];
}

export function randomNest(seed: number): Func {
  return new Nest(new Random(seed)).func();
}

class Nest {
  private readonly params = TYPES.map((type) => new Value(type));
  private readonly build = new Builder(emptyRegion(this.params));
  private readonly own = this.build.alloc(FLOATS, this.build.const(3));

  constructor(private readonly random: Random) {}

  func(): Func {
    const { build, params, random } = this;
    const [turns, w, v, rows, parts] = params;
    const [list, other] = random.pick([
      [rows, parts],
      [parts, rows],
    ]);
    const count = build.length(random.chance(0.9) ? list : other);
    const total = this.sum(turns, (turn) => {
      this.disturb(turn, []);
      const between = random.chance(0.8)
        ? this.sum(count, (c) => {
            this.disturb(c, []);
            const row = this.row(list, c);
            const inner = this.inner(random.chance(0.8) ? row : w, [w, v, row], turn);
            this.disturb(turn, [row]);
            return inner;
          })
        : this.inner(w, [w, v], turn);
      return build.prim("mul", between, build.prim("add", turn, build.const(1)));
    });
    build.region.yields = [total, this.own];
    return { name: "f", body: build.region, results: [F64, FLOATS], file: "test.ts", source: "f" };
  }

  private row(list: Value, c: Value): Value {
    const { build } = this;
    return list.type === PARTS ? build.getField(build.load(list, c), "row") : build.load(list, c);
  }

  /** Sums over elements of `array`, or of one of `others`, as far as another one goes. */
  private inner(array: Value, others: readonly Value[], turn: Value): Value {
    const { build, random } = this;
    const entries = this.sum(build.length(random.pick([array, ...others])), (k) => {
      const element = build.load(array, random.chance(0.9) ? k : build.const(0));
      const shifted = random.chance(0.3) ? build.prim("add", element, random.pick([build.const(0.5), turn])) : element;
      const value = build.prim(random.pick(["exp", "tanh", "sin"] as const), shifted);
      this.disturb(k, others);
      return random.chance(0.7) ? build.prim("mul", value, build.load(random.pick(others), k)) : value;
    });
    if (random.chance(0.4)) return entries;
    const plain = this.sum(build.length(array), (k) => build.load(array, k));
    return build.prim("sub", entries, random.chance(0.5) ? plain : build.prim("mul", plain, turn));
  }

  private sum(count: Value, term: (index: Value) => Value): Value {
    const { build } = this;
    const [index, before] = [new Value(INT), new Value(F64)];
    const body = emptyRegion([index, before]);
    body.yields = build.within(body, () => [build.prim("add", before, term(index))]);
    const range = { start: build.const(0), end: count, step: 1, inclusive: this.random.chance(0.05) };
    return build.for(range, [build.const(0, F64)], body)[0];
  }

  /** May change something, let others see how far the function has got, or end it. */
  private disturb(index: Value, near: readonly Value[]): void {
    const { build, random, own } = this;
    const [, w, v, rows] = this.params;
    if (!random.chance(0.15)) return;
    const [first, second] = [build.const(0), build.const(1)];
    const makers: readonly (() => void)[] = [
      () => build.store(random.pick([w, v, ...near]), first, build.prim("add", build.load(own, second), index)),
      () => build.store(own, second, index),
      () => build.store(own, first, build.load(random.pick([w, ...near]), first)),
      () => build.store(rows, first, random.pick([w, v, own])),
      () => build.externStatement(["log(", ")"], [index]),
      () => {
        const end = emptyRegion();
        build.within(end, () => build.throw(build.const("too far")));
        build.if(build.prim("gt", index, second), end, emptyRegion(), []);
      },
    ];
    random.pick(makers)();
  }
}
