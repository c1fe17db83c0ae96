/** The small problems that second-order methods solve for each step, against the conditions of their solutions, on random ones. */
import { type Bound, lbfgsb, minimize, projectedGradient, box } from "cotangent/optim";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundedStep } from "../../../runtime/src/optim/second-order/bounded-step.js";
import {
  cauchyPoint,
  compactOf,
  subspaceMinimum,
} from "../../../runtime/src/optim/second-order/bounded-quasi-newton.js";
import { solvePositive } from "../../../runtime/src/optim/second-order/cholesky.js";
import { conjugateGradients } from "../../../runtime/src/optim/second-order/conjugate-gradients.js";
import { dampedStep } from "../../../runtime/src/optim/second-order/damped-step.js";
import { symmetricEigen } from "../../../runtime/src/optim/second-order/eigen.js";
import type { Pair } from "../../../runtime/src/optim/second-order/lbfgs.js";
import { qr, solveUpper } from "../../../runtime/src/optim/second-order/qr.js";
import { distance } from "./problems.js";

// Zeros, and no numbers of which squares vanish.
const entry = fc.double({ min: -3, max: 3, noNaN: true }).map((x) => (Math.abs(x) < 1e-20 ? 0 : x));
const vector = (n: number) => fc.array(entry, { minLength: n, maxLength: n }).map((x) => Float64Array.from(x));
const matrix = (m: number, n: number) => fc.array(vector(n), { minLength: m, maxLength: m });
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const times = (rows: readonly Float64Array[], x: Float64Array): Float64Array =>
  Float64Array.from(rows, (row) => dot(row, x));
const transposed = (rows: readonly Float64Array[]): Float64Array[] =>
  Array.from(rows[0], (_, j) => Float64Array.from(rows, (row) => row[j]));
const length = (x: Float64Array): number => Math.sqrt(dot(x, x));
const symmetric = (n: number) => matrix(n, n).map((a) => a.map((row, i) => row.map((x, j) => (i <= j ? x : a[j][i]))));

test("the triangle of QR has the products of the matrix", () => {
  for (const [m, n] of [
    [5, 3],
    [3, 3],
    [2, 4],
  ])
    fc.assert(
      fc.property(matrix(m, n), vector(m), (a, b) => {
        const { r, b: turned } = qr(a, b, n);
        const [at, rt] = [transposed(a), transposed(r)];
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) expect(dot(rt[i], rt[j])).toBeCloseTo(dot(at[i], at[j]), 8);
          for (let j = 0; j < i; j++) expect(r[i][j]).toBe(0);
          expect(dot(rt[i], turned)).toBeCloseTo(dot(at[i], b), 8);
        }
      }),
    );
  expect(solveUpper([Float64Array.of(1, 2), Float64Array.of(0, 0)], Float64Array.of(1, 1))).toBeUndefined();
});

test("Cholesky's method solves, and finds out what is not positive definite", () => {
  fc.assert(
    fc.property(matrix(4, 4), vector(4), (a, b) => {
      const gram = a.map((row) => Float64Array.from(a, (other) => dot(row, other)));
      const x = solvePositive(gram, 0.5, b)!;
      const image = times(gram, x).map((v, i) => v + 0.5 * x[i]);
      expect(distance(image, b)).toBeLessThan(1e-9);
      expect(
        solvePositive(
          gram.map((row) => row.map((v) => -v)),
          -0.5,
          b,
        ),
      ).toBeUndefined();
    }),
  );
});

test("eigenvalues and eigenvectors make up the matrix", () => {
  fc.assert(
    fc.property(symmetric(5), (a) => {
      const { values, vectors } = symmetricEigen(a);
      for (const [k, v] of vectors.entries()) {
        expect(
          distance(
            times(a, v),
            v.map((x) => values[k] * x),
          ),
        ).toBeLessThan(1e-11);
        for (const [l, w] of vectors.entries()) expect(dot(v, w)).toBeCloseTo(k === l ? 1 : 0, 11);
      }
    }),
  );
});

describe("the least of a quadratic model within a radius", () => {
  const radius = fc.double({ min: 0.01, max: 10, noNaN: true });

  test("meets the conditions of Moré and Sorensen", () => {
    fc.assert(
      fc.property(symmetric(4), vector(4), radius, (h, g, most) => {
        const eigen = symmetricEigen(h);
        const { p, decrease } = boundedStep(eigen, g, most);
        const image = times(h, p);
        expect(decrease).toBeCloseTo(-dot(g, p) - 0.5 * dot(p, image), 8);
        expect(length(p)).toBeLessThanOrEqual(most * (1 + 1e-7));
        // (H + λ I) p = -g with λ >= 0, λ >= -least eigenvalue, λ (|p| - radius) = 0.
        const isInside = length(p) < most * (1 - 1e-7);
        const lambda = isInside
          ? 0
          : -dot(
              p,
              image.map((v, i) => v + g[i]),
            ) / dot(p, p);
        const least = Math.min(...eigen.values);
        expect(lambda).toBeGreaterThanOrEqual(Math.max(0, -least) - 1e-6);
        if (isInside) expect(least).toBeGreaterThanOrEqual(-1e-9);
        expect(
          distance(
            image.map((v, i) => v + lambda * p[i]),
            g.map((v) => -v),
          ),
        ).toBeLessThan(1e-6);
      }),
    );
  });

  test("goes along the lowest eigenvector where the gradient has nothing of it", () => {
    const eigen = symmetricEigen([Float64Array.of(-1, 0), Float64Array.of(0, 2)]);
    const { p, decrease } = boundedStep(eigen, Float64Array.of(0, 3), 5);
    // λ = 1: the second number is -3 / 3, the first one fills up the radius.
    expect(p[1]).toBeCloseTo(-1, 12);
    expect(Math.abs(p[0])).toBeCloseTo(Math.sqrt(24), 12);
    expect(decrease).toBeCloseTo(3 - 1 + 12, 10);
    expect(boundedStep(eigen, new Float64Array(2), 1).decrease).toBeCloseTo(0.5, 12);
  });

  test("conjugate gradients decrease the model no less than the steepest descent does, and stay within the radius", () => {
    fc.assert(
      fc.property(symmetric(4), vector(4), radius, (h, g, most) => {
        fc.pre(length(g) > 0.1);
        const right = g.map((v) => -v);
        const solved = conjugateGradients((v) => times(h, v), right, 1e-10, { radius: most });
        expect(length(solved.x)).toBeLessThanOrEqual(most * (1 + 1e-9));
        expect(distance(times(h, solved.x), solved.image)).toBeLessThan(1e-6 * (1 + length(solved.image)));
        if (solved.flat) expect(dot(solved.flat, times(h, solved.flat))).toBeLessThanOrEqual(0);
        else if (solved.isOnBoundary) expect(length(solved.x)).toBeCloseTo(most, 8);
      }),
    );
  });
});

test("the damped step of least squares lies within the radius, and solves the damped equations", () => {
  const positive = fc.double({ min: 0.1, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      matrix(5, 3),
      vector(5),
      fc.tuple(positive, positive, positive).map((d) => Float64Array.from(d)),
      fc.double({ min: 0.001, max: 10, noNaN: true }),
      (j, r, scale, radius) => {
        const { p, damping } = dampedStep(qr(j, r, 3), scale, radius, 0);
        const size = length(p.map((x, k) => x * scale[k]));
        expect(size).toBeLessThanOrEqual(1.1 * radius * (1 + 1e-9));
        if (damping > 0) expect(size).toBeGreaterThan(0.89 * radius);
        const gradient = times(transposed(j), r);
        const image = times(transposed(j), times(j, p)).map((v, k) => v + damping * scale[k] ** 2 * p[k] + gradient[k]);
        // Of a singular matrix the step is the shortest one, but for a damping that is not told.
        expect(length(image)).toBeLessThan(1e-6 * (1 + length(gradient)));
      },
    ),
  );
});

describe("the model of L-BFGS-B", () => {
  // Small rooms, so that the path meets bounds before its minimum.
  const wide = fc.double({ min: -3, max: 0.5, noNaN: true }).map((x) => 10 ** x);
  const setting = fc.record({
    factor: matrix(4, 4),
    steps: fc.array(vector(4), { minLength: 0, maxLength: 3 }),
    start: vector(4),
    // So that the time of a point on the path can be told from its numbers.
    gradient: vector(4).map((g) => g.map((x) => (Math.abs(x) < 0.05 ? 0 : x))),
    rooms: fc.array(fc.tuple(wide, wide), { minLength: 4, maxLength: 4 }),
  });

  /** Changes by the positive definite matrix F Fᵀ + I. */
  function pairsOf(factor: readonly Float64Array[], steps: readonly Float64Array[]): Pair[] {
    return steps
      .filter((s) => length(s) > 0.1)
      .map((s) => ({ s, y: times(factor, times(transposed(factor), s)).map((v, i) => v + s[i]) }));
  }

  /** The same matrix by the updates of BFGS, from θ I on. */
  function updated(pairs: readonly Pair[], theta: number): Float64Array[] {
    let b = [0, 1, 2, 3].map((i) => Float64Array.from([0, 1, 2, 3], (j) => (i === j ? theta : 0)));
    for (const { s, y } of pairs) {
      const bs = times(b, s);
      b = b.map((row, i) => row.map((v, j) => v - (bs[i] * bs[j]) / dot(s, bs) + (y[i] * y[j]) / dot(s, y)));
    }
    return b;
  }

  test("its matrix is that of the updates", () => {
    fc.assert(
      fc.property(setting, ({ factor, steps, start }) => {
        const pairs = pairsOf(factor, steps);
        const { theta, w, product } = compactOf(pairs, 4);
        const inner = product(times(transposed(w), start));
        const image = start.map((v, i) => theta * v - dot(w[i], inner));
        expect(distance(image, times(updated(pairs, theta), start))).toBeLessThan(1e-5);
      }),
    );
  });

  test("the Cauchy point is the first minimum along the projected gradient path, and the subspace step stays within the bounds", () => {
    fc.assert(
      fc.property(setting, ({ factor, steps, start, gradient, rooms }) => {
        const compact = compactOf(pairsOf(factor, steps), 4);
        const b = updated(pairsOf(factor, steps), compact.theta);
        const bounds = { low: (i: number) => start[i] - rooms[i][0], high: (i: number) => start[i] + rooms[i][1] };
        const cauchy = cauchyPoint(compact, start, gradient, bounds);
        const model = (x: Float64Array): number => {
          const d = x.map((v, i) => v - start[i]);
          return dot(gradient, d) + 0.5 * dot(d, times(b, d));
        };
        const path = (t: number): Float64Array =>
          start.map((v, i) => Math.min(Math.max(v - t * gradient[i], bounds.low(i)), bounds.high(i)));
        // The path's time of the point: of the number that is farthest on its way.
        const t = Math.max(...cauchy.x.map((v, i) => (gradient[i] === 0 ? 0 : (start[i] - v) / gradient[i])));
        expect(distance(path(t), cauchy.x)).toBeLessThan(1e-8);
        let last = model(start);
        for (let k = 1; k <= 200; k++) {
          const value = model(path((t * k) / 200));
          expect(value).toBeLessThanOrEqual(last + 1e-8);
          last = value;
        }
        expect(model(path(t * (1 + 1e-3)))).toBeGreaterThanOrEqual(last - 1e-8);
        const target = subspaceMinimum(compact, start, gradient, cauchy, bounds);
        for (const [i, v] of target.entries()) expect(v >= bounds.low(i) && v <= bounds.high(i)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("L-BFGS-B", () => {
  const bound = fc.tuple(entry, entry).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

  test("finds what projected gradients find, on random convex quadratics within random boxes", () => {
    fc.assert(
      fc.property(
        matrix(4, 4),
        vector(4),
        fc.array(bound, { minLength: 4, maxLength: 4 }),
        vector(4),
        (a, c, bounds, start) => {
          const valueAndGrad = (x: Float64Array): [number, Float64Array] => {
            const residual = times(a, x).map((v, i) => v - c[i]);
            const gradient = times(transposed(a), residual).map((v, i) => v + x[i]);
            return [0.5 * (dot(residual, residual) + dot(x, x)), gradient];
          };
          const [low, high]: Bound[] = [bounds.map(([l]) => l), bounds.map(([, h]) => h)];
          const seen: Float64Array[] = [];
          const found = minimize(valueAndGrad, start, lbfgsb({ low, high }), {
            gradientTolerance: 1e-7,
            onProgress: ({ params }) => void seen.push(params),
          });
          expect(found.reason).toBe("converged");
          for (const x of seen) for (const [i, [l, h]] of bounds.entries()) expect(x[i] >= l && x[i] <= h).toBe(true);
          const slow = minimize(valueAndGrad, start, projectedGradient(box(low, high)), {
            gradientTolerance: 1e-7,
            maxIterations: 20000,
          });
          expect(distance(found.params, slow.params)).toBeLessThan(1e-6);
          expect(found.iterations).toBeLessThan(60);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("finds the minimum of Rosenbrock's function in many dimensions, with half of the bounds active", () => {
    const n = 20;
    const valueAndGrad = (x: Float64Array): [number, Float64Array] => {
      const gradient = new Float64Array(n);
      let value = 0;
      for (let i = 0; i + 1 < n; i += 2) {
        const [u, v] = [1 - x[i], x[i + 1] - x[i] ** 2];
        value += u * u + 100 * v * v;
        gradient[i] = -2 * u - 400 * x[i] * v;
        gradient[i + 1] = 200 * v;
      }
      return [value, gradient];
    };
    const high = Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 0.5 : 10));
    const { params, reason, iterations } = minimize(valueAndGrad, new Float64Array(n).fill(-1), lbfgsb({ high }));
    expect(reason).toBe("converged");
    expect(iterations).toBeLessThan(80);
    for (let i = 0; i < n; i += 4) expect(distance(params.slice(i, i + 4), [0.5, 0.25, 1, 1])).toBeLessThan(1e-4);
  });
});
