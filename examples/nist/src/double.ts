/** Numbers of twice the precision, as sums of two. Dekker, "A floating-point technique for extending the available precision" (1971); Knuth, 4.2.2. */
export interface Double {
  readonly high: number;
  /** At most half a unit in the last place of `high`. */
  readonly low: number;
}

export const doubleOf = (x: number): Double => ({ high: x, low: 0 });

/** A sum, with what its rounding leaves out. */
function exactSum(a: number, b: number): Double {
  const high = a + b;
  const part = high - a;
  return { high, low: a - (high - part) + (b - part) };
}

/** A product, with what its rounding leaves out. */
function exactProduct(a: number, b: number): Double {
  const high = a * b;
  const [a1, b1] = [upperHalf(a), upperHalf(b)];
  const [a2, b2] = [a - a1, b - b1];
  return { high, low: a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2 };
}

/** The first 26 bits. */
function upperHalf(x: number): number {
  const scaled = (2 ** 27 + 1) * x;
  return scaled - (scaled - x);
}

export function add(a: Double, b: Double): Double {
  const high = exactSum(a.high, b.high);
  const low = exactSum(a.low, b.low);
  const sum = exactSum(high.high, high.low + low.high);
  return exactSum(sum.high, sum.low + low.low);
}

export const minus = (a: Double): Double => ({ high: -a.high, low: -a.low });

export function times(a: Double, b: Double): Double {
  const { high, low } = exactProduct(a.high, b.high);
  return exactSum(high, low + (a.high * b.low + a.low * b.high));
}

/** The quotient of two numbers. */
export function quotient(a: number, b: number): Double {
  const high = a / b;
  const back = exactProduct(high, b);
  return exactSum(high, (a - back.high - back.low) / b);
}

const logarithmOfTwo: Double = { high: Math.LN2, low: 2.3190468138462996e-17 };

/** By Taylor's series of exp(r) - 1 for a small r, which is doubled ten times: exp(2 r) - 1 = (2 + (exp(r) - 1)) (exp(r) - 1). */
export function exp(a: Double): Double {
  const count = Math.round(a.high / logarithmOfTwo.high);
  const rest = add(a, times(doubleOf(-count), logarithmOfTwo));
  const r: Double = { high: rest.high / 1024, low: rest.low / 1024 };
  let less = doubleOf(0);
  for (let k = 9; k >= 1; k--) less = times(times(r, quotient(1, k)), add(doubleOf(1), less));
  for (let k = 0; k < 10; k++) less = times(less, add(doubleOf(2), less));
  const { high, low } = add(doubleOf(1), less);
  return { high: high * 2 ** count, low: low * 2 ** count };
}

/** A decimal number. @throws Error where the text is none of up to 15 digits */
export function parse(text: string): Double {
  const match = /^(-?)(\d+)(?:\.(\d*))?(?:E([+-]?\d+))?$/i.exec(text);
  if (!match) throw new Error(`${text} is no decimal number`);
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  const digits = Number(`${sign}${whole}${fraction}`);
  const power = Number(exponent) - fraction.length;
  if (!Number.isSafeInteger(digits) || Math.abs(power) > 22) throw new Error(`${text} has too many digits`);
  return power < 0 ? quotient(digits, 10 ** -power) : times(doubleOf(digits), doubleOf(10 ** power));
}
