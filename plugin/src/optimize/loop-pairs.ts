/** What it takes to know whether two loops of a region may become one: what they touch, and what stands between them. */
import { meet, type Place } from "../analysis/accesses.js";
import type { AliasClass } from "../analysis/aliases.js";
import { effectOf, type ForOp, type Func, type Op, type Region, type Value } from "../ir/ops.js";
import { allOps, forEachRegion, freeValues, isAllocation, mayBeMissing, substitute } from "../ir/traverse.js";
import { isTypedArray } from "../ir/types.js";
import { lazily } from "./lazily.js";
import { LoopAccesses } from "./loop-accesses.js";
import type { MemoryModel } from "./memory.js";

/** What else is known of the function; see `Facts`. */
interface Known {
  model(): MemoryModel;
  /** How often values are used, and the operations that use them as operands. */
  uses(): ReadonlyMap<Value, number>;
  users(): ReadonlyMap<Value, readonly Op[]>;
}

export class LoopPairs {
  readonly definitions = new Map<Value, Op>();
  private readonly yielded = new Set<Value>();
  private readonly renamed = new Set<Value>();
  /** The operations whose regions values are parameters of. */
  private readonly owners = new Map<Value, Op>();
  /** The region that an operation is in. */
  private readonly regions = new Map<Op, Region>();
  /** The loop or branch that a region belongs to. */
  private readonly regionOwners = new Map<Region, Op>();
  private readonly filled = new Map<ForOp, ReadonlySet<Value>>();
  private readonly used = new Map<ForOp, ReadonlySet<Value>>();
  /** What they read and write. */
  readonly memory: LoopAccesses;
  /** The references to each class of memory. */
  private readonly references = lazily(() => {
    const found = new Map<AliasClass, Value[]>();
    const add = (value: Value): void => {
      if (value.type.kind !== "ref") return;
      const of = this.memory.aliases.classOf(value);
      const known = found.get(of);
      if (known) known.push(value);
      else found.set(of, [value]);
    };
    forEachRegion(this.func.body, ({ params, ops }) => {
      params.forEach(add);
      for (const { results } of ops) results.forEach(add);
    });
    return found;
  });
  /** The classes of the references that a loop uses or makes. */
  private readonly touched = new Map<ForOp, ReadonlySet<AliasClass>>();

  constructor(
    private readonly func: Func,
    private readonly known: Known,
  ) {
    this.memory = new LoopAccesses(func);
    this.index(func.body, undefined);
  }

  /** What operations read and write. */
  get model(): MemoryModel {
    return this.known.model();
  }

  /** How often values are used. */
  get uses(): ReadonlyMap<Value, number> {
    return this.known.uses();
  }

  private index(region: Region, parent: Op | undefined): void {
    for (const value of region.yields) {
      this.yielded.add(value);
      if (parent) this.renamed.add(value);
    }
    for (const op of region.ops) {
      this.regions.set(op, region);
      for (const result of op.results) this.definitions.set(result, op);
      for (const inner of op.regions) {
        this.regionOwners.set(inner, op);
        for (const param of inner.params) this.owners.set(param, op);
        this.index(inner, op);
      }
    }
  }

  definition(value: Value): Op | undefined {
    return this.definitions.get(value);
  }

  /** The loop or branch around an operation. */
  private parentOf(op: Op): Op | undefined {
    return this.regionOwners.get(this.regions.get(op)!);
  }

  regionOf(op: Op): Region {
    return this.regions.get(op)!;
  }

  isZero(value: Value): boolean {
    const op = this.definitions.get(value);
    return op?.kind === "const" && op.value === 0;
  }

  /** Arrays that are made in front of a loop which stores elements of them. */
  filledIn(loop: ForOp): ReadonlySet<Value> {
    let known = this.filled.get(loop);
    if (!known) {
      const stores = allOps(loop.regions[0]).filter((op) => op.kind === "store");
      const isMadeBefore = (array: Value): boolean => {
        const made = this.definitions.get(array);
        return made !== undefined && isAllocation(made) && !this.isIn(made, loop);
      };
      known = new Set(stores.map(({ operands: [array] }) => array).filter(isMadeBefore));
      this.filled.set(loop, known);
    }
    return known;
  }

  /** The references that are used in a loop. */
  usedIn(loop: ForOp): ReadonlySet<Value> {
    let known = this.used.get(loop);
    if (!known) {
      const found = new Set<Value>();
      for (const { operands } of allOps(loop.regions[0]))
        for (const operand of operands) if (operand.type.kind === "ref") found.add(operand);
      known = found;
      this.used.set(loop, known);
    }
    return known;
  }

  usersOf(value: Value): readonly Op[] {
    return this.known.users().get(value) ?? [];
  }

  isYielded(value: Value): boolean {
    return this.yielded.has(value);
  }

  /** Whether a branch or a loop hands it on as a value of its own, whose users are not those of this one. */
  isRenamed(value: Value): boolean {
    return this.renamed.has(value);
  }

  isIn(op: Op, loop: Op): boolean {
    for (let at = this.parentOf(op); at; at = this.parentOf(at)) if (at === loop) return true;
    return false;
  }

  /** Whether a value is new in each iteration of a loop. */
  isMadeIn(value: Value, loop: Op): boolean {
    const owner = this.owners.get(value);
    if (owner) return owner === loop || this.isIn(owner, loop);
    const op = this.definitions.get(value);
    return op !== undefined && this.isIn(op, loop);
  }

  /** The loop that a value is the index of. */
  loopOfIndex(value: Value): ForOp | undefined {
    const owner = this.owners.get(value);
    return owner?.kind === "for" && owner.regions[0].params[0] === value ? owner : undefined;
  }

  /** Whether a value is the index of a loop in another. */
  isIndexIn(value: Value, loop: Op): boolean {
    const owner = this.loopOfIndex(value);
    return owner !== undefined && this.isIn(owner, loop);
  }

  /** The whole number that a value is. */
  number(value: Value): number | undefined {
    const op = this.definitions.get(value);
    return op?.kind === "const" && Number.isInteger(op.value) ? Number(op.value) : undefined;
  }

  /** Whether two values are computed alike. */
  isSame(a: Value, b: Value): boolean {
    if (a === b) return true;
    const [known, other] = [this.definitions.get(a), this.definitions.get(b)];
    if (known?.kind === "const") return other?.kind === "const" && known.value === other.value;
    if (known?.kind === "length" && other?.kind === "length")
      return known.operands[0] === other.operands[0] && isTypedArray(known.operands[0].type);
    return (
      known?.kind === "prim" &&
      other?.kind === "prim" &&
      known.name === other.name &&
      known.operands.length === other.operands.length &&
      known.operands.every((operand, k) => this.isSame(operand, other.operands[k]))
    );
  }

  /** The loops and branches around an operation, innermost first. */
  around(op: Op): Op[] {
    const found: Op[] = [];
    for (let at = this.parentOf(op); at; at = this.parentOf(at)) found.push(at);
    return found;
  }

  /** Whether a value that is known at the end of an operation's region is known in front of the operation. */
  isAtHand(value: Value, op: Op): boolean {
    const { ops } = this.regionOf(op);
    const made = this.definitions.get(value);
    return !made || !ops.includes(made) || ops.indexOf(made) < ops.indexOf(op);
  }

  /** The innermost loop around an operation. */
  loopAround(op: Op): Op | undefined {
    let at = this.parentOf(op);
    while (at?.kind === "if") at = this.parentOf(at);
    return at;
  }

  /** Whether a whole number is the last below another. */
  isOneLess(a: Value, b: Value): boolean {
    const [known, other] = [this.definitions.get(a), this.definitions.get(b)];
    if (known?.kind === "const" && other?.kind === "const") return Number(known.value) === Number(other.value) - 1;
    if (known?.kind !== "prim" || known.name !== "sub") return false;
    const one = this.definitions.get(known.operands[1]);
    if (one?.kind !== "const" || one.value !== 1) return false;
    const [next] = known.operands;
    const rounded = this.definitions.get(next);
    // Whole numbers below a fraction are those below the next whole one.
    return this.isSame(rounded?.kind === "prim" && rounded.name === "ceil" ? rounded.operands[0] : next, b);
  }

  /** What between the loops the second needs, if it can be computed in front of the first. */
  neededBefore(first: ForOp, second: ForOp, between: readonly Op[]): Set<Op> | undefined {
    const needed = new Set<Op>();
    const isBetween = new Set(between);
    const written = lazily(() =>
      [first, ...between].flatMap((op) => [...this.memory.of(op).others]).filter(({ writes }) => writes),
    );
    const mayEnd = lazily(() => [first, ...between].some(mayThrow));
    const pending = [...second.operands, ...freeValues(second)];
    for (let value = pending.pop(); value; value = pending.pop()) {
      const op = this.definitions.get(value);
      if (op === first) return undefined;
      if (!op || !isBetween.has(op) || needed.has(op)) continue;
      const effect = effectOf(op);
      if (op.regions.length > 0 || effect === "writes" || effect === "control") return undefined;
      // What a guard is there for is not followed in front of it.
      if (effect === "reads" && mayEnd() && !op.operands.every((operand) => this.isThere(operand))) return undefined;
      for (const access of this.memory.of(op).others)
        if (written().some((write) => meet(access, write))) return undefined;
      needed.add(op);
      pending.push(...op.operands);
    }
    return needed;
  }

  /** Whether a value is no reference that may be missing. */
  private isThere(value: Value): boolean {
    const op = this.definitions.get(value);
    if (value.type.kind !== "ref") return true;
    if (!op) return this.func.body.params.includes(value) && !mayBeMissing(this.func, value);
    return effectOf(op) === "allocates" || op.kind === "copy" || op.kind === "zeros";
  }

  /** Puts the body of the second loop behind that of the first, and what it needs in front. What is known of memory is not kept up. */
  merge(region: Region, first: ForOp, second: ForOp, needed: ReadonlySet<Op>): void {
    const [body] = first.regions;
    const [added] = second.regions;
    const [index, ...carried] = added.params;
    substitute(added, new Map([[index, body.params[0]]]));
    for (const op of added.ops) this.regions.set(op, body);
    for (const param of carried) this.owners.set(param, first);
    body.ops.push(...added.ops);
    body.params.push(...carried);
    body.yields.push(...added.yields);
    first.operands.push(...second.operands.slice(2));
    first.results.push(...second.results);
    const at = region.ops.indexOf(first);
    const behind = region.ops.slice(at + 1).filter((op) => op !== second);
    const hoisted = behind.filter((op) => needed.has(op));
    region.ops = [...region.ops.slice(0, at), ...hoisted, first, ...behind.filter((op) => !needed.has(op))];
  }

  /**
   * Classes of memory that each iteration has to itself: it is made there, and reached from the other loop only through
   * containers of which an iteration touches only its own part.
   */
  privateClasses(first: ForOp, second: ForOp, isContainer: (value: Value) => boolean): Set<Place> {
    const carried = [...first.regions[0].params, ...second.regions[0].params];
    const isOwn = (value: Value): boolean =>
      isContainer(value) || [first, second].some((loop) => this.isMadeIn(value, loop));
    // What is handed from one iteration to the next is not an iteration's own.
    const handedOn = new Set(this.classesOf(carried));
    const isPrivate = (each: AliasClass): boolean =>
      !each.global && each.params.size === 0 && !handedOn.has(each) && this.references().get(each)!.every(isOwn);
    const touched = new Set([...this.classesIn(first), ...this.classesIn(second)]);
    return new Set([...touched].filter(isPrivate));
  }

  private classesIn(loop: ForOp): ReadonlySet<AliasClass> {
    let known = this.touched.get(loop);
    if (!known) {
      const ops = allOps(loop.regions[0]);
      known = new Set([...this.classesOf(ops.flatMap(({ results }) => results)), ...this.classesOf(this.usedIn(loop))]);
      this.touched.set(loop, known);
    }
    return known;
  }

  private classesOf(values: Iterable<Value>): AliasClass[] {
    const found: AliasClass[] = [];
    for (const value of values) if (value.type.kind === "ref") found.push(this.memory.aliases.classOf(value));
    return found;
  }
}

function mayThrow(op: Op): boolean {
  const isEnd = op.kind === "throw" || op.kind === "call" || (op.kind === "extern" && op.effect === "writes");
  return isEnd || op.regions.some((region) => region.ops.some(mayThrow));
}
