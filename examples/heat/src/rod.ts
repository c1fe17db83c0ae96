import { root } from "cotangent/implicit";

/** Points inside the rod; its ends are kept at the temperature 0. */
export const POINTS = 60;

/** The conductivity between two points, of a rod in pieces of different materials: it grows with the temperature. */
function conductivity(q: Float64Array, i: number, left: number, right: number): number {
  const piece = Math.floor((i * q.length) / (POINTS + 1));
  return Math.exp(q[piece]) * (1 + 0.1 * (left + right));
}

function at(u: Float64Array, i: number): number {
  return i < 0 || i >= u.length ? 0 : u[i];
}

/** What flows into each point and is not taken away: zero when the temperatures `u` have settled. `q`: logarithms of conductivities. */
export function imbalance(u: Float64Array, q: Float64Array, heating: Float64Array): Float64Array {
  const flows = new Float64Array(u.length);
  const squares = (u.length + 1) ** 2;
  for (let i = 0; i < u.length; i++) {
    const [left, here, right] = [at(u, i - 1), u[i], at(u, i + 1)];
    const inflow =
      conductivity(q, i, left, here) * (left - here) + conductivity(q, i + 1, here, right) * (right - here);
    flows[i] = heating[i] + squares * inflow;
  }
  return flows;
}

/** Relaxation, point after point: Newton steps for one temperature at a time, with the others held. */
function relax(q: Float64Array, heating: Float64Array): Float64Array {
  const u = new Float64Array(POINTS);
  const squares = (POINTS + 1) ** 2;
  for (let sweep = 0; sweep < 200_000; sweep++) {
    let moved = 0;
    for (let i = 0; i < POINTS; i++) {
      const [left, here, right] = [at(u, i - 1), u[i], at(u, i + 1)];
      const [a, b] = [conductivity(q, i, left, here), conductivity(q, i + 1, here, right)];
      const flow = heating[i] / squares + a * (left - here) + b * (right - here);
      // Overrelaxation: the best factor of the linear problem.
      const step = (1.9 * flow) / (a + b);
      u[i] += step;
      moved = Math.max(moved, Math.abs(step));
    }
    if (moved < 1e-14) break;
  }
  return u;
}

/**
 * The settled temperatures. In reverse mode this is the adjoint-state method: one linear system with the transposed matrix, here by its products
 * alone, however many parameters there are.
 */
export const temperatures = root(imbalance, relax, { method: "gmres", restart: POINTS, check: 1e-6 });

/** How far the temperatures are from measured ones. */
export function misfit(q: Float64Array, heating: Float64Array, measured: Float64Array): number {
  const u = temperatures(q, heating);
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += (u[i] - measured[i]) ** 2;
  return sum / 2;
}
