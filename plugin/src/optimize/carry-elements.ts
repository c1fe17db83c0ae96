/**
 * An element that neighbouring turns of a loop share is carried from one to the next in a variable, and goes to memory once: of
 * `x_b[i] += a; x_b[i + 1] = b` in an ascending loop the second waits for the next turn, which adds `a` to it and stores the sum. What one
 * turn has just stored, the next would have to wait for. (Scalar replacement across iterations: Callahan, Carr and Kennedy, Improving
 * register allocation for subscripted variables, 1990.)
 */
import type { IndexRanges, Known } from "../analysis/index-ranges.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { nameOfElement } from "../ir/hints.js";
import { type ForOp, type Func, type LoadOp, type Op, type Region, type StoreOp, Value } from "../ir/ops.js";
import { emitShifted, type Shifted, shifted } from "../ir/shifted.js";
import { definedIn, substitute } from "../ir/traverse.js";
import { F64, memoryOf } from "../ir/types.js";
import { Facts } from "./facts.js";
import type { MemoryModel } from "./memory.js";

/** The most elements of an array that are carried, and of all arrays of a loop: each takes a register. */
const most = 4;
const mostInLoop = 8;

/** Of what is not transformed any more. Expects integers to be tagged. */
export function carryElements(func: Func, facts = new Facts(func)): boolean {
  let known: CarriedElements | undefined;
  let changed = false;
  for (const region of facts.regions())
    for (const loop of region.ops.filter(goesByOne))
      for (const array of storedTo(loop)) {
        known ??= new CarriedElements(func, facts);
        if (known.carry(region, loop, array)) changed = true;
      }
  return changed;
}

/** Also up to a fraction, as to half of a length. */
function goesByOne(op: Op): op is ForOp {
  if (op.kind !== "for" || Math.abs(op.step) !== 1) return false;
  const [start, end] = op.operands;
  return start.type.kind === "int" && (end.type.kind === "int" || (op.step > 0 && !op.inclusive));
}

function storedTo(loop: ForOp): Set<Value> {
  const stores = loop.regions[0].ops.filter((op) => op.kind === "store");
  return new Set(stores.map(({ operands: [array] }) => array));
}

interface Access {
  readonly op: LoadOp | StoreOp;
  /** In how many turns the loop is as far as the element that this turn reads or writes; less than zero for turns before. */
  readonly ahead: number;
}

class CarriedElements {
  private readonly definitions: ReadonlyMap<Value, Op>;
  private readonly model: MemoryModel;
  private readonly ranges: IndexRanges;
  /** How many elements loops carry. */
  private readonly counts = new Map<ForOp, number>();

  constructor(
    private readonly func: Func,
    facts: Facts,
  ) {
    this.definitions = facts.definitions();
    this.model = facts.model();
    this.ranges = facts.ranges();
  }

  carry(region: Region, loop: ForOp, array: Value): boolean {
    let changed = false;
    for (const accesses of this.accesses(loop, array)) {
      const distances = accesses.map(({ ahead }) => ahead);
      const [first, last] = [Math.max(...distances), Math.min(...distances)];
      const isStored = accesses.some(({ op }) => op.kind === "store");
      const before = this.counts.get(loop) ?? 0;
      if (!isStored || first === last || first - last > most || before + first - last > mostInLoop) continue;
      this.counts.set(loop, before + first - last);
      const carried = Array.from({ length: first - last }, (_, k) => last + k);
      this.carryAll(region, loop, array, accesses, carried);
      changed = true;
    }
    return changed;
  }

  private carryAll(
    region: Region,
    loop: ForOp,
    array: Value,
    accesses: readonly Access[],
    carried: readonly number[],
  ): void {
    const stores = accesses.filter(({ op }) => op.kind === "store");
    const final = stores.reduce((one, other) => (other.ahead <= one.ahead ? other : one));
    const around = new Builder(emptyRegion());
    around.span = final.op.span;
    around.adjoint = final.op.adjoint ?? false;
    /** The index of an element by the counter of the turn that it is so far ahead of. */
    const indexOf = (ahead: number, counter: Shifted): Value => {
      const distance = (each: Access): number => Math.abs(each.ahead - ahead);
      const near = accesses.reduce((one, other) => (distance(other) < distance(one) ? other : one));
      const at = { of: counter.of, shift: counter.shift + loop.step * (ahead - near.ahead) };
      return this.indexAt(around, near.op.operands[1], loop, at);
    };

    const start = this.shifted(loop.operands[0]);
    for (const ahead of carried) loop.operands.push(around.load(array, indexOf(ahead, start)));
    region.ops.splice(region.ops.indexOf(loop), 0, ...around.region.ops.splice(0));

    const names = carried.map((ahead) => this.nameAt(array, loop, accesses, ahead));
    const results = names.map((name) => new Value(F64, name));
    loop.results.push(...results);
    // What the last turns have left for turns that do not come.
    const left = Math.max(...stores.map(({ ahead }) => ahead)) - final.ahead;
    const waiting = carried.filter((ahead) => ahead >= final.ahead && ahead < final.ahead + left);
    const behind = waiting.length > 0 ? this.behind(around, loop, array, final, left) : start;
    for (const ahead of waiting) around.store(array, indexOf(ahead, behind), results[carried.indexOf(ahead)]);
    region.ops.splice(region.ops.indexOf(loop) + 1, 0, ...around.region.ops);

    this.carryThrough(loop.regions[0], accesses, final, new Map(carried.map((ahead, k) => [ahead, names[k]])));
  }

  /** What a turn finds in the elements is given by the one before, but for the one that is farthest ahead. */
  private carryThrough(
    body: Region,
    accesses: readonly Access[],
    final: Access,
    carried: ReadonlyMap<number, string | undefined>,
  ): void {
    const distances = new Map<Op, number>(accesses.map(({ op, ahead }) => [op, ahead]));
    const current = new Map([...carried].map(([ahead, name]) => [ahead, new Value(F64, name)]));
    body.params.push(...current.values());
    const loads = new Map<Value, Value>();
    body.ops = body.ops.filter((op) => {
      const ahead = distances.get(op);
      if (ahead === undefined) return true;
      const isStore = op.kind === "store";
      const found = isStore ? op.operands[2] : current.get(ahead);
      if (!isStore && found) loads.set(op.results[0], found);
      current.set(ahead, found ?? op.results[0]);
      return isStore ? op === final.op : !found;
    });
    body.yields.push(...[...carried.keys()].map((ahead) => current.get(ahead + 1)!));
    substitute(this.func.body, loads);
  }

  /**
   * All that a loop does with an array, if it is the same in each turn, and reads and writes of elements at distances that are known: those
   * together that may be of one element, in different turns.
   */
  private accesses(loop: ForOp, array: Value): Access[][] {
    const memory = memoryOf(array.type);
    if (memory.kind !== "array" || memory.container !== "Float64Array") return [];
    const [body] = loop.regions;
    const counter = this.ranges.whole(body.params[0]);
    // An array that turns hand on is another in each.
    if (!counter || body.params.includes(array)) return [];
    const [unknown] = counter.unknowns;
    const inside = definedIn(body);
    const groups = new Map<number, Access[]>();
    let base: ReturnType<IndexRanges["whole"]>;
    for (const op of body.ops) {
      if (op.results.includes(array)) return [];
      // What throws reads all: somebody may look at the memory then.
      if (!this.model.meets(op, array)) continue;
      if ((op.kind !== "load" && op.kind !== "store") || op.operands[0] !== array || !this.isKept(op)) return [];
      const index = this.ranges.whole(op.operands[1]);
      const slope = index?.coefficient(unknown)?.value;
      if (!index || !slope) return [];
      base ??= index;
      const distance = index.minus(base).value;
      const isOfTurn = [...index.unknowns].some((each) => each !== unknown && inside.has((each as Known).value));
      if (distance === undefined || isOfTurn) return [];
      const byTurn = loop.step * slope;
      const rest = ((distance % byTurn) + Math.abs(byTurn)) % Math.abs(byTurn);
      const group = groups.get(rest) ?? [];
      groups.set(rest, group);
      group.push({ op, ahead: (distance - rest) / byTurn });
    }
    return [...groups.values()];
  }

  /** Whether what is stored is there in the next turn. In adjoint code, what is out of range is NaN anyway, unless it is read as zero. */
  private isKept(op: LoadOp | StoreOp): boolean {
    return op.kind === "load" ? !op.orZero : op.adjoint === true || this.ranges.isInRange(op);
  }

  private shifted(value: Value): Shifted {
    return shifted(value, this.definitions);
  }

  /** What an index of a loop would be in another turn. */
  private indexAt(build: Builder, index: Value, loop: ForOp, counter: Shifted): Value {
    const [body] = loop.regions;
    const inside = definedIn(body);
    const at = (value: Value): Value => {
      const { of, shift } = this.shifted(value);
      if (of === body.params[0]) return emitShifted(build, counter, shift);
      const op = this.definitions.get(value);
      if (op?.kind === "const") return build.const(op.value);
      return inside.has(value) && op?.kind === "prim" ? build.prim(op.name, ...op.operands.map(at)) : value;
    };
    return at(index);
  }

  /** The counter of the turn that would come behind the last one: of a loop that does not turn at all, where it starts. */
  private behind(build: Builder, loop: ForOp, array: Value, final: Access, left: number): Shifted {
    const [start, end] = loop.operands.map((operand) => this.shifted(operand));
    const next = { of: end.of, shift: end.shift + (loop.inclusive ? loop.step : 0) };
    if (
      this.isReached(loop, next.shift - end.shift) ||
      this.isNowhere(loop, array, next.shift - end.shift, final, left)
    )
      return next;
    const name = loop.step > 0 ? "max" : "min";
    const last = emitShifted(build, next);
    const whole = last.type.kind === "int" ? last : build.prim("ceil", last);
    return { of: build.prim(name, whole, emitShifted(build, start)), shift: 0 };
  }

  /** Whether a loop certainly turns until its counter is so much behind its end. */
  private isReached(loop: ForOp, shift: number): boolean {
    const [start, end] = loop.operands.map((operand) => this.ranges.whole(operand));
    if (!start || !end) return false;
    return loop.step > 0 ? this.ranges.isAtLeast(end.add(shift), start) : this.ranges.isAtLeast(start, end.add(shift));
  }

  /** Whether an array of which the loop goes through all but a few elements has none at the places behind it where there are no turns. */
  private isNowhere(loop: ForOp, array: Value, shift: number, final: Access, left: number): boolean {
    const { of, shift: distance } = this.shifted(final.op.operands[1]);
    const [start, end] = loop.operands.map((operand) => this.ranges.whole(operand));
    if (of !== loop.regions[0].params[0] || !start || !end) return false;
    const behind = end.add(shift);
    const [low, high] = loop.step > 0 ? [start, behind] : [behind, start];
    const [least, beyond] = [low.value, high.minus(this.ranges.lengthOf(array)).value];
    if (least === undefined || beyond === undefined) return false;
    for (let size = 0; size + beyond < least; size++) {
      const first = (loop.step > 0 ? size + beyond : least) + distance;
      const indices = Array.from({ length: left }, (_, k) => first + loop.step * k);
      if (indices.some((index) => index >= 0 && index < size)) return false;
    }
    return true;
  }

  /** A name for an element beside the counter of a loop: `xi`, `x_before`, `x_next`. */
  private nameAt({ name }: Value, loop: ForOp, accesses: readonly Access[], ahead: number): string | undefined {
    const [counter] = loop.regions[0].params;
    const [{ op, ahead: other }] = accesses;
    const { of, shift } = this.shifted(op.operands[1]);
    const distance = shift + loop.step * (ahead - other);
    if (of !== counter || name === undefined || Math.abs(distance) > 1) return undefined;
    return nameOfElement(name, ["before", counter.name ?? "i", "next"][distance + 1]);
  }
}
