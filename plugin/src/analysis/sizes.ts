/** Numbers that are the same in all of a call: what computes them from the arguments. Equal computations are one size. */
import type { Builder } from "../ir/builder.js";
import { type Op, Value } from "../ir/ops.js";
import { cloneOp } from "../ir/traverse.js";
import { F64, INT, type Type } from "../ir/types.js";
import { Polynomial, type Term, type Unknown } from "./polynomials.js";

export interface Size extends Unknown {
  readonly type: Type;
  emit(emission: Emission): Value;
}

/** Makes the values of sizes in front of a function's body, each once. */
export class Emission {
  private readonly made = new Map<Size, Value>();

  constructor(
    readonly build: Builder,
    /** What the function is called with, by its parameters. */
    readonly args: ReadonlyMap<Value, Value>,
  ) {}

  size(size: Size): Value {
    const known = this.made.get(size);
    if (known) return known;
    const value = size.emit(this);
    this.made.set(size, value);
    return value;
  }

  /** A polynomial in sizes. */
  polynomial(polynomial: Polynomial): Value {
    const { build } = this;
    let sum: Value | undefined;
    const terms = [...polynomial.list()].sort((one, other) => rank(one) - rank(other));
    for (const { factor, unknowns } of terms) {
      const values = unknowns.map((each) => this.size(each as Size));
      const size = values.length > 0 ? values.reduce((one, other) => build.prim("mul", one, other)) : undefined;
      const isMinus = factor < 0 && sum !== undefined;
      const scale = isMinus ? -factor : factor;
      const term = size ? this.scaled(size, scale) : build.const(scale);
      sum = sum ? build.prim(isMinus ? "sub" : "add", sum, term) : term;
    }
    return sum ?? build.const(0);
  }

  private scaled(size: Value, factor: number): Value {
    if (factor === 1) return size;
    return factor === -1 ? this.build.prim("neg", size) : this.build.prim("mul", this.build.const(factor), size);
  }
}

/** As one writes sums: what is subtracted comes behind, and constants last. */
function rank({ factor, unknowns }: Term): number {
  return (unknowns.length === 0 ? 2 : 0) + (factor < 0 ? 1 : 0);
}

export class Sizes {
  private readonly known = new Map<string, Size>();
  private count = 0;

  /** A number for an unknown. */
  next(): number {
    return this.count++;
  }

  param(param: Value, position: number): Size {
    return this.intern(`param ${position}`, param.type, false, ({ args }) => args.get(param) ?? param);
  }

  /** What a pure operation, or one that reads what nobody writes to, makes of sizes. */
  result(op: Op, operands: readonly Size[]): Size {
    const { type } = op.results[0];
    const which =
      op.kind === "prim"
        ? op.name
        : op.kind === "getField"
          ? `getField ${op.field}`
          : op.kind === "const"
            ? `const ${typeof op.value} ${Object.is(op.value, -0) ? "-0" : op.value}`
            : op.kind === "global"
              ? `global ${op.binding.file} ${op.binding.name} ${op.binding.member ?? ""}`
              : op.kind;
    const isNatural = op.kind === "length" || (op.kind === "const" && Number(op.value) >= 0);
    return this.intern(`${which} ${operands.map(({ id }) => id).join()}`, type, isNatural, (emission) => {
      const map = new Map(op.operands.map((operand, k) => [operand, emission.size(operands[k])]));
      const made = cloneOp(op, map);
      made.span = undefined;
      return emission.build.add(made).results[0];
    });
  }

  /** The length of an array that nobody writes to. */
  length(array: Value, size: Size): Size {
    const op: Op = { kind: "length", operands: [array], results: [new Value(INT)], regions: [] };
    return this.result(op, [size]);
  }

  /** The smaller or the larger of two polynomials in sizes. */
  extreme(name: "min" | "max", one: Polynomial, other: Polynomial): Polynomial {
    if (one.key === other.key) return one;
    const type = one.isInteger && other.isInteger ? INT : F64;
    return Polynomial.of(
      this.intern(`${name} of ${one.key} ${other.key}`, type, false, (emission) =>
        emission.build.prim(name, emission.polynomial(one), emission.polynomial(other)),
      ),
    );
  }

  private intern(key: string, type: Type, isNatural: boolean, emit: Size["emit"]): Size {
    const known = this.known.get(key);
    if (known) return known;
    const size: Size = { id: this.next(), type, isInteger: type.kind === "int", isNatural, emit };
    this.known.set(key, size);
    return size;
  }
}
