/** Checks of what users call a derivative with, by run-time descriptors of the types. */
import type { Builder } from "../ir/builder.js";
import type { Binding, Func, Value } from "../ir/ops.js";
import { type Field, type Memory, OPAQUE, type Type } from "../ir/types.js";

/** The list of a function's arguments; optional ones may be missing. */
export function listKind(primal: Func, captures: number): Kind {
  const kinds = primal.body.params.slice(captures).map((param, k) => {
    return present(kindOf(param.type), presenceOf(primal, k + captures));
  });
  return primal.rest ? spreadKind(kinds) : { tuple: kinds };
}

type Presence = "optional" | "nullable" | undefined;

export function presenceOf({ optional, nullable }: Func, position: number): Presence {
  return nullable?.has(position) ? "nullable" : optional?.has(position) ? "optional" : undefined;
}

function presenceIn({ optional, nullable }: Pick<Field, "optional" | "nullable">): Presence {
  return nullable ? "nullable" : optional ? "optional" : undefined;
}

/** The kind of what may be missing. */
function present(kind: Kind, presence: Presence): Kind {
  return presence === undefined ? kind : presence === "optional" ? { optional: kind } : { nullable: kind };
}

/** A tuple whose last member is spread into it. */
function spreadKind(kinds: readonly Kind[]): Kind {
  const fixed = kinds.slice(0, -1);
  const last = kinds[kinds.length - 1];
  if (typeof last === "object" && "tuple" in last) return { ...last, tuple: [...fixed, ...last.tuple] };
  if (fixed.length === 0) return last;
  return { tuple: fixed, rest: Array.isArray(last) ? last[1] : "any" };
}

interface KindCheck {
  readonly name?: string;
  readonly kind?: Kind;
  readonly presence?: Presence;
}

/** Emits checks of arguments and tangents. */
export class Checks {
  constructor(
    private readonly build: Builder,
    private readonly caller: string,
  ) {}

  kind(value: Value, { name = value.name ?? "x", kind = kindOf(value.type), presence }: KindCheck = {}): void {
    if (kind === "any") return;
    if (presence) return this.kind(value, { name, kind: present(kind, presence) });
    const simple: string | undefined = {
      f64: "expectNumber",
      Float64Array: "expectFloat64Array",
      Float32Array: "expectFloat32Array",
    }[String(kind)];
    if (simple) this.emit(simple, `${quote(this.caller)}, ${quote(name)}, `, value);
    else {
      const [first, ...rest] = kindText(kind).split(CLASS);
      const classes = classesIn(kind).map((binding) => this.build.global(binding, OPAQUE));
      const head = `expectKind(${quote(this.caller)}, ${quote(name)}, `;
      const template = [head, `, ${first}`, ...rest];
      template[template.length - 1] += ")";
      const requires = typeof kind === "string" || !("optional" in kind || "nullable" in kind);
      this.build.externStatement(template, [value, ...classes], { uses: ["expectKind"], requires });
    }
  }

  /** Whether a list has so many numbers. */
  numbers(what: string, value: Value, count: number): void {
    this.emit("expectNumbers", `${quote(this.caller)}, ${quote(what)}, `, value, `, ${count}`);
  }

  like(what: string, value: Value, primal: Value): void {
    const template = [`expectLikePrimal(${quote(this.caller)}, ${quote(what)}, `, ", ", ")"];
    this.build.externStatement(template, [value, primal], { uses: ["expectLikePrimal"] });
  }

  /** One list of tangents for each order. */
  series(series: Value, primals: Value, orders: number): void {
    const template = [`expectSeries(${quote(this.caller)}, `, ", ", `, ${orders})`];
    this.build.externStatement(template, [series, primals], { uses: ["expectSeries"] });
  }

  /** Where a rest parameter is the last: that arguments for all of `argnums` are there. */
  passed(args: readonly Value[], argnums: number | readonly number[]): void {
    const needed = 1 + Math.max(-1, ...(typeof argnums === "number" ? [argnums] : argnums));
    const fixed = args.length - 1;
    if (needed > fixed) this.emit("expectPassed", `${quote(this.caller)}, ${needed - fixed}, ${fixed}, `, args[fixed]);
  }

  private emit(helper: string, before: string, value: Value, after = ""): void {
    this.build.externStatement([`${helper}(${before}`, `${after})`], [value], { uses: [helper], requires: true });
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}

type Kind =
  | string
  | readonly ["Array", Kind]
  | { readonly optional: Kind }
  | { readonly nullable: Kind }
  | { readonly tuple: readonly Kind[]; readonly rest?: Kind }
  | { readonly instance: readonly Binding[]; readonly record: Readonly<Record<string, Kind>> }
  | { readonly record: Readonly<Record<string, Kind>> };

/** A descriptor as one would write it. */
function kindText(kind: Kind): string {
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
const CLASS = "\u0000";

/** The classes that a descriptor names, in the order of its text. */
function classesIn(kind: Kind): readonly Binding[] {
  if (typeof kind === "string") return [];
  if ("optional" in kind) return classesIn(kind.optional);
  if ("nullable" in kind) return classesIn(kind.nullable);
  if ("tuple" in kind) return [...kind.tuple, ...(kind.rest === undefined ? [] : [kind.rest])].flatMap(classesIn);
  if (!("record" in kind)) return classesIn(kind[1]);
  const own = "instance" in kind ? kind.instance : [];
  return [...own, ...Object.values(kind.record).flatMap(classesIn)];
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
