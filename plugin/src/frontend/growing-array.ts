/** An array that is built element by element, of a type that its first element tells where nothing else does. */
import ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { arrayOf, F64, isNumber, OPAQUE, type Type } from "../ir/types.js";
import { arrayMemory, widened } from "./array-call.js";
import { isOfNumbers, JoinedList } from "./joined-lists.js";
import type { Iterable, Lowering } from "./lowering.js";
import { makeArray } from "./objects.js";
import { copyWhole } from "./sparse-arrays.js";
import { type FrontValue, isValue } from "./values.js";

export class GrowingArray {
  /** Elements before any loop: they are those of the literal. */
  private readonly first: FrontValue[] = [];
  private list: Value | undefined;
  /** What the array consists of, as long as that is numbers and arrays of them. */
  private joined: JoinedList | undefined;

  constructor(
    private readonly l: Lowering,
    private readonly node: ts.Node,
    /** What the elements are known to be. */
    private element: Type | undefined,
    /** It is memory, also if there are functions in it. */
    private readonly isMemory = false,
  ) {
    if (element?.kind === "opaque") this.element = undefined;
  }

  add(value: FrontValue): void {
    if (this.list) this.l.build.push(this.list, this.asElement(value));
    else if (this.joined) this.joined.add(this.asElement(value));
    else this.first.push(value);
  }

  addAll(source: Iterable): void {
    const { l, node } = this;
    if (source.elements && !this.list) {
      for (const element of source.elements) this.add(element);
      return;
    }
    if (source.array && this.isJoined(source.array)) {
      this.know(F64);
      this.joined ??= this.join();
      this.joined.addAll(source.array);
      return;
    }
    const memory = arrayMemory(source.array);
    // A copy is what a spread at the beginning is.
    if (memory && source.array && !this.list && !this.joined && this.first.length === 0) {
      this.know(memory.element);
      this.list = copyWhole(l, source.array, { type: arrayOf(this.element ?? OPAQUE) }, node);
      return;
    }
    this.begin();
    source.each(l, { node }, (value) => this.add(value));
  }

  finish(): FrontValue {
    const { l, node, list, joined, first, isMemory } = this;
    const isKnown = !list && !joined && !isMemory && !first.every(isValue);
    return isKnown ? makeArray(l, first, l.siteKey(node)) : this.begin();
  }

  /** Begins the array; the result tells how many elements it has so far. */
  count(): () => Value {
    const list = this.begin();
    return () => this.l.build.length(list);
  }

  private begin(): Value {
    this.list ??= this.joined?.finish() ?? this.literal();
    return this.list;
  }

  /** Whether all is numbers with this array, too. */
  private isJoined(array: Value): boolean {
    if (this.list || !isOfNumbers(array) || (this.element && !isNumber(this.element))) return false;
    return this.first.every((value) => isValue(value) && isNumber(value.type));
  }

  private join(): JoinedList {
    const joined = new JoinedList(this.l, this.node);
    for (const value of this.first) joined.add(this.asElement(value));
    return joined;
  }

  private literal(): Value {
    const elements = this.first.map((value) => this.asElement(value));
    return this.l.build.literal(arrayOf(this.element ?? OPAQUE), elements);
  }

  private asElement(value: FrontValue): Value {
    const { l, node } = this;
    const given = l.toValue(value, node, this.element ?? OPAQUE);
    this.know(given.type);
    return l.coerce(given, this.element ?? OPAQUE, node);
  }

  private know(type: Type): void {
    if (this.element) return;
    this.element = type.kind === "opaque" ? this.unknown() : widened(type);
    if (type !== this.element) this.l.session.kinds.meet(type, this.element);
    if (this.list) this.list.type = arrayOf(this.element);
  }
  /** What all of them are, where neither the checker knows it nor the first: it may be found from the others. */
  private unknown(): Type {
    const { l, node } = this;
    const type = (ts.isExpression(node) && l.checker.getContextualType(node)) || l.checker.getTypeAtLocation(node);
    return l.session.types.isUnknown(type) ? l.unknown(node, "#elements") : OPAQUE;
  }
}
