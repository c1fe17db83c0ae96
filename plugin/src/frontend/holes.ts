/**
 * Arrays whose elements may never have been assigned. Methods such as `forEach` pass over these elements; that costs a test,
 * so it is made only where such an array may come. This is known when all that takes part has been lowered: then the calls
 * of such methods that need the test are found, and what makes, moves or ends the holes that they may meet; and all is lowered once more.
 */
import type ts from "typescript-6";
import { connected } from "../analysis/connected.js";
import type { Func, LiteralOp, Value } from "../ir/ops.js";
import { allOps, definedIn, reachable } from "../ir/traverse.js";
import { type Type, typeName } from "../ir/types.js";
import { leavesNoHole } from "./filling.js";

export class Holes {
  /** Arrays with holes by how they are made, or by an element that is stored into them: the position of that, if it is known. */
  private readonly arrays = new Map<Value, number | undefined>();
  /** The calls that go over the elements of an array. */
  private readonly visits = new Map<Value, Set<ts.Node>>();
  /** What takes holes to an array, from another or from other places of it. */
  private readonly moves = new Map<Value, Move[]>();
  /** Copies in which holes have become `undefined`. */
  private readonly whole = new Set<Value>();
  private readonly others = new Map<Value, Value>();
  private readonly tested = new Set<ts.Node>();

  constructor(private readonly checker: ts.TypeChecker) {}

  add(array: Value): void {
    this.arrays.set(array, undefined);
  }

  delete(array: Value): void {
    this.arrays.delete(array);
  }

  /** An element is stored. */
  store(array: Value, target: ts.ElementAccessExpression, position: number | undefined): void {
    if (!isPlainArray(array.type) || leavesNoHole(this.checker, target)) return;
    const known = this.arrays.has(array) ? this.arrays.get(array) : -1;
    const isKnown = known !== undefined && position !== undefined;
    this.arrays.set(array, isKnown ? Math.max(known, position) : undefined);
  }

  /** Whether a call that goes over the elements of an array has to test that they are there. */
  mayBeIn(array: Value, visit: ts.Node): boolean {
    this.visits.set(array, new Set(this.visits.get(array)).add(visit));
    return this.tested.has(visit);
  }

  /** An array is made with holes: whether to make them, as a visit may meet them. */
  make(array: Value, node: ts.Node): boolean {
    this.add(array);
    return this.moveBetween(array, array, node);
  }

  /** Whether to take holes along from one array to another. */
  moveBetween(from: Value, to: Value, node: ts.Node): boolean {
    this.addMove({ from, node }, to);
    return this.tested.has(node);
  }

  private addMove(move: Move, to: Value): void {
    const known = this.moves.get(to);
    if (known) known.push(move);
    else this.moves.set(to, [move]);
  }

  /** Whether holes of an array have to become `undefined` in a copy. */
  endIn(copy: Value, array: Value, node: ts.Node): boolean {
    this.whole.add(copy);
    return this.moveBetween(array, copy, node);
  }

  /** One array turns out to be another. */
  same(array: Value, other: Value): void {
    for (const visit of this.visits.get(array) ?? []) this.mayBeIn(other, visit);
    if (this.arrays.has(array)) this.arrays.set(other, this.arrays.get(array));
    this.others.set(array, other);
    for (const move of this.moves.get(array) ?? []) this.addMove(move, other);
  }

  private settled(array: Value): Value {
    const other = this.others.get(array);
    return other ? this.settled(other) : array;
  }

  begin(): void {
    this.tested.clear();
  }

  /** How many calls test elements. */
  get count(): number {
    return this.tested.size;
  }

  /** Finds the calls that have to test elements in a function and what it calls; returns whether there are more than before. */
  find(root: Func): boolean {
    const funcs = reachable([root]);
    const literals = new Map<Value, LiteralOp>();
    const slot = slotsOf(funcs);
    const flows: Flow[] = [];
    for (const op of funcs.flatMap(({ body }) => [...allOps(body)])) {
      if (op.kind === "literal") literals.set(op.results[0], op);
      if (op.kind === "copy" && this.mayTakeHoles(op.results[0])) flows.push(flow(slot, op.operands[0], op.results[0]));
    }
    const values = funcs.flatMap(({ body }) => [...definedIn(body)]);
    const [sparse, asked] = [new Set<string>(), new Set<string>()];
    for (const value of values) {
      const position = this.arrays.get(value);
      const isInRange = position !== undefined && position < (literals.get(value)?.operands.length ?? 0);
      if (this.arrays.has(value) && !isInRange) sparse.add(slot(value));
      if (this.visits.has(value)) asked.add(slot(value));
    }
    const moves = values.flatMap((to) =>
      (this.moves.get(to) ?? []).map(({ from, node }) => ({ ...flow(slot, this.settled(from), to), node, to })),
    );
    flows.push(...moves.filter(({ to }) => this.mayTakeHoles(to)));
    spread(sparse, flows);
    spread(
      asked,
      flows.map(({ source, target }) => ({ source: target, target: source })),
    );
    const known = this.tested.size;
    for (const value of values)
      if (this.visits.has(value) && sparse.has(slot(value)))
        for (const visit of this.visits.get(value)!) this.tested.add(visit);
    for (const { source, target, node } of moves) if (sparse.has(source) && asked.has(target)) this.tested.add(node);
    return this.tested.size > known;
  }

  /** Typed arrays have no holes, whatever they are copied from. */
  private mayTakeHoles(to: Value): boolean {
    return isPlainArray(to.type) && !this.whole.has(to);
  }

  /** What tells instances that test elements from those that do not. */
  get key(): string {
    return [...this.tested].map((node) => `~${node.getSourceFile().fileName}:${node.pos}`).join("");
  }
}

interface Move {
  readonly from: Value;
  readonly node: ts.Node;
}

/** Arrays whose holes become holes of others. */
interface Flow {
  readonly source: string;
  readonly target: string;
}

function flow(slot: (array: Value) => string, from: Value, to: Value): Flow {
  return { source: slot(from), target: slot(to) };
}

function spread(slots: Set<string>, flows: readonly Flow[]): void {
  for (let known = -1; known < slots.size; ) {
    known = slots.size;
    for (const { source, target } of flows) if (slots.has(source)) slots.add(target);
  }
}

/** Names what may be one array. */
function slotsOf(funcs: readonly Func[]): (array: Value) => string {
  const classOf = connected(funcs);
  const ids = new Map<Value, number>();
  return (array) => {
    const group = classOf(array);
    const id = ids.get(group) ?? ids.size;
    ids.set(group, id);
    return `${id} ${typeName(array.type)}`;
  };
}

function isPlainArray(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.container === "Array";
}
