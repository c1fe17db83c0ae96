/** Derivatives where there is little to differentiate, or nothing: no rows, one row, singular matrices. */
import { describe, expect, test } from "vitest";
import { compile } from "../../support/compile.js";

describe("gradients", () => {
  const { exports, diagnostics } = compile(`import { grad } from "cotangent";
    import { cholesky, convolve, cumsum, det, dot, eigh, expm, fft, gemm, inverse, logdet, logsumexp, lu, nrm2, qr, softmax, solve,
      solveTridiagonal, svd } from "cotangent/linalg";
    const sum = (x: Float64Array): number => { let s = 0; for (let i = 0; i < x.length; i++) s += x[i]; return s; };
    export const gradients = {
      cholesky: grad((a: Float64Array, n: number) => sum(cholesky(a, n))),
      convolve: grad((a: Float64Array, n: number) => sum(convolve(a, Float64Array.of(1, 2)))),
      cumsum: grad((a: Float64Array, n: number) => sum(cumsum(a))),
      det: grad((a: Float64Array, n: number) => det(a, n)),
      dot: grad((a: Float64Array, n: number) => dot(a, a)),
      eigh: grad((a: Float64Array, n: number) => sum(eigh(a, n).values)),
      expm: grad((a: Float64Array, n: number) => sum(expm(a, n))),
      fft: grad((a: Float64Array, n: number) => sum(fft(a, a).re)),
      gemm: grad((a: Float64Array, n: number) => sum(gemm(a, a, n, n, n))),
      inverse: grad((a: Float64Array, n: number) => sum(inverse(a, n))),
      logdet: grad((a: Float64Array, n: number) => logdet(a, n)),
      logsumexp: grad((a: Float64Array, n: number) => logsumexp(a)),
      lu: grad((a: Float64Array, n: number) => sum(lu(a, n).u)),
      nrm2: grad((a: Float64Array, n: number) => nrm2(a)),
      qr: grad((a: Float64Array, n: number) => sum(qr(a, n, n).r)),
      softmax: grad((a: Float64Array, n: number) => softmax(a).length * dot(softmax(a), a)),
      solve: grad((a: Float64Array, n: number) => sum(solve(a, a, n, n === 0 ? 0 : 1))),
      solveTridiagonal: grad((a: Float64Array, n: number) => sum(solveTridiagonal(new Float64Array(0), a, new Float64Array(0), Float64Array.from({ length: n }, () => 1)))),
      svd: grad((a: Float64Array, n: number) => sum(svd(a, n, n).s)),
    };`);
  const of = exports.gradients as Record<string, (a: Float64Array, n: number) => Float64Array>;

  test.each([
    ["cholesky", 0.25],
    ["convolve", 3],
    ["cumsum", 1],
    ["det", 1],
    ["dot", 8],
    ["eigh", 1],
    ["expm", Math.exp(4)],
    ["fft", 1],
    ["gemm", 8],
    ["inverse", -1 / 16],
    ["logdet", 0.25],
    ["logsumexp", 1],
    ["lu", 1],
    ["nrm2", 1],
    ["qr", 1],
    ["softmax", 1],
    ["solve", 0],
    ["solveTridiagonal", -1 / 16],
    ["svd", 1],
  ])("%s of nothing, and of 4", (name, slope) => {
    expect(diagnostics).toEqual([]);
    expect(of[name](new Float64Array(0), 0)).toEqual(new Float64Array(0));
    expect(of[name](Float64Array.of(4), 1)[0]).toBeCloseTo(slope, 11);
  });

  test("do not exist where a matrix is singular", () => {
    const singular = (name: string) => () => of[name](Float64Array.of(1, 2, 2, 4), 2);
    expect(singular("logdet")).toThrow(/^logdet: the 2 x 2 matrix a is singular/);
    expect(singular("qr")).toThrow(/^qr: column 1 of the matrix a depends on those before it/);
  });

  test("are symmetric for symmetric matrices, and zero at the origin of a norm", () => {
    const found = of.cholesky(Float64Array.of(2, 1, 1, 3), 2);
    expect(found[1]).toBe(found[2]);
    expect(found[1]).not.toBe(0);
    expect(of.nrm2(new Float64Array(2), 0)).toEqual(new Float64Array(2));
  });
});

test("sparsity patterns: what a result depends on", () => {
  const { exports, diagnostics } = compile(`import { jacobianPattern } from "cotangent";
    import { axpy, cholesky, convolve, cumsum, eigh, expm, fft, gemm, gemv, lu, nrm2, outer, qr, softmax, solve, solveTriangular,
      solveTridiagonal, svd } from "cotangent/linalg";
    export const cumulated = jacobianPattern(cumsum);
    export const moved = jacobianPattern((x: Float64Array) => axpy(2, x, x));
    export const solved = jacobianPattern((x: Float64Array) => solve(Float64Array.of(1, 2, 2, 1), x, 2));
    // What the others depend on is what their rules say: nothing here but that they take part.
    export const others = [
      jacobianPattern((x: Float64Array) => cholesky(x, 2)),
      jacobianPattern((x: Float64Array) => convolve(x, x)),
      jacobianPattern((x: Float64Array) => eigh(x, 2).vectors),
      jacobianPattern((x: Float64Array) => expm(x, 2)),
      jacobianPattern((x: Float64Array) => fft(x, x).re),
      jacobianPattern((x: Float64Array) => gemm(x, x, 2, 2, 2)),
      jacobianPattern((x: Float64Array) => gemv(x, Float64Array.of(1, nrm2(x)), 2, 2)),
      jacobianPattern((x: Float64Array) => lu(x, 2).u),
      jacobianPattern((x: Float64Array) => outer(x, x)),
      jacobianPattern((x: Float64Array) => qr(x, 2, 2).q),
      jacobianPattern((x: Float64Array) => softmax(x)),
      jacobianPattern((x: Float64Array) => solveTriangular(x, Float64Array.of(1, 2), 2)),
      jacobianPattern((x: Float64Array) => solveTridiagonal(x.slice(1), x, x.slice(1), x)),
      jacobianPattern((x: Float64Array) => svd(x, 2, 2).s),
    ];`);
  expect(diagnostics).toEqual([]);
  type Pattern = (x: Float64Array) => { columns: Int32Array; offsets: Int32Array };
  const of = exports as Record<string, Pattern>;
  expect([...of.cumulated(Float64Array.of(1, 2, 3)).columns]).toEqual([0, 0, 1, 0, 1, 2]);
  expect([...of.moved(Float64Array.of(1, 2)).columns]).toEqual([0, 1]);
  expect([...of.solved(Float64Array.of(1, 2)).columns]).toEqual([0, 1, 0, 1]);
  for (const pattern of exports.others as Pattern[])
    expect(pattern(Float64Array.of(2, 1, 1, 3)).columns.length).toBeGreaterThan(0);
});
