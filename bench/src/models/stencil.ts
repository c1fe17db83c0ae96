import { valueAndGrad } from "cotangent";

/** Heat with a conductivity that depends on the temperature, by sweeps over a grid in place. */
export function heat(initial: Float64Array, width: number, sweeps: number): number {
  const u = initial.slice();
  const height = Math.floor(u.length / width);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let row = 1; row < height - 1; row++) {
      for (let column = 1; column < width - 1; column++) {
        const at = row * width + column;
        const here = u[at];
        const around = u[at - 1] + u[at + 1] + u[at - width] + u[at + width] - 4 * here;
        u[at] = here + (0.2 * around) / (1 + here * here);
      }
    }
  }
  let energy = 0;
  for (let i = 0; i < u.length; i++) energy += u[i] * u[i];
  return energy;
}

export const heatGradient = valueAndGrad(heat);
