/** Who notices that an element of a list is missing, which a typed array has as NaN. */
import type { Op, PrimOp, StoreOp, Value } from "../ir/ops.js";

/** Whether an operation asks if a number is there, or shows it. */
export function isAskedFor(op: Op, definitions: ReadonlyMap<Value, Op>): boolean {
  if (op.kind === "extern") return op.operands.some(({ type }) => type.kind === "f64");
  if (op.kind !== "prim" || !op.operands.some(({ type }) => type.kind === "f64")) return false;
  const isNothing = (value: Value): boolean => {
    const made = definitions.get(value);
    return made?.kind === "const" && (made.value === undefined || made.value === null);
  };
  return op.name === "isNullish" || (isEquality(op) && op.operands.some(isNothing));
}

/** As `isAskedFor`, of a number that may be an element of an array. */
export function isElementAskedFor(op: Op, definitions: ReadonlyMap<Value, Op>, params: readonly Value[]): boolean {
  const mayBeElement = (value: Value): boolean => {
    const made = definitions.get(value);
    if (!made) return !params.includes(value);
    return made.kind === "load" || made.kind === "call" || made.regions.length > 0;
  };
  const numbers = op.operands.filter(({ type }) => type.kind === "f64");
  return isAskedFor(op, definitions) && numbers.some(mayBeElement);
}

/** Whether what is put into a list may be no number at all, as what is read behind the end of another list. */
export function mayBeNoNumber(value: Value, definitions: ReadonlyMap<Value, Op>): boolean {
  const made = definitions.get(value);
  if (made?.kind === "const") return typeof made.value !== "number";
  return value.type.kind !== "int" && made?.kind !== "prim";
}

export function isEquality({ name }: PrimOp): boolean {
  return name === "eq" || name === "ne" || name === "looseEq" || name === "looseNe";
}

/** Whether what is stored is computed from the element that is there, so that it is NaN, or nothing, where there is none. */
export function isOfItself(store: StoreOp, definitions: ReadonlyMap<Value, Op>): boolean {
  const [list, index, value] = store.operands;
  const others = new Set<Value>();
  const isOf = (each: Value, sources: ReadonlySet<Value>): boolean => {
    if (sources.has(each)) return true;
    if (others.has(each)) return false;
    if (isMadeOf(each, sources)) return true;
    others.add(each);
    return false;
  };
  const isMadeOf = (each: Value, sources: ReadonlySet<Value>): boolean => {
    const made = definitions.get(each);
    if (made?.kind === "load") return made.operands[0] === list && made.operands[1] === index;
    if (made?.kind === "prim")
      return arithmetic.has(made.name) && made.operands.some((operand) => isOf(operand, sources));
    if (made?.kind !== "for") return false;
    const k = made.results.indexOf(each);
    const [{ params, yields }] = made.regions;
    return isOf(made.operands[k + 2], sources) && isOf(yields[k], new Set([...sources, params[k + 1]]));
  };
  return isOf(value, new Set());
}

const arithmetic: ReadonlySet<string> = new Set(["add", "sub", "mul", "div", "neg"]);
