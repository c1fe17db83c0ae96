/**
 * Leaving SSA: values that can share a variable do, so that `s = s + x` in a loop has one `s` for the value before, in and
 * behind the loop. Two values may share one if neither is still needed when the other comes into being.
 */
import type { Value } from "../ir/ops.js";
import { isNumber, sameType, type Type } from "../ir/types.js";
import { type Block, nodesOf } from "./blocks.js";
import { derivedName } from "./hints.js";
import type { Variable } from "./js.js";
import { Liveness, type Point } from "./liveness.js";
import type { Schedule } from "./schedule.js";

interface Group {
  /** In the order in which they come into being. */
  members: Value[];
  /** The name to print, and whether it is the user's for a variable that changes (rather than for one value of it). */
  hint?: string;
  strong: boolean;
  /** An index variable of a counted loop: changed by the loop alone. */
  closed: boolean;
  parameter: boolean;
  variable?: Variable;
}

export class Variables {
  private readonly groups = new Map<Value, Group>();
  private readonly liveness: Liveness;
  private readonly constants = new Set<Variable>();

  constructor(private readonly schedule: Schedule) {
    this.liveness = new Liveness(schedule);
    const { body } = schedule.blocks;
    for (const param of body.region.params) this.add(param, { strong: true, parameter: true });
    this.addBlock(body);
    this.mergeCarried(body);
    this.mergeNamesakes();
  }

  of(value: Value): Variable {
    const group = this.groups.get(value);
    if (!group) throw new Error("a value without a variable");
    if (!group.variable) {
      group.variable = {
        hint: group.hint ?? derivedName(group.members[0], this.schedule),
        text: "",
        type: widest(group.members),
      };
      if (group.members.length === 1 && !group.closed) this.constants.add(group.variable);
    }
    return group.variable;
  }

  /** Whether a variable never changes. */
  isConstant(variable: Variable): boolean {
    return this.constants.has(variable);
  }

  private add(value: Value, options: { strong?: boolean; closed?: boolean; parameter?: boolean } = {}): void {
    const { strong = false, closed = false, parameter = false } = options;
    this.groups.set(value, { members: [value], hint: value.name, strong, closed, parameter });
  }

  private addBlock(block: Block): void {
    const { inlined } = this.schedule;
    for (const node of nodesOf(block)) {
      const { op } = node;
      const carried = op.kind === "if" || op.kind === "for";
      for (const result of op.results) if (!inlined.has(result)) this.add(result, { strong: carried });
      node.blocks.forEach((inner, at) => {
        inner.region.params.forEach((param, index) => {
          this.add(param, { strong: true, closed: op.kind === "for" && at === 0 && index === 0 });
        });
        this.addBlock(inner);
      });
      if (op.kind === "for") op.results.forEach((result, index) => this.join(result, op.regions[0].params[index + 1]));
    }
  }

  private mergeCarried(block: Block): void {
    for (const node of nodesOf(block)) {
      const { op } = node;
      if (op.kind === "for") {
        const [index, ...params] = op.regions[0].params;
        this.goOnCounting(index, op.operands[0]);
        params.forEach((param, index) => this.merge(param, op.regions[0].yields[index]));
        params.forEach((param, index) => this.merge(param, op.operands[index + 2]));
      } else if (op.kind === "while") {
        const { params } = op.regions[0];
        params.forEach((param, index) => this.merge(param, op.regions[1].yields[index]));
        params.forEach((param, index) => this.merge(param, op.operands[index]));
      } else if (op.kind === "if" && !this.schedule.inlined.has(op.results[0])) {
        op.results.forEach((result, index) => {
          for (const region of op.regions) this.merge(result, region.yields[index]);
        });
      }
      node.blocks.forEach((inner) => this.mergeCarried(inner));
    }
  }

  /** A loop that counts on from where another one has stopped counts in the variable of that. */
  private goOnCounting(index: Value, start: Value): void {
    const group = this.groups.get(index)!;
    const counter = this.groups.get(start);
    if (counter === undefined || this.liveness.birth(start).block.owner?.op.kind !== "while") return;
    const isOne = start.type.kind === "int" && counter.hint === group.hint;
    if (isOne && !this.interferes(index, counter.members)) this.unite(counter, group);
    this.groups.get(index)!.closed = true;
  }

  /** `s = s + a; s = s * b`: values of one name, each made from the one before, are one variable, as the user wrote it. */
  private mergeNamesakes(): void {
    const latest = new Map<string, Value>();
    const values = [...this.groups.keys()].filter((value) => this.groups.get(value)?.members[0] === value);
    for (const value of values.sort((a, b) => this.at(a) - this.at(b))) {
      const { hint } = this.groups.get(value)!;
      if (hint === undefined) continue;
      const earlier = latest.get(hint);
      const { block } = this.liveness.birth(value);
      const group = earlier && this.groups.get(earlier)!;
      const follows = group?.members.some((member) => this.liveness.birth(member).block === block);
      if (earlier && follows && this.isOfOneCall(earlier, value) && this.updates(value, group!))
        this.merge(earlier, value);
      latest.set(hint, value);
    }
  }

  /** What was inlined has variables of its own for each call. */
  private isOfOneCall(a: Value, b: Value): boolean {
    const { definition } = this.schedule.blocks;
    const made = [a, b].map((value) => definition.get(value)?.op);
    if (made.includes(undefined)) return true;
    const [first, second] = made.map((op) => op?.inlinedAt ?? []);
    return first.length === second.length && first.every(({ span }, k) => span?.start === second[k].span?.start);
  }

  /** Whether the operation that makes a value reads the group's variable, directly or in its operands' expressions. */
  private updates(value: Value, group: Group): boolean {
    const { blocks, inlined, repeated } = this.schedule;
    const op = blocks.definition.get(value)?.op;
    if (!op) return false;
    return op.operands.some((operand) =>
      inlined.has(operand) || repeated.has(operand) ? this.updates(operand, group) : this.groups.get(operand) === group,
    );
  }

  private merge(a: Value, b: Value): void {
    const left = this.groups.get(a);
    const right = this.groups.get(b);
    if (!left || !right || left === right || left.closed || right.closed) return;
    if (!this.mayShareName(left, right) || !compatible(a.type, b.type)) return;
    if (this.isMultiple(left) || this.isMultiple(right)) return;
    const [few, many] = left.members.length < right.members.length ? [left, right] : [right, left];
    if (!few.members.some((value) => this.interferes(value, many.members))) this.unite(left, right);
  }

  private join(a: Value, b: Value): void {
    const left = this.groups.get(a)!;
    const right = this.groups.get(b)!;
    this.unite(left, right);
  }

  private unite(left: Group, right: Group): void {
    const [into, from] = left.members.length >= right.members.length ? [left, right] : [right, left];
    const name =
      left.strong && left.hint !== undefined ? left : right.strong && right.hint !== undefined ? right : left;
    into.hint = name.hint ?? left.hint ?? right.hint;
    into.strong = left.strong || right.strong;
    into.parameter = left.parameter || right.parameter;
    for (const member of from.members) {
      this.groups.set(member, into);
      into.members.splice(this.bornBefore(member, into.members), 0, member);
    }
  }

  /** Variables of the user keep their names apart; a parameter is reassigned only where the user does so. */
  private mayShareName(left: Group, right: Group): boolean {
    if (left.hint === right.hint) return left.hint !== undefined || !(left.parameter || right.parameter);
    if (left.parameter || right.parameter) return false;
    return !(left.strong && right.strong) || left.hint === undefined || right.hint === undefined;
  }

  /** Results of a call with several are declared together, so they keep variables of their own. */
  private isMultiple(group: Group): boolean {
    const op = this.schedule.blocks.definition.get(group.members[0])?.op;
    return op?.kind === "call" && op.results.length > 1;
  }

  private at(value: Value): number {
    return this.liveness.birth(value).at;
  }

  /** How many of `members` come into being before `value`, or where it does. */
  private bornBefore(value: Value, members: readonly Value[]): number {
    const at = this.at(value);
    let low = 0;
    let high = members.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(members[middle]) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Whether a value interferes with a group that is free of interference. A value that is live where another is born
   * dominates it and all that lies between, so it suffices to look at the nearest member that dominates the value, and
   * at those that come into being while the value is live.
   */
  private interferes(value: Value, members: readonly Value[]): boolean {
    const birth = this.liveness.birth(value);
    const later = this.bornBefore(value, members);
    let nearest = later - 1;
    while (nearest >= 0 && !this.dominates(this.liveness.birth(members[nearest]), birth)) nearest--;
    if (nearest >= 0 && this.liveness.interfere(members[nearest], value)) return true;
    const end = this.liveness.end(value);
    for (let index = later; index < members.length && this.at(members[index]) <= end; index++) {
      if (this.liveness.interfere(members[index], value)) return true;
    }
    return false;
  }

  private dominates(a: Point, b: Point): boolean {
    let from = a.block;
    // The first half of a `while` runs before all that follows it, inside and behind the loop.
    while (from.owner?.op.kind === "while" && from.index === 0 && b.at > from.end) from = from.owner.block;
    for (let block: Block | undefined = b.block; block; block = block.owner?.block) if (block === from) return true;
    return false;
  }
}

function compatible(a: Type, b: Type): boolean {
  return (isNumber(a) && isNumber(b)) || sameType(a, b);
}

function widest(members: readonly Value[]): Type {
  return (members.find((member) => member.type.kind !== "int") ?? members[0]).type;
}
