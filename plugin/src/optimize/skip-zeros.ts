/**
 * A loop of a reverse sweep that only adds multiples of one cotangent is left out where that is zero, as behind a rectifier or a maximum. Where
 * partial derivatives may be infinite, zero times these counts as zero in any case.
 */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type ForOp, type Func, type Op, type PrimOp, type Region, type StoreOp, Value } from "../ir/ops.js";
import { allOps, freeValues } from "../ir/traverse.js";
import { Facts } from "./facts.js";

type Definitions = ReadonlyMap<Value, Op>;

/** Of what is not transformed any more. */
export function skipZeros(func: Func, facts = new Facts(func)): boolean {
  const isLoop = (op: Op): op is ForOp => op.kind === "for" && op.adjoint === true;
  if (!facts.ops().some(isLoop)) return false;
  const definitions = facts.definitions();
  let changed = false;
  const visit = (region: Region): void => {
    region.ops = region.ops.flatMap((op) => {
      const factor = isLoop(op) ? factorOf(op, definitions) : undefined;
      if (isLoop(op) && factor) {
        changed = true;
        return unlessZero(op, factor);
      }
      op.regions.forEach(visit);
      return [op];
    });
  };
  visit(func.body);
  return changed;
}

/** What may well be zero, and if it is, the loop changes nothing. */
function factorOf(loop: ForOp, definitions: Definitions): Value | undefined {
  const factors = [...freeValues(loop)].filter((value) => mayBeZero(value, definitions));
  return factors.find((factor) => new Idleness(definitions, factor, loop).ofLoop(loop));
}

/** Products are followed this far. */
const most = 4;

/** Whether a number is zero in one of two cases, or a multiple of such a number. */
function mayBeZero(value: Value, definitions: Definitions, depth = most): boolean {
  const op = definitions.get(value);
  if (value.type.kind !== "f64" || !op || depth === 0) return false;
  if (op.kind === "if") {
    const k = op.results.indexOf(value);
    return op.regions.some(
      ({ yields }) => isZero(yields[k], definitions) || mayBeZero(yields[k], definitions, depth - 1),
    );
  }
  if (op.kind !== "prim" || (op.name !== "mul" && op.name !== "neg" && op.name !== "div")) return false;
  const factors = op.name === "div" ? op.operands.slice(0, 1) : op.operands;
  return factors.some((factor) => mayBeZero(factor, definitions, depth - 1));
}

function isZero(value: Value, definitions: Definitions): boolean {
  const op = definitions.get(value);
  return op?.kind === "const" && op.value === 0;
}

/** What happens where a number is zero. */
class Idleness {
  private readonly zeros: Set<Value>;
  private readonly inside: ReadonlySet<Op>;

  constructor(
    private readonly definitions: Definitions,
    factor: Value,
    loop: ForOp,
  ) {
    this.zeros = new Set([factor]);
    this.inside = new Set(allOps(loop.regions[0]));
  }

  /** Whether the loop leaves memory as it is, and hands on what it was given. */
  ofLoop({ operands, results, regions: [body] }: ForOp): boolean {
    const [, ...params] = body.params;
    params.forEach((param, k) => {
      if (!this.isZero(operands[k + 2])) return;
      this.zeros.add(param);
      this.zeros.add(results[k]);
    });
    return body.ops.every((op) => this.of(op)) && body.yields.every((value, k) => this.isUnchanged(value, params[k]));
  }

  private of(op: Op): boolean {
    switch (op.kind) {
      case "const":
      case "load":
      case "length":
        return true;
      case "prim":
        if (op.name === "whole" || op.name === "element") return false;
        if (this.makesZero(op)) this.zeros.add(op.results[0]);
        return true;
      case "store":
        return this.keepsElement(op);
      case "for":
        return this.ofLoop(op);
      case "if": {
        if (!op.regions.every(({ ops }) => ops.every((inner) => this.of(inner)))) return false;
        op.results.forEach((result, k) => {
          if (op.regions.every(({ yields }) => this.isZero(yields[k]))) this.zeros.add(result);
        });
        return true;
      }
      default:
        return false;
    }
  }

  private isZero(value: Value): boolean {
    return this.zeros.has(value) || isZero(value, this.definitions);
  }

  private makesZero({ name, operands }: PrimOp): boolean {
    switch (name) {
      case "mul":
        return operands.some((operand) => this.isZero(operand));
      case "div":
        return this.isZero(operands[0]);
      case "neg":
      case "add":
      case "sub":
        return operands.every((operand) => this.isZero(operand));
      default:
        return false;
    }
  }

  /** Whether a value is another one, or that and zero. */
  private isUnchanged(value: Value, from: Value): boolean {
    if (value === from) return true;
    const op = this.definitions.get(value);
    if (op?.kind !== "prim" || (op.name !== "add" && op.name !== "sub")) return false;
    const [one, other] = op.operands;
    if (this.isZero(other) && this.isUnchanged(one, from)) return true;
    return op.name === "add" && this.isZero(one) && this.isUnchanged(other, from);
  }

  private keepsElement({ operands: [array, index, value] }: StoreOp): boolean {
    const sum = this.definitions.get(value);
    const isElement = (each: Value): boolean => {
      const load = this.definitions.get(each);
      // What has been read in front of the loop may have changed, and an element that is not there would be made.
      if (load?.kind !== "load" || !this.inside.has(load) || load.orZero) return false;
      return load.operands[0] === array && load.operands[1] === index;
    };
    const parts = sum?.kind === "prim" ? sum.operands : [];
    return [value, ...parts].some((each) => isElement(each) && this.isUnchanged(value, each));
  }
}

function unlessZero(loop: ForOp, factor: Value): Op[] {
  const guard = emptyRegion();
  const build = new Builder(guard);
  build.span = loop.span;
  build.adjoint = true;
  const results = loop.results;
  loop.results = results.map(({ type, name }) => new Value(type, name));
  const turns: Region = { params: [], ops: [loop], yields: [...loop.results] };
  const none: Region = { params: [], ops: [], yields: loop.operands.slice(2) };
  const isThere = build.prim("ne", factor, build.const(0));
  guard.ops.push({ kind: "if", operands: [isThere], results, regions: [turns, none], span: loop.span, adjoint: true });
  return guard.ops;
}
