/** Functions that are made for a type rather than for a function of the program. Those of one file that say the same become one. */
import { emptyRegion } from "./builder.js";
import type { Place } from "./conditions.js";
import type { Func, Value } from "./ops.js";
import { isRecursive } from "./shapes.js";
import { type Field, isDifferentiable, type Memory, memoryOf, type RecordMemory, type Type } from "./types.js";

/** `isPoints`, `zerosOfPoints`: beside the function that uses it, named after what it is for. */
export function typeFunction(
  user: Func,
  prefix: string,
  { type, name }: { type: Type; name?: string },
  params: Value[],
  result?: Type,
): Func {
  const alias = type.kind === "ref" && type.memory.kind === "record" ? type.memory.alias : undefined;
  // What a shadow is called is a matter of where it is used.
  const word =
    [alias, name?.replace(/_(b|t|into)$/, "")].find(
      (each) => each !== undefined && /^\p{L}[\p{ID_Continue}$]*$/u.test(each),
    ) ?? "part";
  const own = `${prefix}${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return { name: own, body: emptyRegion(params), results: result ? [result] : [], file: user.file, source: own };
}

/** What a member of a list is called: `point` in `points`, `body` in `bodies`, `row` where it is a list too. */
export function nameOfMember(list: string | undefined, type: Type): string | undefined {
  if (type.kind === "ref" && type.memory.kind === "array") return "row";
  if (list === undefined) return undefined;
  const [, base, suffix = ""] = /^(.*?)(_(?:b|t|into))?$/.exec(list)!;
  if (/ies$/.test(base)) return `${base.slice(0, -3)}y${suffix}`;
  return `${/[^s]s$/.test(base) && base.length > 3 ? base.slice(0, -1) : `${base}Item`}${suffix}`;
}

/** What a field is called: a slot of a tuple as a member of a list. */
export function nameOfField(
  owner: string | undefined,
  { name, type }: Pick<Field, "name" | "type">,
): string | undefined {
  return /^\d+$/.test(name) ? nameOfMember(owner, type) : name;
}

/** Whether the type says what the memory is made of. */
export function isKnown(memory: Memory): boolean {
  return isDescribed(memory) && optionalNumbers(memory).length === 0;
}

/** The numbers that a record may lack. */
export function optionalNumbers(memory: Memory): Field[] {
  return optionalFields(memory).filter(({ type }) => type.kind === "f64");
}

function optionalFields(memory: Memory): Field[] {
  return memory.kind === "record" ? memory.fields.filter(({ optional }) => optional === true) : [];
}

/** The fields of a record, with and without those that it may lack, if these are few: there are as many alternatives as subsets. */
export function fieldsThatAreThere(memory: RecordMemory): Field[][] {
  const missing = optionalFields(memory);
  if (missing.length > fewOptional || memory.tuple || memory.classes) return [[...memory.fields]];
  let found = [[...memory.fields]];
  for (const lacking of missing)
    found = found.concat(found.map((fields) => fields.filter((field) => field !== lacking)));
  return found;
}

const fewOptional = 2;

/** As `isKnown`, but for a few numbers that a record may lack. */
export function isDescribed(memory: Memory): boolean {
  if (memory.kind === "array") return memory.container === "Array" && memory.element.kind === "ref";
  if (memory.kind !== "record" || memory.spread || memory.collection) return false;
  const { classes } = memory;
  if (classes && (!classes.isOne || classes.isRefined || classes.areFunctions)) return false;
  if (memory.partial || memory.untyped || memory.fields.length === 0) return false;
  // What a private name has become is no property that a class declares.
  if (memory.fields.some(({ name }) => name.includes("#"))) return false;
  if (optionalNumbers(memory).length > 0 && fieldsThatAreThere(memory).length === 1) return false;
  return memory.fields.every(({ type, nullable }) => type.kind !== "f64" || !nullable);
}

/** Whether that is so of all that can be reached but for what has no derivative, and nothing contains its own type. */
export function isKnownThroughout(type: Type): boolean {
  if (type.kind !== "ref" || !isDifferentiable(type)) return true;
  if (isRecursive(type)) return false;
  const { memory } = type;
  if (memory.kind === "array" && memory.element.kind === "f64") return !memory.optional;
  if (!isKnown(memory)) return false;
  if (memory.kind === "record") return memory.fields.every((field) => isKnownThroughout(field.type));
  return isKnownThroughout(memory.element);
}

/** What the type says of memory at a place. */
export function memoryAt({ root, fields }: Place): Memory {
  return fields.reduce((memory, name) => {
    const field = (memory as RecordMemory).fields.find((each) => each.name === name);
    return memoryOf(field!.type);
  }, memoryOf(root.type));
}
