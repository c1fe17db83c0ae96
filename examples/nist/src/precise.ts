import { readFileSync } from "node:fs";
import { add, type Double, doubleOf, exp, minus, parse, times } from "./double.js";

/** Observations, as the decimal numbers that they are. */
export interface PreciseData {
  readonly y: readonly Double[];
  readonly x: readonly Double[];
}

/** The response and the first predictor. */
export function readPreciseData(file: URL): PreciseData {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(1);
  const column = (k: number): Double[] => lines.map((line) => parse(line.split(",")[k]));
  return { y: column(0), x: column(1) };
}

/** The residuals of a sum of exponentials, b₀ exp(-b₁ x) + b₂ exp(-b₃ x) + ..., with all digits that they have. */
export function exponentials(b: readonly Double[], { x, y }: PreciseData): Float64Array {
  return Float64Array.from(x, (at, i) => {
    let left = y[i];
    for (let k = 0; k < b.length; k += 2) left = add(left, minus(times(b[k], exp(minus(times(b[k + 1], at))))));
    return left.high;
  });
}

/** Steps of Gauss and Newton with such residuals and a Jacobian in ordinary precision, until they become no shorter. */
export function refined(
  start: Float64Array,
  residuals: (b: readonly Double[]) => Float64Array,
  stepOf: (b: Float64Array, residuals: Float64Array) => Float64Array,
): { b: Float64Array; residuals: Float64Array; steps: number } {
  let b = Array.from(start, doubleOf);
  let left = residuals(b);
  let last = Number.POSITIVE_INFINITY;
  for (let steps = 0; ; steps++) {
    const rounded = Float64Array.from(b, ({ high }) => high);
    const step = stepOf(rounded, left);
    const length = Math.max(...step.map((each, k) => Math.abs(each / rounded[k])));
    if (!(length < last)) return { b: rounded, residuals: left, steps };
    last = length;
    b = b.map((each, k) => add(each, doubleOf(-step[k])));
    left = residuals(b);
  }
}
