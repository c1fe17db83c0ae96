/** A function and its gradient at a point. */
export type ValueAndGradient = (x: Float64Array) => [value: number, gradient: Float64Array];

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly evaluations: number;
}

export interface MinimizeOptions {
  readonly maxIterations?: number;
  /** Stops once the norm of the gradient is below this. */
  readonly tolerance?: number;
  /** How many steps the model of the curvature remembers. */
  readonly memory?: number;
}

interface Step {
  /** x' - x */
  readonly s: Float64Array;
  /** gradient' - gradient */
  readonly y: Float64Array;
  readonly sy: number;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
/** a + scale b */
const add = (a: Float64Array, scale: number, b: Float64Array): Float64Array =>
  a.map((value, i) => value + scale * b[i]);

/**
 * Minus the inverse Hessian, as the remembered steps imply it, times the gradient: the two-loop recursion, J. Nocedal
 * and S. Wright, "Numerical Optimization" (2006), algorithm 7.4.
 */
function descentDirection(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  let direction: Float64Array = gradient.map((g) => -g);
  const weights = new Float64Array(steps.length);
  for (let i = steps.length - 1; i >= 0; i--) {
    const { s, y, sy } = steps[i];
    weights[i] = dot(s, direction) / sy;
    direction = add(direction, -weights[i], y);
  }
  const last = steps.at(-1);
  // The first step has no curvature to go by: one of length 0.1 is safe for logarithms of parameters.
  const scale = last ? last.sy / dot(last.y, last.y) : 0.1 / Math.max(norm(gradient), 0.1);
  direction = direction.map((d) => d * scale);
  for (let i = 0; i < steps.length; i++) {
    const { s, y, sy } = steps[i];
    direction = add(direction, weights[i] - dot(y, direction) / sy, s);
  }
  return direction;
}

/** Minimizes a smooth function by limited-memory BFGS with a line search for the weak Wolfe conditions. */
export function minimize(f: ValueAndGradient, start: Float64Array, options: MinimizeOptions = {}): Minimum {
  const { maxIterations = 300, tolerance = 1e-8, memory = 10 } = options;
  const steps: Step[] = [];
  let x = start;
  let [value, gradient] = f(x);
  let iterations = 0;
  let evaluations = 1;

  while (iterations < maxIterations && norm(gradient) > tolerance) {
    const direction = descentDirection(gradient, steps);
    const slope = dot(gradient, direction);

    // Bisection, A. Lewis and M. Overton (2013): a value that is too high or not a number shortens the step.
    let tooShort = 0;
    let tooLong = Number.POSITIVE_INFINITY;
    let length = 1;
    let next = x;
    let nextValue = value;
    let nextGradient = gradient;
    for (let trial = 0; trial < 60; trial++) {
      next = add(x, length, direction);
      [nextValue, nextGradient] = f(next);
      evaluations++;
      if (!(nextValue <= value + 1e-4 * length * slope)) tooLong = length;
      else if (dot(nextGradient, direction) < 0.9 * slope) tooShort = length;
      else break;
      length = tooLong < Number.POSITIVE_INFINITY ? 0.5 * (tooShort + tooLong) : 2 * length;
    }
    if (!(nextValue < value)) break; // no further progress in floating point

    const step = add(next, -1, x);
    const change = add(nextGradient, -1, gradient);
    const sy = dot(step, change);
    if (sy > 1e-300) steps.push({ s: step, y: change, sy });
    if (steps.length > memory) steps.shift();
    [x, value, gradient] = [next, nextValue, nextGradient];
    iterations++;
  }
  return { x, value, gradientNorm: norm(gradient), iterations, evaluations };
}
