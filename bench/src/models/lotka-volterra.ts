import { valueAndGrad } from "cotangent";

const STEP = 0.01;

/**
 * Squared distance of observations from a solution of the predator-prey equations, by Runge-Kutta's method.
 *
 * @param parameters four rates and the initial state
 * @param observations prey and predators after each `every` steps
 */
export function lotkaVolterra(
  parameters: Float64Array,
  observations: Float64Array,
  steps: number,
  every: number,
): number {
  const a = parameters[0];
  const b = parameters[1];
  const c = parameters[2];
  const d = parameters[3];
  let x = parameters[4];
  let y = parameters[5];
  let distance = 0;
  for (let step = 1; step <= steps; step++) {
    const k1x = x * (a - b * y);
    const k1y = y * (d * x - c);
    const x2 = x + 0.5 * STEP * k1x;
    const y2 = y + 0.5 * STEP * k1y;
    const k2x = x2 * (a - b * y2);
    const k2y = y2 * (d * x2 - c);
    const x3 = x + 0.5 * STEP * k2x;
    const y3 = y + 0.5 * STEP * k2y;
    const k3x = x3 * (a - b * y3);
    const k3y = y3 * (d * x3 - c);
    const x4 = x + STEP * k3x;
    const y4 = y + STEP * k3y;
    const k4x = x4 * (a - b * y4);
    const k4y = y4 * (d * x4 - c);
    x += (STEP / 6) * (k1x + 2 * k2x + 2 * k3x + k4x);
    y += (STEP / 6) * (k1y + 2 * k2y + 2 * k3y + k4y);
    if (step % every === 0) {
      const at = 2 * (step / every - 1);
      const ex = x - observations[at];
      const ey = y - observations[at + 1];
      distance += ex * ex + ey * ey;
    }
  }
  return distance;
}

export interface State {
  readonly prey: number;
  readonly predators: number;
}

export interface Rates {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

const along = (state: State, slope: State, h: number): State => ({
  prey: state.prey + h * slope.prey,
  predators: state.predators + h * slope.predators,
});

/** One step of Runge-Kutta's method for any equation of two species. */
function rungeKutta(slope: (state: State) => State, h: number): (state: State) => State {
  return (state) => {
    const k1 = slope(state);
    const k2 = slope(along(state, k1, 0.5 * h));
    const k3 = slope(along(state, k2, 0.5 * h));
    const k4 = slope(along(state, k3, h));
    return {
      prey: state.prey + (h / 6) * (k1.prey + 2 * k2.prey + 2 * k3.prey + k4.prey),
      predators: state.predators + (h / 6) * (k1.predators + 2 * k2.predators + 2 * k3.predators + k4.predators),
    };
  };
}

/** The same with states as objects and the equations as a closure. */
export function lotkaVolterraOfStates(
  rates: Rates,
  initial: State,
  observations: readonly State[],
  every: number,
): number {
  const step = rungeKutta(
    ({ prey, predators }) => ({
      prey: prey * (rates.a - rates.b * predators),
      predators: predators * (rates.d * prey - rates.c),
    }),
    STEP,
  );
  let state = initial;
  let distance = 0;
  for (const observation of observations) {
    for (let k = 0; k < every; k++) state = step(state);
    distance += (state.prey - observation.prey) ** 2 + (state.predators - observation.predators) ** 2;
  }
  return distance;
}

export const lotkaVolterraGradient = valueAndGrad(lotkaVolterra);
export const lotkaVolterraOfStatesGradient = valueAndGrad(lotkaVolterraOfStates, { argnums: [0, 1] });
