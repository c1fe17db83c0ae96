/** The memory that instances of classes are. */
import ts from "typescript-6";
import {
  type Classes,
  type Field,
  leavesOpen,
  memoryOf,
  mentions,
  OPAQUE,
  type RecordMemory,
  refTo,
  sameType,
  type Type,
  typeName,
} from "../ir/types.js";
import { fieldType } from "./class-descriptions.js";
import type { ClassInfo, DataField, Hierarchy } from "./class-info.js";
import type { ClassTable } from "./classes.js";
import { mayBeNull, mayBeUndefined } from "./presence.js";

interface Instances {
  readonly hierarchy: Hierarchy;
  readonly type: Type;
}

export class InstanceTypes {
  private readonly known = new Map<string, Instances>();
  private readonly refined = new Map<string, Type>();
  private readonly hierarchies = new Map<RecordMemory, Hierarchy>();

  constructor(
    private readonly table: ClassTable,
    private readonly checker: ts.TypeChecker,
    /** The type of a field. */
    private readonly map: (type: ts.Type) => Type,
  ) {}

  hierarchyOf(type: Type): Hierarchy | undefined {
    return type.kind === "ref" && type.memory.kind === "record" ? this.hierarchies.get(type.memory) : undefined;
  }

  /** Nothing where it is not a type of instances of classes of the program. */
  of(type: ts.Type): Type | undefined {
    // What replaces a prototype is a part of the type, whose members are found by the class.
    if (type.isIntersection()) return type.types.map((part) => this.of(part)).find((found) => found !== undefined);
    const hierarchy = isInstanceType(type) ? this.table.hierarchyOf(type.getSymbol()) : undefined;
    return hierarchy && this.make(hierarchy, type);
  }

  private make(hierarchy: Hierarchy, type: ts.Type): Type {
    const key = `${hierarchy.id}${this.instantiation(type, hierarchy)}`;
    const known = this.known.get(key);
    if (known) return known.type;
    const fields: Field[] = [];
    const classes = describe(hierarchy, key, this.table);
    const memory: RecordMemory = { kind: "record", tuple: false, fields, classes };
    const made = refTo(memory);
    this.known.set(key, { hierarchy, type: made });
    this.hierarchies.set(memory, hierarchy);
    for (const info of hierarchy.classes) this.addFields(fields, info, type);
    // An instantiation may be one that is known by the values of its fields.
    const canonical = key === hierarchy.id ? made : this.canonical(hierarchy, memory);
    this.known.set(key, { hierarchy, type: canonical });
    return canonical;
  }

  /** Whether fields of the instances have types that are not known. */
  isVague(type: Type): boolean {
    const { fields } = this.hierarchyOf(type) ? (memoryOf(type) as RecordMemory) : { fields: [] };
    return fields.some((field) => field.type.kind === "opaque");
  }

  /** Of a class that is not generic. */
  ofClass(info: ClassInfo): Type | undefined {
    if (info.symbol.flags & ts.SymbolFlags.Class) return this.of(this.checker.getDeclaredTypeOfSymbol(info.symbol));
    const hierarchy = this.table.hierarchyOf(info.symbol);
    return hierarchy && this.make(hierarchy, this.checker.getAnyType());
  }

  /** The memory of the objects whose fields of unknown type hold values of these types. */
  refine(type: Type, found: ReadonlyMap<string, Type>): Type {
    const hierarchy = this.hierarchyOf(type);
    if (!hierarchy || type.kind !== "ref" || type.memory.kind !== "record") return type;
    const before = type.memory;
    const isRefined = (field: Field): boolean =>
      found.has(field.name) && (field.type.kind === "opaque" || leavesOpen(field.type));
    if (!before.fields.some(isRefined)) return type;
    const fields: Field[] = [];
    const classes = before.classes && { ...before.classes, spelling: undefined, isRefined: true };
    const memory: RecordMemory = { ...before, fields, classes };
    const self = refTo(memory);
    for (const field of before.fields) {
      const known = isRefined(field) ? found.get(field.name) : undefined;
      const isSelf = field.type.kind === "ref" && field.type.memory === before;
      // What a Map of objects of the class holds are objects of which as much is known.
      const isOwn = known && field.type.kind === "opaque" && field.type.isCollection;
      fields.push({
        ...field,
        type: isOwn ? this.tied(known, hierarchy, self) : (known ?? (isSelf ? self : field.type)),
      });
    }
    return this.unrolled(hierarchy, memory) ?? this.canonical(hierarchy, memory);
  }

  /** The type of what a field refers to, if an object with that field is no other: the first node of a list is a node. */
  private unrolled(hierarchy: Hierarchy, memory: RecordMemory): Type | undefined {
    const self = refTo(memory);
    return memory.fields
      .map(({ type }) => type)
      .find((type) => {
        if (this.hierarchyOf(type) !== hierarchy) return false;
        const fields = memory.fields.map((field) => (field.type === type ? { ...field, type: self } : field));
        const known = this.refined.get(keyOf(hierarchy, memory, fields));
        return known !== undefined && memoryOf(known) === memoryOf(type);
      });
  }

  /** The type with `self` in place of what else is known of instances of a hierarchy. */
  private tied(type: Type, hierarchy: Hierarchy, self: Type): Type {
    if (this.hierarchyOf(type) === hierarchy) return self;
    if (type.kind !== "ref" || !mentions(type, (each) => this.hierarchyOf(each) === hierarchy)) return type;
    const { memory } = type;
    if (memory.kind === "record" && memory.classes) return type;
    if (memory.kind !== "record") return refTo({ ...memory, element: this.tied(memory.element, hierarchy, self) });
    const fields = memory.fields.map((field) => ({ ...field, type: this.tied(field.type, hierarchy, self) }));
    return refTo({ ...memory, fields });
  }

  private canonical(hierarchy: Hierarchy, memory: RecordMemory): Type {
    const key = keyOf(hierarchy, memory, memory.fields);
    const known = this.refined.get(key);
    if (known) return known;
    const made = refTo(memory);
    if (memory.classes) Object.assign(memory, { classes: { ...memory.classes, id: key } });
    this.hierarchies.set(memory, hierarchy);
    this.refined.set(key, made);
    return made;
  }

  /** Instances of a generic class are another kind of memory for each type that it is instantiated with. */
  private instantiation(type: ts.Type, hierarchy: Hierarchy): string {
    if (hierarchy.interfaces.length > 0) return "";
    if (hierarchy.classes.some(({ node, base }) => !base && !(ts.isClassLike(node) && node.typeParameters))) return "";
    const args = this.rootArguments(type);
    return args.length > 0 ? `<${args.map((arg) => typeName(this.map(arg))).join(", ")}>` : "";
  }

  /** What the class that all others extend is instantiated with. */
  private rootArguments(type: ts.Type): readonly ts.Type[] {
    let [current, args] = [type, this.argumentsOf(type)];
    for (;;) {
      const declared = (isReference(current) ? current.target : current) as ts.InterfaceType;
      const [base] = this.checker.getBaseTypes(declared);
      if (!base) return args;
      const [parameters, given] = [declared.typeParameters ?? [], args];
      args = this.argumentsOf(base).map((arg) => given[parameters.indexOf(arg as ts.TypeParameter)] ?? arg);
      current = base;
    }
  }

  private argumentsOf(type: ts.Type): readonly ts.Type[] {
    if (!isReference(type)) return [];
    return this.checker.getTypeArguments(type).slice(0, type.target.typeParameters?.length ?? 0);
  }

  private addFields(fields: Field[], info: ClassInfo, type: ts.Type): void {
    for (const field of info.fields) {
      const own = this.typeOf(field, info, type);
      const mapped = this.map(own);
      const at = fields.findIndex((other) => other.name === field.name);
      const plain = { name: field.name, type: mapped };
      if (at < 0) fields.push(mayBeUndefined(own) ? { ...plain, optional: true, nullable: mayBeNull(own) } : plain);
      else if (!sameType(fields[at].type, mapped)) fields[at] = { ...fields[at], type: OPAQUE };
    }
  }

  private typeOf(field: DataField, info: ClassInfo, type: ts.Type): ts.Type {
    const isOwn = type.getSymbol() === info.symbol;
    const instance = isOwn ? type : undefined;
    const symbol = instance?.getProperties().find((property) => property.valueDeclaration === field.declaration);
    const own = symbol ? this.checker.getTypeOfSymbol(symbol) : fieldType(this.checker, field);
    return own.flags & ts.TypeFlags.Any ? (this.table.declaredType(info, field.name) ?? own) : own;
  }
}

/** Equal for the instances of a hierarchy whose fields are alike; `memory`: what is meant by themselves. */
function keyOf({ id }: Hierarchy, memory: RecordMemory, fields: readonly Field[]): string {
  return `${id} ${fields.map(({ name, type }) => `${name}: ${typeName(type, [memory])}`).join(", ")}`;
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}

/** Not the type of the class itself. */
function isInstanceType(type: ts.Type): boolean {
  return type.isClassOrInterface() || isReference(type);
}

function describe(hierarchy: Hierarchy, id: string, table: ClassTable): Classes {
  const { classes, interfaces } = hierarchy;
  const [only] = classes;
  const isSingle = classes.length === 1 && interfaces.length === 0;
  const roots = classes.filter(({ base }) => !base).map(({ binding }) => binding);
  const hidden = classes.flatMap(({ fields }) => fields.filter((field) => field.hidden).map(({ name }) => name));
  return {
    id,
    name: only?.name ?? "class",
    isOne: isSingle,
    isUniform:
      new Set(
        classes.map((info) =>
          table
            .fieldsOf(info)
            .map(({ name }) => name)
            .join(),
        ),
      ).size <= 1,
    spelling: isSingle && !only.node.typeParameters ? only.binding : undefined,
    hidden: new Set(hidden),
    // Where there is only data, plain objects will do.
    roots:
      classes.some(hasBehaviour) && isAlwaysInstance(interfaces) && roots.every((binding) => binding !== undefined)
        ? roots
        : undefined,
  };
}

function isAlwaysInstance(interfaces: readonly ts.Symbol[]): boolean {
  return interfaces.every((symbol) =>
    [...(symbol.members?.values() ?? [])].some((member) => member.flags & ts.SymbolFlags.Method),
  );
}

function hasBehaviour({ members }: ClassInfo): boolean {
  return [...members.values()].some(({ kind }) => kind !== "field");
}
