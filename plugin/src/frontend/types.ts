/** TypeScript's types to the IR's. What has no numbers in a known shape becomes `opaque`: carried, never differentiated. */
import ts from "typescript-6";
import {
  arrayOf,
  BOOL,
  COLLECTION,
  type Container,
  F64,
  type Field,
  FN,
  leavesOpen,
  OPAQUE,
  recordOf,
  refTo,
  sameType,
  type Type,
  typedArray,
  typeName,
} from "../ir/types.js";
import type { ClassTable } from "./classes.js";
import { isCollectionOfNumbers, isDictionaryOfNumbers } from "./collection-types.js";
import { isData } from "./data-properties.js";
import { InstanceTypes } from "./instance-types.js";
import { mayBeNull, mayBeUndefined } from "./presence.js";
import { propertiesOfUnion } from "./record-unions.js";

const TYPED_ARRAYS: ReadonlySet<string> = new Set<Container>([
  "Float64Array",
  "Float32Array",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
]);

export function isTypedArrayName(name: string): name is Exclude<Container, "Array"> {
  return TYPED_ARRAYS.has(name);
}

const UNKNOWN = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter;
/** What an empty array holds, as far as the checker can tell. */
const ABSENT = ts.TypeFlags.Never | ts.TypeFlags.Undefined | ts.TypeFlags.Null;

/** Types nest deeper than this only where an alias refers to itself through arrays. */
const MAX_DEPTH = 24;

export class TypeMapper {
  readonly instances: InstanceTypes;
  private readonly memo = new Map<ts.Type, Type>();
  private readonly records = new Map<string, Type>();

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
    classes: ClassTable,
  ) {
    this.instances = new InstanceTypes(classes, checker, (type) => (this.isUnknown(type) ? OPAQUE : this.of(type)));
  }

  at(node: ts.Node): Type {
    return this.of(this.checker.getTypeAtLocation(node));
  }

  of(type: ts.Type, depth = 0): Type {
    const known = this.memo.get(type);
    if (known) return known;
    if (depth > MAX_DEPTH) return OPAQUE;
    const found = this.map(type, depth);
    this.memo.set(type, found);
    return found;
  }

  /** Whether the checker does not know the type, or that of what is in it: then the values tell. */
  isUnknown(type: ts.Type, depth = 0): boolean {
    if (type.flags & UNKNOWN) return true;
    if (depth > 3) return false;
    if (type.isUnion()) return type.types.some((member) => this.isUnknown(member, depth + 1));
    if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0) return false;
    if (this.checker.isArrayType(type) || this.checker.isTupleType(type))
      return this.checker
        .getTypeArguments(type as ts.TypeReference)
        .some((element) => (element.flags & ABSENT) !== 0 || this.isUnknown(element, depth + 1));
    if (isDictionaryOfNumbers(this.checker, type)) return true;
    if (this.isLibrary(type.symbol)) return false;
    const properties = this.checker.getPropertiesOfType(type);
    return (
      properties.length === 0 ||
      properties.some((property) => this.isUnknown(this.checker.getTypeOfSymbol(property), depth + 1))
    );
  }

  /** Whether values tell what the declared type does not: where it is not known, or functions, Maps or Sets may be stored. */
  isFound(type: ts.Type): boolean {
    return this.isUnknown(type) || this.isOpen(type);
  }

  private isOpen(type: ts.Type, depth = 0): boolean {
    if (depth > 4) return false;
    if (type.getCallSignatures().length > 0) return true;
    if (type.isUnion()) return type.types.some((member) => this.isOpen(member, depth));
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return false;
    const inner = (part: ts.Type): boolean => this.isOpen(part, depth + 1);
    if (this.checker.isArrayType(type) || this.checker.isTupleType(type))
      return this.checker.getTypeArguments(type as ts.TypeReference).some(inner);
    if (this.isLibrary(type.symbol)) return this.isCollection(type);
    const instance = this.instances.of(type);
    if (instance) return leavesOpen(instance);
    return this.checker.getPropertiesOfType(type).some((property) => inner(this.checker.getTypeOfSymbol(property)));
  }

  private map(type: ts.Type, depth: number): Type {
    if (type.flags & ts.TypeFlags.NumberLike) return F64;
    if (type.flags & ts.TypeFlags.BooleanLike) return BOOL;
    if (type.flags & ts.TypeFlags.TypeParameter) {
      const constraint = this.checker.getBaseConstraintOfType(type);
      return constraint && constraint !== type ? this.of(constraint, depth + 1) : OPAQUE;
    }
    if (type.isUnion()) return this.union(type, depth);
    if (type.isIntersection()) return this.intersection(type, depth);
    if (!(type.flags & ts.TypeFlags.Object)) return OPAQUE;
    return this.object(type as ts.ObjectType, depth);
  }

  private union(type: ts.UnionType, depth: number): Type {
    const records = this.unionOfRecords(type, depth);
    if (records) return records;
    const nullish = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void;
    const members = type.types
      .filter((member) => !(member.flags & nullish))
      .map((member) => this.of(member, depth + 1));
    if (members.length === 0) return OPAQUE;
    return members.every((member) => sameType(member, members[0])) ? members[0] : OPAQUE;
  }

  /** Records of several kinds are one type, with the fields of all. */
  private unionOfRecords(type: ts.UnionType, depth: number): Type | undefined {
    const parts = type.types.flatMap((member) => (member.isIntersection() ? member.types : [member]));
    const plain = parts.every((part) => !this.instances.of(part) && !this.isLibrary(part.symbol));
    const properties = plain ? propertiesOfUnion(this.checker, type) : undefined;
    if (!properties) return undefined;
    const fields: Field[] = [];
    const found = recordOf(fields);
    this.memo.set(type, found);
    for (const { name, type: own, mayLack, nullable } of properties) {
      const field = { name, type: this.of(own, depth + 1) };
      fields.push(mayLack ? { ...field, optional: true, nullable } : field);
    }
    return typeName(found).includes("^") ? found : this.canonicalRecord(fields);
  }

  private intersection(type: ts.IntersectionType, depth: number): Type {
    // A branded primitive or array is what it is without its brand.
    for (const member of type.types) {
      const mapped = this.of(member, depth + 1);
      if (mapped.kind === "f64" || mapped.kind === "bool") return mapped;
      if (mapped.kind === "ref" && mapped.memory.kind === "array") return mapped;
    }
    return this.record(type, depth);
  }

  private object(type: ts.ObjectType, depth: number): Type {
    if (type.getCallSignatures().length > 0) return FN;
    const { checker } = this;
    if (checker.isTupleType(type)) return this.tuple(type as ts.TupleTypeReference, depth);
    if (checker.isArrayType(type)) {
      const [element] = checker.getTypeArguments(type as ts.TypeReference);
      return listOf(this.of(element, depth + 1), [element]);
    }
    const name = type.symbol?.name;
    if (name !== undefined && isTypedArrayName(name) && this.isLibrary(type.symbol)) return typedArray(name);
    if (this.isCollection(type)) return COLLECTION;
    const instance = this.instances.of(type);
    if (instance) return instance;
    const isClass = ((type.symbol?.flags ?? 0) & ts.SymbolFlags.Class) !== 0;
    const isInterface = ((type.symbol?.flags ?? 0) & ts.SymbolFlags.Interface) !== 0;
    return isClass || (isInterface && this.isLibrary(type.symbol)) ? OPAQUE : this.record(type, depth);
  }

  private tuple(type: ts.TupleTypeReference, depth: number): Type {
    const declared = this.checker.getTypeArguments(type);
    const elements = declared.map((element) => this.of(element, depth + 1));
    if (elements.length === 0) return arrayOf(OPAQUE);
    if (elements.every((element) => sameType(element, elements[0]))) return listOf(elements[0], declared);
    if (type.target.fixedLength !== elements.length || type.target.hasRestElement) return OPAQUE;
    const slots = elements.map((element, k) => {
      const slot = { name: String(k), type: element };
      if (mayBeUndefined(declared[k])) return { ...slot, optional: true, nullable: mayBeNull(declared[k]) };
      return k < type.target.minLength ? slot : { ...slot, optional: true };
    });
    return recordOf(slots, true);
  }

  private record(type: ts.Type, depth: number): Type {
    if (isDictionaryOfNumbers(this.checker, type)) return COLLECTION;
    const properties = this.checker.getPropertiesOfType(type);
    if (properties.length === 0 || !properties.every(isData)) return OPAQUE;
    if (this.checker.getIndexInfosOfType(type).length > 0) return OPAQUE;
    const fields: Field[] = [];
    const found = recordOf(fields);
    this.memo.set(type, found);
    for (const property of properties) {
      const own = this.checker.getTypeOfSymbol(property);
      const field = { name: property.name, type: this.of(own, depth + 1) };
      fields.push(mayBeUndefined(own) ? { ...field, optional: true, nullable: mayBeNull(own) } : field);
    }
    // A recursive type refers to itself by identity.
    return typeName(found).includes("^") ? found : this.canonicalRecord(fields);
  }

  /** One type for records of the same fields, whatever their order: the first that was seen. */
  canonicalRecord(fields: readonly Field[]): Type {
    const key = fields
      .map(({ name, type, optional, nullable }) => `${name}${nullable ? "??" : optional ? "?" : ""}: ${typeName(type)}`)
      .sort()
      .join(", ");
    const known = this.records.get(key);
    if (known) return known;
    const found = recordOf(fields);
    this.records.set(key, found);
    return found;
  }

  private isCollection(type: ts.Type): boolean {
    return isCollectionOfNumbers(this.program, this.checker, type);
  }

  private isLibrary(symbol: ts.Symbol | undefined): boolean {
    return symbol?.declarations?.some((node) => this.program.isSourceFileDefaultLibrary(node.getSourceFile())) ?? false;
  }
}

/** An array of elements that are declared as one of these. */
function listOf(element: Type, declared: readonly ts.Type[]): Type {
  if (!declared.some(mayBeUndefined)) return arrayOf(element);
  return refTo({ kind: "array", container: "Array", element, optional: true, nullable: declared.some(mayBeNull) });
}
