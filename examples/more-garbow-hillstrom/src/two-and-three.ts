/** Problems 1 to 12: two and three variables. */

export function rosenbrock([a, b]: Float64Array): number[] {
  return [10 * (b - a ** 2), 1 - a];
}

export function freudensteinRoth([a, b]: Float64Array): number[] {
  return [-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b];
}

export function powellBadlyScaled([a, b]: Float64Array): number[] {
  return [1e4 * a * b - 1, Math.exp(-a) + Math.exp(-b) - 1.0001];
}

export function brownBadlyScaled([a, b]: Float64Array): number[] {
  return [a - 1e6, b - 2e-6, a * b - 2];
}

export function beale([a, b]: Float64Array): number[] {
  return [1.5, 2.25, 2.625].map((y, i) => y - a * (1 - b ** (i + 1)));
}

export function jennrichSampson([a, b]: Float64Array, m: number): number[] {
  return indices(m).map((i) => 2 + 2 * i - (Math.exp(i * a) + Math.exp(i * b)));
}

export function helicalValley([a, b, c]: Float64Array): number[] {
  const turns = Math.atan(b / a) / (2 * Math.PI) + (a < 0 ? 0.5 : 0);
  return [10 * (c - 10 * turns), 10 * (Math.sqrt(a ** 2 + b ** 2) - 1), c];
}

const BARD = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39];

export function bard([a, b, c]: Float64Array): number[] {
  return BARD.map((y, i) => {
    const u = i + 1;
    const v = 16 - u;
    return y - (a + u / (v * b + Math.min(u, v) * c));
  });
}

const GAUSSIAN = [
  0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989, 0.3521, 0.242, 0.1295, 0.054, 0.0175, 0.0044, 0.0009,
];

export function gaussian([height, sharpness, center]: Float64Array): number[] {
  return GAUSSIAN.map((y, i) => height * Math.exp((-sharpness * ((7 - i) / 2 - center) ** 2) / 2) - y);
}

const MEYER = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872];

export function meyer([a, b, c]: Float64Array): number[] {
  return MEYER.map((y, i) => a * Math.exp(b / (45 + 5 * (i + 1) + c)) - y);
}

/** Gulf research and development, by the formula of the code that came with the paper (Algorithm 566); the one in the text is misprinted. */
export function gulf([a, b, c]: Float64Array, m: number): number[] {
  return indices(m).map((i) => {
    const t = i / 100;
    const y = 25 + (-50 * Math.log(t)) ** (2 / 3);
    return Math.exp(-(Math.abs(y - b) ** c) / a) - t;
  });
}

/** Box's function of three dimensions. */
export function box([a, b, c]: Float64Array, m: number): number[] {
  return indices(m).map((i) => {
    const t = 0.1 * i;
    return Math.exp(-t * a) - Math.exp(-t * b) - c * (Math.exp(-t) - Math.exp(-10 * t));
  });
}

/** 1, 2, ..., n */
export function indices(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}
