/** Vectors and matrices of two. */
export type Pair = [first: number, second: number];
export type Matrix = [Pair, Pair];

export function plus([a, b]: Matrix, [c, d]: Matrix): Matrix {
  return [
    [a[0] + c[0], a[1] + c[1]],
    [b[0] + d[0], b[1] + d[1]],
  ];
}

export function times([a, b]: Matrix, [c, d]: Matrix): Matrix {
  return [
    [a[0] * c[0] + a[1] * d[0], a[0] * c[1] + a[1] * d[1]],
    [b[0] * c[0] + b[1] * d[0], b[0] * c[1] + b[1] * d[1]],
  ];
}

export function transposed([[a, b], [c, d]]: Matrix): Matrix {
  return [
    [a, c],
    [b, d],
  ];
}

export function determinant([[a, b], [c, d]]: Matrix): number {
  return a * d - b * c;
}

export function inverse(m: Matrix): Matrix {
  const [[a, b], [c, d]] = m;
  const size = determinant(m);
  return [
    [d / size, -b / size],
    [-c / size, a / size],
  ];
}

export function applied([a, b]: Matrix, [x, y]: Pair): Pair {
  return [a[0] * x + a[1] * y, b[0] * x + b[1] * y];
}

export function diagonal(a: number): Matrix {
  return [
    [a, 0],
    [0, a],
  ];
}
