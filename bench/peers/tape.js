// A plain run-time tape: every operation appends its operands and partial derivatives, and one loop runs back over them.

export class Tape {
  values = [];
  left = [];
  right = [];
  leftPartial = [];
  rightPartial = [];

  variable(value) {
    return this.record(value, -1, 0, -1, 0);
  }

  record(value, left, leftPartial, right = -1, rightPartial = 0) {
    this.left.push(left);
    this.leftPartial.push(leftPartial);
    this.right.push(right);
    this.rightPartial.push(rightPartial);
    return new Real(this, this.values.push(value) - 1, value);
  }

  /** The derivatives of a result in all variables and intermediate values. */
  adjoints(result) {
    const adjoints = new Float64Array(this.values.length);
    adjoints[result.at] = 1;
    for (let k = result.at; k >= 0; k--) {
      const adjoint = adjoints[k];
      if (adjoint === 0) continue;
      if (this.left[k] >= 0) adjoints[this.left[k]] += adjoint * this.leftPartial[k];
      if (this.right[k] >= 0) adjoints[this.right[k]] += adjoint * this.rightPartial[k];
    }
    return adjoints;
  }
}

/** A number on a tape; operands are such numbers or plain ones. */
export class Real {
  constructor(tape, at, value) {
    this.tape = tape;
    this.at = at;
    this.value = value;
  }

  plus(other) {
    if (typeof other === "number") return this.tape.record(this.value + other, this.at, 1);
    return this.tape.record(this.value + other.value, this.at, 1, other.at, 1);
  }

  minus(other) {
    if (typeof other === "number") return this.tape.record(this.value - other, this.at, 1);
    return this.tape.record(this.value - other.value, this.at, 1, other.at, -1);
  }

  times(other) {
    if (typeof other === "number") return this.tape.record(this.value * other, this.at, other);
    return this.tape.record(this.value * other.value, this.at, other.value, other.at, this.value);
  }

  exp() {
    const value = Math.exp(this.value);
    return this.tape.record(value, this.at, value);
  }

  log() {
    return this.tape.record(Math.log(this.value), this.at, 1 / this.value);
  }

  log1p() {
    return this.tape.record(Math.log1p(this.value), this.at, 1 / (1 + this.value));
  }

  tanh() {
    const value = Math.tanh(this.value);
    return this.tape.record(value, this.at, 1 - value * value);
  }
}
