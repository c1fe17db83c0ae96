/** Problems 13 to 19: from four to eleven variables. */
import { indices } from "./two-and-three.js";

export function powellSingular([a, b, c, d]: Float64Array): number[] {
  return [a + 10 * b, Math.sqrt(5) * (c - d), (b - 2 * c) ** 2, Math.sqrt(10) * (a - d) ** 2];
}

export function wood([a, b, c, d]: Float64Array): number[] {
  return [
    10 * (b - a ** 2),
    1 - a,
    Math.sqrt(90) * (d - c ** 2),
    1 - c,
    Math.sqrt(10) * (b + d - 2),
    (b - d) / Math.sqrt(10),
  ];
}

const KOWALIK_U = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625];
const KOWALIK_Y = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246];

export function kowalikOsborne([a, b, c, d]: Float64Array): number[] {
  return KOWALIK_Y.map((y, i) => {
    const u = KOWALIK_U[i];
    return y - (a * (u ** 2 + u * b)) / (u ** 2 + u * c + d);
  });
}

export function brownDennis([a, b, c, d]: Float64Array, m: number): number[] {
  return indices(m).map((i) => {
    const t = i / 5;
    return (a + t * b - Math.exp(t)) ** 2 + (c + d * Math.sin(t) - Math.cos(t)) ** 2;
  });
}

const OSBORNE1 = [
  0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.58,
  0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406,
];

export function osborne1([a, b, c, d, e]: Float64Array): number[] {
  return OSBORNE1.map((y, i) => y - (a + b * Math.exp(-10 * i * d) + c * Math.exp(-10 * i * e)));
}

export function biggs([a, b, c, d, e, f]: Float64Array, m: number): number[] {
  return indices(m).map((i) => {
    const t = 0.1 * i;
    const y = Math.exp(-t) - 5 * Math.exp(-10 * t) + 3 * Math.exp(-4 * t);
    return c * Math.exp(-t * a) - d * Math.exp(-t * b) + f * Math.exp(-t * e) - y;
  });
}

const OSBORNE2 = [
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
  0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375,
  0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
  0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
];

/** A decay and three peaks: heights in 0 to 3, rates in 4 to 7, centers in 8 to 10. */
export function osborne2(x: Float64Array): number[] {
  return OSBORNE2.map((y, i) => {
    const t = i / 10;
    let model = x[0] * Math.exp(-t * x[4]);
    for (let k = 1; k <= 3; k++) model += x[k] * Math.exp(-((t - x[7 + k]) ** 2) * x[4 + k]);
    return y - model;
  });
}
