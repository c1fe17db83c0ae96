/** The fields of the tape that leads from one half of a function to the other: values of the forward half's top level. */
import { type Op, Value } from "../ir/ops.js";
import { ifPresent } from "../ir/presence.js";
import type { Field, Type } from "../ir/types.js";
import type { ForwardSweep } from "./forward-sweep.js";

interface Sharing {
  /** Whether a reference leads to memory that others may change before the reverse half, which gets a copy of it then. */
  needsCopy(ref: Value): boolean;
  isOptional(value: Value): boolean;
}

export class TapeFields {
  readonly fields: Field[] = [];
  /** What they hold, in their order. */
  readonly taped: Value[] = [];
  private readonly names = new Set<string>();
  /** What the reverse half has read. */
  private readonly known = new Map<Value, Value>();

  constructor(
    private readonly sharing: Sharing,
    private readonly forward: ForwardSweep,
  ) {}

  /** A value as the reverse half reads it, once, where `ops` are. */
  read(value: Value, tape: Value, ops: Op[]): Value {
    const known = this.known.get(value);
    if (known) return known;
    const field = this.name(this.forward.hint(value));
    this.fields.push({ name: field, type: value.type });
    this.taped.push(this.sharing.needsCopy(value) ? this.copied(value) : value);
    const found = new Value(value.type, value.name);
    ops.push({ kind: "getField", field, operands: [tape], results: [found], regions: [] });
    this.known.set(value, found);
    return found;
  }

  private copied(ref: Value): Value {
    const { forward, sharing } = this;
    if (!isCopyable(ref, forward)) throw new Error(`the memory of ${ref.name ?? "a reference"} cannot be kept`);
    // A result of an `if` may be missing on the path that does not need it.
    const mayBeMissing = forward.definition(ref).op?.kind === "if" || sharing.isOptional(ref);
    return forward.after(ref, forward.top, (build) => {
      const copy = (): Value => build.copy(ref, { deep: true, name: ref.name });
      return mayBeMissing ? ifPresent(build, ref, copy) : copy();
    });
  }

  private name(hint: string): string {
    let name = hint;
    for (let k = 1; this.names.has(name); k++) name = `${hint}_${k}`;
    this.names.add(name);
    return name;
  }
}

/** Whether a reference is one that memory is first reached by, of arrays of numbers, at the top level. */
export function isCopyable(ref: Value, forward: ForwardSweep): boolean {
  const { region, op } = forward.definition(ref);
  const isRoot = op?.kind !== "load" && op?.kind !== "getField" && op?.kind !== "pop" && op?.kind !== "view";
  return isRoot && region === forward.top && isNumeric(ref.type);
}

/** Whether a type is that of numbers, or of arrays of them at any depth. */
function isNumeric(type: Type): boolean {
  if (type.kind !== "ref") return type.kind === "f64" || type.kind === "int";
  return type.memory.kind === "array" && isNumeric(type.memory.element);
}
