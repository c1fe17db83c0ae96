/**
 * Derivative by central differences and Ridders' extrapolation, to about eleven digits for a smooth function.
 * Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering Software 4 (1982).
 */
export function derivative(f: (x: number) => number, x: number, step = 0.1 * Math.max(Math.abs(x), 0.1)): number {
  const shrink = 1.4;
  let previous: number[] = [];
  let best = Number.NaN;
  let error = Number.POSITIVE_INFINITY;
  for (let level = 0, h = step; level < 24; level++, h /= shrink) {
    const row = [(f(x + h) - f(x - h)) / (x + h - (x - h))];
    for (let order = 1, factor = shrink ** 2; order <= level; order++, factor *= shrink ** 2) {
      row.push((row[order - 1] * factor - previous[order - 1]) / (factor - 1));
      const estimate = Math.max(Math.abs(row[order] - row[order - 1]), Math.abs(row[order] - previous[order - 1]));
      if (estimate <= error) {
        error = estimate;
        best = row[order];
      }
    }
    previous = row;
  }
  return best;
}
