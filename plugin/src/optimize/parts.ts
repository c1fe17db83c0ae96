/**
 * Whether operations that follow one another go through an array part by part, as those that fill `[...x, ...h, 1]`: elements from 0 on, then
 * those behind them, up to its end. A part may be empty, or as good as that, where a loop does not turn: what comes behind it begins
 * where it begins, so that nothing between 0 and the end is left out.
 */
import type { ForOp, Op, Value } from "../ir/ops.js";
import { allOps, touches } from "../ir/traverse.js";

type Definitions = ReadonlyMap<Value, Op>;

/** Whether they store to each element before anything reads it; `except` reads none. */
export function fillsInParts(
  ops: readonly Op[],
  array: Value,
  size: Value,
  definitions: Definitions,
  except?: Op,
): boolean {
  const parts = new Parts(array, definitions, (own) => own[0]?.kind === "store");
  const touching = ops.filter((op) => op !== except && touches(op, array));
  return parts.reach(size, touching);
}

/** Whether the last that is done to each element is that it is set to zero. */
export function clearsInParts(ops: readonly Op[], array: Value, size: Value, definitions: Definitions): boolean {
  const isZero = (value: Value): boolean => {
    const op = definitions.get(value);
    return op?.kind === "const" && Object.is(op.value, 0);
  };
  const parts = new Parts(array, definitions, (own) => {
    const last = own.at(-1);
    return last?.kind === "store" && isZero(last.operands[2]);
  });
  const touching = ops.filter((op) => op.kind !== "load" && touches(op, array));
  return parts.reach(size, touching.reverse());
}

/** A whole number as a sum. */
interface Sum {
  readonly terms: readonly Value[];
  readonly constant: number;
}

const zero: Sum = { terms: [], constant: 0 };

class Parts {
  /** `isDone`: whether an element is done with the operations on it, in their order, that are no part of a branch or a loop within. */
  constructor(
    private readonly array: Value,
    private readonly definitions: Definitions,
    private readonly isDone: (own: readonly Op[]) => boolean,
  ) {}

  /** Whether operations in this order are parts that come to `size`. */
  reach(size: Value, ops: readonly Op[]): boolean {
    const whole = this.sum(size);
    let covered: Sum | undefined = zero;
    for (const op of ops) {
      covered = whole && covered && this.behind(covered, op);
      if (!covered || !whole) return false;
      if (isSame(covered, whole)) return true;
    }
    return false;
  }

  /** Where a part ends that begins at `from`. */
  private behind(from: Sum, op: Op): Sum | undefined {
    if (op.kind === "for") return this.behindLoop(from, op);
    const isElement = op.kind === "store" && this.isAt(op, from) && this.isDone([op]);
    return isElement ? plus(from, { terms: [], constant: 1 }) : undefined;
  }

  private behindLoop(from: Sum, loop: ForOp): Sum | undefined {
    const count = this.turns(loop);
    const [{ params, ops }] = loop.regions;
    const own = plus(from, { terms: [params[0]], constant: 0 });
    const isOwn = (op: Op): boolean => !op.operands.includes(this.array) || this.isAt(op, own);
    const done = this.isDone(ops.filter((op) => touches(op, this.array)));
    if (!count || !done || loop.operands.includes(this.array) || !allOps(loop.regions[0]).every(isOwn))
      return undefined;
    return plus(from, count);
  }

  /** How often a loop turns whose counter begins or ends with 0. */
  private turns({ operands: [start, end], step, inclusive }: ForOp): Sum | undefined {
    const isZero = (value: Value): boolean => {
      const sum = this.sum(value);
      return sum !== undefined && isSame(sum, zero);
    };
    if (step === 1) return !inclusive && isZero(start) ? this.sum(end) : undefined;
    if (step !== -1 || !inclusive || !isZero(end)) return undefined;
    const last = this.sum(start);
    return last && plus(last, { terms: [], constant: 1 });
  }

  private isAt(op: Op, at: Sum): boolean {
    if ((op.kind !== "load" && op.kind !== "store") || op.operands.lastIndexOf(this.array) !== 0) return false;
    const index = this.sum(op.operands[1]);
    return index !== undefined && isSame(index, at);
  }

  private sum(value: Value): Sum | undefined {
    if (value.type.kind !== "int") return undefined;
    const op = this.definitions.get(value);
    if (op?.kind === "const") return { terms: [], constant: Number(op.value) };
    if (op?.kind !== "prim" || (op.name !== "add" && op.name !== "sub")) return { terms: [value], constant: 0 };
    const [left, right] = op.operands.map((operand) => this.sum(operand));
    if (!left || !right) return undefined;
    if (op.name === "add") return plus(left, right);
    const isShift = right.terms.length === 0;
    return isShift ? plus(left, { terms: [], constant: -right.constant }) : { terms: [value], constant: 0 };
  }
}

function plus(a: Sum, b: Sum): Sum {
  return { terms: [...a.terms, ...b.terms].sort((x, y) => x.id - y.id), constant: a.constant + b.constant };
}

function isSame(a: Sum, b: Sum): boolean {
  return (
    a.constant === b.constant && a.terms.length === b.terms.length && a.terms.every((term, k) => term === b.terms[k])
  );
}
