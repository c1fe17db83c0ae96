import type { Pair } from "./plane.js";

/** The logarithms of Lotka and Volterra's rates: births of hares, their losses, deaths of lynxes, their gains. */
export interface Rates {
  births: number;
  losses: number;
  deaths: number;
  gains: number;
}

const STEPS = 20;

/** The logarithms of hares and lynxes, in thousands of pelts, a year later: Runge and Kutta's method of order four. */
export function aYear([hares, lynxes]: Pair, rates: Rates): Pair {
  const [births, losses, deaths, gains] = [rates.births, rates.losses, rates.deaths, rates.gains].map(Math.exp);
  const slope = ([u, v]: Pair): Pair => [births - losses * Math.exp(v), gains * Math.exp(u) - deaths];
  const moved = ([u, v]: Pair, h: number, [du, dv]: Pair): Pair => [u + h * du, v + h * dv];

  const h = 1 / STEPS;
  let at: Pair = [hares, lynxes];
  for (let i = 0; i < STEPS; i++) {
    const k1 = slope(at);
    const k2 = slope(moved(at, h / 2, k1));
    const k3 = slope(moved(at, h / 2, k2));
    const k4 = slope(moved(at, h, k3));
    at = [
      at[0] + (h / 6) * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0]),
      at[1] + (h / 6) * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1]),
    ];
  }
  return at;
}
