import { nondifferentiable } from "cotangent";
import { eliminateRegular } from "./elimination.js";
import { gemmAt } from "./gemm.js";
import { expectFinite, expectMatrix, packed } from "./shapes.js";
import { solveBy } from "./solve.js";

/**
 * The exponential of an n x n matrix by scaling and squaring, with the Pade approximant of degree 13 (Higham, The scaling and squaring method for
 * the matrix exponential revisited, 2005). What is differentiated is the method itself, scaled so that derivatives are as accurate as
 * the value (Al-Mohy and Higham, Computing the Frechet derivative of the matrix exponential, 2009).
 * @throws ShapeError; NonFiniteError
 */
export function expm(a: Float64Array, n: number): Float64Array {
  const squarings = squaringsFor(a, n);
  const at = packed(n, n);
  const scale = 2 ** -squarings;
  const x = new Float64Array(n * n);
  for (let i = 0; i < x.length; i++) x[i] = scale * a[i];
  const x2 = gemmAt(x, at, x, at, at);
  const x4 = gemmAt(x2, at, x2, at, at);
  const x6 = gemmAt(x4, at, x2, at, at);
  const odd = gemmAt(
    x,
    at,
    sumOf(
      gemmAt(x6, at, combined(x6, x4, x2, 1, 16380, 40840800), at, at),
      x6,
      x4,
      x2,
      n,
      33522128640,
      10559470521600,
      1187353796428800,
      32382376266240000,
    ),
    at,
    at,
  );
  const even = sumOf(
    gemmAt(x6, at, combined(x6, x4, x2, 182, 960960, 1323241920), at, at),
    x6,
    x4,
    x2,
    n,
    670442572800,
    129060195264000,
    7771770303897600,
    64764752532480000,
  );
  const above = new Float64Array(n * n);
  const below = new Float64Array(n * n);
  for (let i = 0; i < above.length; i++) {
    above[i] = even[i] + odd[i];
    below[i] = even[i] - odd[i];
  }
  let power = solveBy(below, eliminateRegular(below, n, "expm"), above, n, n, false);
  for (let k = 0; k < squarings; k++) power = gemmAt(power, at, power, at, at);
  return power;
}

/** So many that the derivative is as accurate as numbers are: for a norm of 4.74 none (Al-Mohy and Higham, 2009, table 6.1). */
const squaringsFor: (a: Float64Array, n: number) => number = /* @__PURE__ */ nondifferentiable(
  (a: Float64Array, n: number): number => {
    expectMatrix("expm", "a", a, n, n);
    expectFinite("expm", "a", a, n);
    let norm = 0;
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]);
      norm = Math.max(norm, sum);
    }
    return norm > 4.74 ? Math.ceil(Math.log2(norm / 4.74)) : 0;
  },
);

function combined(
  x6: Float64Array,
  x4: Float64Array,
  x2: Float64Array,
  c6: number,
  c4: number,
  c2: number,
): Float64Array {
  const sum = new Float64Array(x6.length);
  for (let i = 0; i < sum.length; i++) sum[i] = c6 * x6[i] + c4 * x4[i] + c2 * x2[i];
  return sum;
}

/** With the multiple `c0` of the identity. */
function sumOf(
  first: Float64Array,
  x6: Float64Array,
  x4: Float64Array,
  x2: Float64Array,
  n: number,
  c6: number,
  c4: number,
  c2: number,
  c0: number,
): Float64Array {
  const sum = new Float64Array(first.length);
  for (let i = 0; i < sum.length; i++) sum[i] = first[i] + c6 * x6[i] + c4 * x4[i] + c2 * x2[i];
  for (let i = 0; i < n; i++) sum[i * n + i] += c0;
  return sum;
}
