/**
 * Arrays whose elements may never have been assigned. Methods such as `forEach` pass over these elements; that costs a test,
 * so it is made only where such an array may come. This is known when all that takes part has been lowered: then the calls
 * of such methods that need the test are found, and all is lowered once more.
 */
import type ts from "typescript-6";
import { connected } from "../analysis/connected.js";
import type { Func, LiteralOp, Region, Value } from "../ir/ops.js";
import { allOps, allRegions, reachable } from "../ir/traverse.js";
import { type Type, typeName } from "../ir/types.js";
import { leavesNoHole } from "./filling.js";

export class Holes {
  /** Arrays with holes by how they are made, or by an element that is stored into them: the position of that, if it is known. */
  private readonly arrays = new Map<Value, number | undefined>();
  /** The calls that go over the elements of an array. */
  private readonly visits = new Map<Value, Set<ts.Node>>();
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

  /** One array turns out to be another. */
  same(array: Value, other: Value): void {
    for (const visit of this.visits.get(array) ?? []) this.mayBeIn(other, visit);
    if (this.arrays.has(array)) this.arrays.set(other, this.arrays.get(array));
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
    for (const func of funcs)
      for (const op of allOps(func.body)) if (op.kind === "literal") literals.set(op.results[0], op);
    const classOf = connected(funcs);
    const values = funcs.flatMap(({ body }) => allRegions(body).flatMap(definedIn));
    const found = new Set<string>();
    const ids = new Map<Value, number>();
    const slot = (array: Value): string => {
      const group = classOf(array);
      const id = ids.get(group) ?? ids.size;
      ids.set(group, id);
      return `${id} ${typeName(array.type)}`;
    };
    for (const value of values) {
      const position = this.arrays.get(value);
      const isInRange = position !== undefined && position < (literals.get(value)?.operands.length ?? 0);
      if (this.arrays.has(value) && !isInRange) found.add(slot(value));
    }
    const known = this.tested.size;
    for (const value of values)
      if (this.visits.has(value) && found.has(slot(value)))
        for (const visit of this.visits.get(value)!) this.tested.add(visit);
    return this.tested.size > known;
  }

  /** What tells instances that test elements from those that do not. */
  get key(): string {
    return [...this.tested].map((node) => `~${node.getSourceFile().fileName}:${node.pos}`).join("");
  }
}

function definedIn(region: Region): Value[] {
  return [...region.params, ...region.ops.flatMap((op) => op.results)];
}

function isPlainArray(type: Type): boolean {
  return type.kind === "ref" && type.memory.kind === "array" && type.memory.container === "Array";
}
