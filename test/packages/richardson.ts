/** Derivatives by central differences, extrapolated to steps of zero (Richardson). */
export function richardson(f: (...args: number[]) => number, at: readonly number[]): number[] {
  return at.map((x, k) => {
    const slope = (h: number): number => {
      const [ahead, behind] = [[...at], [...at]];
      ahead[k] += h;
      behind[k] -= h;
      return (f(...ahead) - f(...behind)) / (2 * h);
    };
    let best = Number.NaN;
    let error = Number.POSITIVE_INFINITY;
    const table: number[][] = [];
    for (let i = 0, h = Math.min(0.05, 0.01 * Math.max(0.1, Math.abs(x))); i < 7; i++, h /= 2) {
      table.push([slope(h)]);
      for (let j = 1; j <= i; j++) {
        const [left, above] = [table[i][j - 1], table[i - 1][j - 1]];
        table[i].push(left + (left - above) / (4 ** j - 1));
        const found = Math.max(Math.abs(table[i][j] - left), Math.abs(table[i][j] - above));
        if (found < error) [error, best] = [found, table[i][j]];
      }
    }
    return best;
  });
}
