/** Conditions of which only as much is evaluated as is needed, and what JavaScript says of values and of what they hold. */
import { type Builder, emptyRegion } from "./builder.js";
import { Value } from "./ops.js";
import { BOOL, type Field, INT, memoryOf, type RecordMemory } from "./types.js";

/** `a && b()` */
export function both(build: Builder, a: Value, b: () => Value): Value {
  const [then, otherwise] = [emptyRegion(), emptyRegion()];
  then.yields = [build.within(then, b)];
  otherwise.yields = [build.within(otherwise, () => build.const(false))];
  return build.if(a, then, otherwise, [BOOL])[0];
}

/** `a || b()` */
export function either(build: Builder, a: Value, b: () => Value): Value {
  const [then, otherwise] = [emptyRegion(), emptyRegion()];
  then.yields = [build.within(then, () => build.const(true))];
  otherwise.yields = [build.within(otherwise, b)];
  return build.if(a, then, otherwise, [BOOL])[0];
}

/** `a() && b() && …` */
export function all(build: Builder, [first, ...rest]: readonly (() => Value)[]): Value {
  return rest.reduce((known, next) => both(build, known, next), first());
}

/** Whether a test holds for all indices below a length. What it returns is evaluated only where it has held so far. */
export function holdsForAll(build: Builder, length: Value, test: (index: Value) => () => Value): Value {
  const [index, before] = [new Value(INT, "i"), new Value(BOOL, "all")];
  const body = emptyRegion([index, before]);
  body.yields = build.within(body, () => {
    const next = test(index);
    return [both(build, before, next)];
  });
  const range = { start: build.const(0), end: length, step: 1, inclusive: false };
  return build.for(range, [build.const(true)], body)[0];
}

/** What JavaScript says of values, in the gaps of `template`. */
export function ask(
  build: Builder,
  template: readonly string[],
  operands: readonly Value[],
  uses?: readonly string[],
): Value {
  return build.extern(template, operands, BOOL, { effect: "reads", uses });
}

/** What is reached from a value by the names of fields. */
export interface Place {
  readonly root: Value;
  readonly fields: readonly string[];
}

export function placeOf(root: Value): Place {
  return { root, fields: [] };
}

export function fieldAt({ root, fields }: Place, name: string): Place {
  return { root, fields: [...fields, name] };
}

export function valueAt(build: Builder, { root, fields }: Place): Value {
  return fields.reduce((value, name) => build.getField(value, name), root);
}

/** What JavaScript says of what is at a place: the text around its name. */
export function askAt(
  build: Builder,
  place: Place,
  [before, after]: readonly [string, string],
  ...uses: string[]
): Value {
  return ask(build, [before, `${pathOf(place)}${after}`], [place.root], uses);
}

export function isArrayAt(build: Builder, place: Place): Value {
  return askAt(build, place, ["Array.isArray(", ")"]);
}

/** Whether an object has just these fields. */
export function hasFieldsAt(build: Builder, place: Place, fields: readonly Field[]): Value {
  const names = fields.map(({ name }) => JSON.stringify(name)).join(", ");
  return askAt(build, place, ["hasFields(", `, [${names}])`], "hasFields");
}

/** How the place is written behind the name of the value: `.origin.x`, `[0]`. */
export function pathOf({ root, fields }: Place): string {
  let { type } = root;
  return fields
    .map((name) => {
      const memory = memoryOf(type) as RecordMemory;
      type = memory.fields.find((field) => field.name === name)!.type;
      return access(name, memory.classes?.hidden.has(name) === true);
    })
    .join("");
}

/** Only code of the class may name a private field by a dot. */
function access(name: string, isHidden: boolean): string {
  if (!isHidden && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return `.${name}`;
  return /^\d+$/.test(name) ? `[${name}]` : `[${JSON.stringify(name)}]`;
}
