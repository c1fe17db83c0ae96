/** The arithmetic of complex operands in the IR, for the continuations of primitives. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import type { PrimitiveName } from "../ir/primitives.js";
import { F64 } from "../ir/types.js";
import type { ImaginaryAt } from "./rule.js";

export interface Complex {
  readonly re: Value;
  readonly im: Value;
}

export class Plane {
  constructor(private readonly build: Builder) {}

  of(name: PrimitiveName, ...operands: readonly (Value | number)[]): Value {
    return this.build.prim(
      name,
      ...operands.map((each) => (typeof each === "number" ? this.build.const(each, F64) : each)),
    );
  }

  sum(a: Value | number, b: Value | number): Value {
    return this.of("add", a, b);
  }

  difference(a: Value | number, b: Value | number): Value {
    return this.of("sub", a, b);
  }

  product(a: Value | number, b: Value | number): Value {
    return this.of("mul", a, b);
  }

  quotient(a: Value | number, b: Value | number): Value {
    return this.of("div", a, b);
  }

  /** On which side of zero a number is: 1 or -1. */
  side(x: Value): Value {
    const [one, other] = [this.build.const(-1, F64), this.build.const(1, F64)];
    return this.build.select(this.build.prim("lt", x, this.build.const(0)), one, other);
  }

  angle({ re, im }: Complex): Value {
    return this.of("atan2", im, re);
  }

  /** The principal root. */
  root(z: Complex): Complex {
    const length = this.of("sqrt", this.of("hypot", z.re, z.im));
    const half = this.quotient(this.angle(z), 2);
    return { re: this.product(length, this.of("cos", half)), im: this.product(length, this.of("sin", half)) };
  }

  times(a: Complex, b: Complex): Complex {
    return {
      re: this.difference(this.product(a.re, b.re), this.product(a.im, b.im)),
      im: this.sum(this.product(a.re, b.im), this.product(a.im, b.re)),
    };
  }
}

/** A continuation of a function of one variable. */
export function ofOne(imaginary: (plane: Plane, x: Value, t: Value) => Value): (at: ImaginaryAt) => Value {
  return ({ build, args: [x], parts: [t] }) => imaginary(new Plane(build), x, t as Value);
}
