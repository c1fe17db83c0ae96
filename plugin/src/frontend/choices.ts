/** Values chosen at run time among several that are known: what is done with one is done in an arm for each. */
import type ts from "typescript-6";
import type { Constant, Value } from "../ir/ops.js";
import { OPAQUE } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { type ChoiceCase, type ChoiceValue, type FrontValue, isValue } from "./values.js";

/** Does something with the chosen value; the results are joined. */
export function withChosen<T extends FrontValue | undefined>(
  l: Lowering,
  choice: ChoiceValue,
  body: (chosen: FrontValue) => T,
  node?: ts.Expression,
): T {
  const chain = (index: number): T => {
    const found = choice.cases[index];
    if (!found) return body(choice.otherwise);
    const test = isSelected(l, choice.selector, found.when);
    const known = l.constantOf(test);
    if (known) return known.value ? body(found.value) : chain(index + 1);
    return l.branch(test, [() => body(found.value), () => chain(index + 1)], node) as T;
  };
  return chain(0);
}

function isSelected(l: Lowering, selector: Value, when: Constant): Value {
  const known = l.constantOf(selector);
  if (known) return l.constant(known.value === when);
  if (selector.type.kind === "bool") return when === true ? selector : l.build.prim("not", selector);
  return l.build.prim("eq", selector, l.constant(when));
}

/** The choice among what is made of each alternative, if that needs no operation of the IR; nothing otherwise. */
export function mapChoice(
  choice: ChoiceValue,
  map: (alternative: FrontValue) => FrontValue | undefined,
): ChoiceValue | undefined {
  const cases: ChoiceCase[] = [];
  for (const { when, value } of choice.cases) {
    const mapped = map(value);
    if (!mapped) return undefined;
    cases.push({ when, value: mapped });
  }
  const otherwise = map(choice.otherwise);
  return otherwise && { ...choice, cases, otherwise };
}

/** Whether the value is true in a condition. */
export function truthOf(l: Lowering, value: FrontValue): Value {
  if (isValue(value)) return l.truth(value);
  if (value.kind !== "choice") return l.constant(true);
  return withChosen(l, value, (chosen) => truthOf(l, chosen));
}

/** Whether the value is null or undefined. */
export function isNullish(l: Lowering, value: FrontValue): Value {
  if (isValue(value)) {
    const known = l.constantOf(value);
    return known ? l.constant(known.value === undefined || known.value === null) : l.isMissing(value);
  }
  if (value.kind !== "choice") return l.constant(false);
  return withChosen(l, value, (chosen) => isNullish(l, chosen));
}

/** What JavaScript throws for a missing function or object. */
export function throwTypeError(l: Lowering, message: string): Value {
  l.build.throw(l.build.extern([`new TypeError(${JSON.stringify(message)})`], [], OPAQUE, { effect: "reads" }));
  l.never();
  return l.undefined();
}
