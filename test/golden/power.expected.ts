interface PowerResiduals {
  isZero: boolean;
  taken: boolean;
  power_tape: PowerResiduals;
  x: number;
  half: number;
  result: number;
}

function power_forward(x: number, n: number): PowerResiduals {
  const isZero = n === 0;
  let result: number;
  let taken: boolean;
  let power_tape!: PowerResiduals;
  let half: number;
  if (isZero) {
    result = 1;
    taken = false;
    half = 0;
  } else {
    power_tape = power_forward(x, n >> 1);
    half = power_tape.result;
    taken = Boolean(n & 1);
    result = taken ? half * half * x : half * half;
  }
  return { isZero, taken, power_tape, x, half, result };
}

function power_reverse(tape: PowerResiduals, result_b: number): number {
  const half = tape.half;

  // if (n === 0) return 1
  if (tape.isZero) return 0;
  // return n & 1 ? half * half * x : half * half
  let x_b: number;
  let half_b: number;
  if (tape.taken) {
    x_b = result_b * (half * half);
    half_b = 2 * (result_b * tape.x * half);
    // const half = power(x, n >> 1)
    return x_b + power_reverse(tape.power_tape, half_b);
  }
  // return n & 1 ? half * half * x : half * half
  half_b = 2 * (result_b * half);
  x_b = 0;
  // const half = power(x, n >> 1)
  return x_b + power_reverse(tape.power_tape, half_b);
}

export function power_grad(x: number, n: number): number {
  expectNumber("grad(power)", "x", x);
  expectNumber("grad(power)", "n", n);
  if (n === 0) return 0;
  const power_tape = power_forward(x, n >> 1);
  const half = power_tape.result;

  // return n & 1 ? half * half * x : half * half
  let x_b: number;
  let half_b: number;
  if (n & 1) {
    x_b = half * half;
    half_b = 2 * (x * half);
  } else {
    half_b = 2 * half;
    x_b = 0;
  }
  // const half = power(x, n >> 1)
  const x_b_1 = power_reverse(power_tape, half_b);
  return x_b + x_b_1;
}
