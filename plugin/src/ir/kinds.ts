/** The run-time descriptors of types, for `expectKind` of the runtime. */
import type { Binding } from "./bindings.js";
import type { Field, Memory, Type } from "./types.js";

export type Kind =
  | string
  | readonly ["Array", Kind]
  | { readonly optional: Kind }
  | { readonly nullable: Kind }
  | { readonly tuple: readonly Kind[]; readonly rest?: Kind }
  | { readonly instance: readonly Binding[]; readonly record: Readonly<Record<string, Kind>> }
  | { readonly record: Readonly<Record<string, Kind>> };

/** What `typeof` says of values of a kind. */
export const primitiveTypes: ReadonlyMap<string, string> = new Map([
  ["f64", "number"],
  ["bool", "boolean"],
  ["string", "string"],
  ["bigint", "bigint"],
  ["fn", "function"],
]);

/** A descriptor as one would write it. */
export function kindText(kind: Kind): string {
  if (typeof kind === "string") return quote(kind);
  if ("optional" in kind) return `{ optional: ${kindText(kind.optional)} }`;
  if ("nullable" in kind) return `{ nullable: ${kindText(kind.nullable)} }`;
  if ("tuple" in kind) {
    const rest = kind.rest === undefined ? "" : `, rest: ${kindText(kind.rest)}`;
    return `{ tuple: [${kind.tuple.map(kindText).join(", ")}]${rest} }`;
  }
  if (!("record" in kind)) return `["Array", ${kindText(kind[1])}]`;
  const fields = Object.entries(kind.record).map(([name, field]) => `${propertyText(name)}: ${kindText(field)}`);
  const record = fields.length > 0 ? `record: { ${fields.join(", ")} }` : "record: {}";
  if (!("instance" in kind)) return `{ ${record} }`;
  return `{ instance: [${kind.instance.map(() => CLASS).join(", ")}], ${record} }`;
}

/** The place of a class in the text of a descriptor, which names it as the file it stands in does. */
export const CLASS = "\u0000";

/** The classes that a descriptor names, in the order of its text. */
export function classesIn(kind: Kind): readonly Binding[] {
  if (typeof kind === "string") return [];
  if ("optional" in kind) return classesIn(kind.optional);
  if ("nullable" in kind) return classesIn(kind.nullable);
  if ("tuple" in kind) return [...kind.tuple, ...(kind.rest === undefined ? [] : [kind.rest])].flatMap(classesIn);
  if (!("record" in kind)) return classesIn(kind[1]);
  const own = "instance" in kind ? kind.instance : [];
  return [...own, ...Object.values(kind.record).flatMap(classesIn)];
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function propertyText(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : quote(name);
}

/** The run-time descriptor of a type, for `expectKind`. */
export function kindOf(type: Type, seen: readonly Memory[] = []): Kind {
  if (type.kind === "f64" || type.kind === "int") return "f64";
  if (type.kind === "bool") return "bool";
  if (type.kind !== "ref" || seen.includes(type.memory)) return "any";
  const { memory } = type;
  const inner = [...seen, memory];
  if (memory.kind === "stack") return "any";
  if (memory.kind === "array") {
    if (memory.container !== "Array") return memory.container;
    return ["Array", present(kindOf(memory.element, inner), presenceIn(memory))];
  }
  const { roots, isOne } = memory.classes ?? {};
  // Fields that only some of the classes have say nothing of the others.
  const common = memory.classes && !isOne ? [] : memory.fields;
  const fields = common.map((field): [string, Kind] => {
    const kind = kindOf(field.type, inner);
    return [field.name, memory.tuple || kind !== "any" ? present(kind, presenceIn(field)) : kind];
  });
  if (roots)
    return { instance: roots.map((root) => ({ ...root, constant: true })), record: Object.fromEntries(fields) };
  const kinds = fields.map(([, kind]) => kind);
  if (memory.tuple) return memory.spread ? spreadKind(kinds) : { tuple: kinds };
  return { record: Object.fromEntries(fields) };
}

export type Presence = "optional" | "nullable" | undefined;

function presenceIn({ optional, nullable }: Pick<Field, "optional" | "nullable">): Presence {
  return nullable ? "nullable" : optional ? "optional" : undefined;
}

/** The kind of what may be missing. */
export function present(kind: Kind, presence: Presence): Kind {
  return presence === undefined ? kind : presence === "optional" ? { optional: kind } : { nullable: kind };
}

/** A tuple whose last member is spread into it. */
export function spreadKind(kinds: readonly Kind[]): Kind {
  const fixed = kinds.slice(0, -1);
  const last = kinds[kinds.length - 1];
  if (typeof last === "object" && "tuple" in last) return { ...last, tuple: [...fixed, ...last.tuple] };
  if (fixed.length === 0) return last;
  return { tuple: fixed, rest: Array.isArray(last) ? last[1] : "any" };
}
