/** Derivatives of exp(g) relative to exp(g): complete Bell polynomials of the derivatives of g (Comtet, Advanced Combinatorics, 3.3). */

/** Of order `n` in one variable; `g(k)`: the derivative of order `k` ≥ 1. */
export function bell(n: number, g: (k: number) => number): number {
  const made = [1];
  const derivatives = [Number.NaN];
  for (let k = 1; k <= n; k++) derivatives.push(g(k));
  for (let order = 1; order <= n; order++) {
    let sum = 0;
    for (let k = 0, choose = 1; k < order; k++) {
      sum += choose * made[order - 1 - k] * derivatives[k + 1];
      choose = (choose * (order - 1 - k)) / (k + 1);
    }
    made.push(sum);
  }
  return made[n];
}

/** Of orders `i` and `j` in two variables; `g(k, l)`: the derivative of orders `k` and `l`, not both 0. */
export function bell2(i: number, j: number, g: (k: number, l: number) => number): number {
  const made: number[][] = [];
  for (let a = 0; a <= i; a++) {
    made.push([]);
    for (let b = 0; b <= j; b++) made[a].push(a + b === 0 ? 1 : a > 0 ? byFirst(a, b) : bySecond(b));
  }
  return made[i][j];

  function byFirst(a: number, b: number): number {
    let sum = 0;
    for (let k = 0; k < a; k++)
      for (let l = 0; l <= b; l++) sum += choose(a - 1, k) * choose(b, l) * made[a - 1 - k][b - l] * g(k + 1, l);
    return sum;
  }

  function bySecond(b: number): number {
    let sum = 0;
    for (let l = 0; l < b; l++) sum += choose(b - 1, l) * made[0][b - 1 - l] * g(0, l + 1);
    return sum;
  }
}

export function choose(n: number, k: number): number {
  let product = 1;
  for (let j = 1; j <= k; j++) product = (product * (n - k + j)) / j;
  return product;
}
