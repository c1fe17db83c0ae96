/**
 * Whether a value is still needed at a point of the program. Control is structured, so no fixed point is computed: a use
 * is reached from a point if it comes later and not in the other branch, or around a loop that does not redefine the value.
 */
import type { Value } from "../ir/ops.js";
import type { Block, Node } from "./blocks.js";
import type { Schedule } from "./schedule.js";

export interface Point {
  readonly at: number;
  readonly block: Block;
}

export class Liveness {
  private readonly points = new Map<Value, Point>();
  private readonly readings = new Map<Value, readonly Point[]>();

  constructor(private readonly schedule: Schedule) {}

  /** Where a value comes into being. */
  birth(value: Value): Point {
    let point = this.points.get(value);
    if (!point) {
      const node = this.schedule.blocks.definition.get(value);
      const block = node?.block ?? this.schedule.blocks.parameterOf.get(value);
      if (!block) throw new Error("a value that is defined nowhere");
      point = { at: node ? node.end : block.start, block };
      this.points.set(value, point);
    }
    return point;
  }

  /** Where a value is read, in order. */
  usesOf(value: Value): readonly Point[] {
    let points = this.readings.get(value);
    if (!points) {
      points = this.schedule.style
        .sitesOf(value)
        .map(({ node, block, index }) => {
          if (!node) return { at: block.end, block };
          // The bound of a counted loop is read in every iteration.
          if (node.op.kind === "for" && index === 1) return { at: node.blocks[0].start, block: node.blocks[0] };
          return { at: node.start, block: node.block };
        })
        .sort((a, b) => a.at - b.at);
      this.readings.set(value, points);
    }
    return points;
  }

  /** Behind this a value is not read again: its last use, or the end of a loop that reads it in every iteration. */
  end(value: Value): number {
    const last = this.usesOf(value).at(-1);
    if (!last) return -1;
    return outermostLoopWithout(last.block, this.birth(value).at)?.end ?? last.at;
  }

  interfere(a: Value, b: Value): boolean {
    const left = this.birth(a);
    const right = this.birth(b);
    if (left.at === right.at) return true;
    return left.at < right.at ? this.isLive(a, right) : this.isLive(b, left);
  }

  /** Whether `value` may be read after `point` without being defined again before. */
  isLive(value: Value, point: Point): boolean {
    const birth = this.birth(value);
    if (birth.at > point.at) return false;
    const uses = this.usesOf(value);
    if (uses.length === 0) return false;

    const loop = outermostLoopWithout(point.block, birth.at);
    if (loop && uses.some((use) => use.at > loop.start && use.at < loop.end)) return true;
    for (let index = uses.length - 1; index >= 0 && uses[index].at > point.at; index--) {
      if (this.isReachable(uses[index], point, birth)) return true;
    }
    return false;
  }

  private isReachable(use: Point, point: Point, birth: Point): boolean {
    for (let block: Block | undefined = use.block; block?.owner; block = block.owner.block) {
      const { owner } = block;
      if (owner.op.kind === "if" && isWithin(point.at, owner) && !(point.at >= block.start && point.at <= block.end))
        return false;
    }
    // From the second half of a `while` the code behind the loop is reached through its first half.
    for (let block: Block | undefined = point.block; block?.owner; block = block.owner.block) {
      const { owner, index } = block;
      if (owner.op.kind === "while" && index === 1 && isWithin(birth.at, owner) && use.at > owner.end) {
        if (birth.at < block.start) return false;
      }
    }
    return true;
  }
}

function isWithin(at: number, node: Node): boolean {
  return at > node.start && at < node.end;
}

function outermostLoopWithout(from: Block, birth: number): Node | undefined {
  let found: Node | undefined;
  for (let { owner } = from; owner; owner = owner.block.owner) {
    if (isWithin(birth, owner)) break;
    if (owner.op.kind !== "if") found = owner;
  }
  return found;
}
