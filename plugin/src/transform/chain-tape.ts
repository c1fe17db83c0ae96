/** The tape of a chain, whose fields come in lists. */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { type Field, memoryOf, type Type } from "../ir/types.js";

export class ChainTape {
  private readonly type: Type;
  private readonly held: Value[] = [];
  private readonly fields: Field[];
  private given: Value | undefined;

  constructor(forward: Func) {
    this.type = forward.results[forward.results.length - 1];
    const memory = memoryOf(this.type);
    if (memory.kind !== "record") throw new Error("a tape is a record");
    this.fields = memory.fields as Field[];
  }

  putAll(name: string, values: readonly Value[]): void {
    values.forEach((value, k) => {
      this.fields.push({ name: `${name}${k}`, type: value.type });
      this.held.push(value);
    });
  }

  made(build: Builder): Value {
    return build.literal(this.type, this.held, "tape");
  }

  /** Begins the reverse half, which takes the tape. */
  open(reverse: Func): Builder {
    this.given = new Value(this.type, "tape");
    reverse.body = emptyRegion([this.given]);
    return new Builder(reverse.body);
  }

  getAll(build: Builder, name: string): Value[] {
    return this.fields.flatMap((field) =>
      field.name.replace(/\d+$/, "") === name ? [build.getField(this.given!, field.name)] : [],
    );
  }
}
