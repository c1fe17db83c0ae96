/** Sparse Jacobians of ADBench: the hand, and a whole bundle adjustment as one function. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { allResiduals, asOneArray } from "../../examples/adbench/src/bundle-of-all.js";
import { goldenCases } from "../../examples/adbench/src/golden.js";
import { handErrors, handSurfaceErrors } from "../../examples/adbench/src/hand.js";
import {
  type BaInput,
  readExpandedBa,
  readHand,
  readReplicatedBa,
  readSurfaceHand,
} from "../../examples/adbench/src/problems.js";
import { seededInputs } from "../../examples/adbench/src/seeded.js";
import { type Csr, jacobianPlan, type SparsePlan, type SparsityPattern } from "../../runtime/src/sparse/index.js";
import { type Callable, compile } from "../support/compile.js";

vi.setConfig({ testTimeout: 120_000 });

const beside = fileURLToPath(new URL("../../../shared/data/adbench", import.meta.url));
const folder = process.env.ADBENCH_DATA ?? beside;
const cases = goldenCases(folder);
if (cases.length === 0) console.warn(`no ADBench reference values in ${folder}: their tests are skipped`);
const ofKind = (...kinds: string[]) => cases.filter(({ kind }) => kinds.includes(kind));

const text = (name: string): string =>
  readFileSync(new URL(`../../examples/adbench/src/${name}.ts`, import.meta.url), "utf8");
const sources = Object.fromEntries(
  ["ba", "bundle-of-all", "hand", "problems"].map((name) => [`${name}.ts`, text(name)]),
);
const compiled = compile({
  ...sources,
  "main.ts": `import { jacobianPattern, sparseJacobian, sparseJacobianWith } from "cotangent";
    import { allResiduals } from "./bundle-of-all.js";
    import { handErrors, handSurfaceErrors } from "./hand.js";
    export const bundle = sparseJacobian(allResiduals);
    export const bundlePattern = jacobianPattern(allResiduals);
    export const handPattern = jacobianPattern(handErrors);
    export const hand = sparseJacobianWith(handErrors);
    export const surfacePattern = jacobianPattern(handSurfaceErrors);
    export const surface = sparseJacobianWith(handSurfaceErrors);`,
});
const of = compiled.exports as Record<string, Callable>;

/** The least milliseconds of a few runs. */
function time(run: () => unknown): number {
  const times = Array.from({ length: 30 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe("hand", () => {
  const kinds = {
    vertices: { pattern: "handPattern", jacobian: "hand", primal: handErrors },
    surface: { pattern: "surfacePattern", jacobian: "surface", primal: handSurfaceErrors },
  };

  /** The arithmetic of the Jacobian for each operation of the function: for the 26 or 28 columns of ADBench at most one each. */
  function costOf(jacobian: string, plan: SparsePlan, args: readonly unknown[]): number {
    let [arithmetic, own] = [0, 0];
    compiled.interpreted(jacobian, ({ kind }) => void (arithmetic += kind === "prim" ? 1 : 0))(plan, ...args);
    compiled.interpretedPrimal(jacobian, ({ kind }) => void (own += kind === "prim" ? 1 : 0))(...args);
    return arithmetic / own;
  }

  it.each(["vertices", "surface"] as const)(
    "%s: fingers share products, which cost about as much as the function each",
    (kind) => {
      const { hand, surfaceHand } = seededInputs(3);
      const { parameters, model, ...data } = kind === "vertices" ? hand : surfaceHand;
      const { pattern, jacobian } = kinds[kind];
      const args = [parameters, model, data];
      const plan = jacobianPlan(of[pattern](...args) as SparsityPattern);
      expect(plan.byRows).toBe(false);
      // Turn and shift of three columns each are everybody's; at most four angles of one finger are, and two coordinates of a point.
      expect(plan.count).toBeLessThanOrEqual(kind === "vertices" ? 10 : 26);
      expect(costOf(jacobian, plan, args) / plan.count).toBeLessThan(1.15);
    },
  );

  it.each(ofKind("HAND-S", "HAND-C"))("$name", ({ kind, input, modelFile, distance }) => {
    const isSurface = kind === "HAND-C";
    const { parameters, model, ...data } = (isSurface ? readSurfaceHand : readHand)(input, modelFile);
    const { pattern, jacobian, primal } = kinds[isSurface ? "surface" : "vertices"];
    const args = [parameters, model, data] as const;
    expect(distance("objective.f64", primal(...args))).toBeLessThan(1e-13);
    const plan = jacobianPlan(of[pattern](...args) as SparsityPattern, { check: true });
    const found = of[jacobian](plan, ...args) as Csr;
    expect(distance("jacobian.f64", asColumns(found, isSurface ? data.correspondences.length : 0))).toBeLessThan(1e-12);

    const kept = jacobianPlan(found);
    expect(kept.count).toBe(isSurface ? 10 : 8);
    expect(costOf(jacobian, kept, args) / (isSurface ? 28 : 26)).toBeLessThan(0.5);
    const [once, whole] = [time(() => primal(...args)), time(() => of[jacobian](kept, ...args))];
    const share = (whole / once / kept.count).toFixed(2);
    console.info(`${kept.count} products for ${parameters.length} parameters, in ${share} of the function's time each`);
  });
});

/** Column after column; two columns for the coordinates of all points. */
function asColumns({ shape: [m, n], offsets, columns, values }: Csr, points: number): Float64Array {
  const width = points > 0 ? n - 2 * points + 2 : n;
  const dense = new Float64Array(m * width);
  for (let i = 0; i < m; i++) {
    for (let p = offsets[i]; p < offsets[i + 1]; p++) {
      const j = columns[p] < 2 * points ? columns[p] % 2 : columns[p] - n + width;
      dense[j * m + i] = values[p];
    }
  }
  return dense;
}

describe("bundle adjustment as one function", () => {
  /** The matrix in the pattern of ADBench, which has entries for both coordinates of the principal point in each row. */
  function inAdbenchPattern({ shape: [m], offsets, columns, values }: Csr, { cameras, points, pairs }: BaInput) {
    const count = pairs.length / 2;
    const all: number[] = [];
    let met = 0;
    for (let i = 0; i < m; i++) {
      const row = new Map<number, number>();
      for (let p = offsets[i]; p < offsets[i + 1]; p++) row.set(columns[p], values[p]);
      const observation = i < 2 * count ? i >> 1 : i - 2 * count;
      const weight = 11 * cameras.length + 3 * points.length + observation;
      const [camera, point] = pairs.subarray(2 * observation, 2 * observation + 2);
      const expected =
        i < 2 * count
          ? [
              ...Array.from({ length: 11 }, (_, k) => 11 * camera + k),
              ...Array.from({ length: 3 }, (_, k) => 11 * cameras.length + 3 * point + k),
              weight,
            ]
          : [weight];
      for (const j of expected) {
        all.push(row.get(j) ?? 0);
        met += row.has(j) ? 1 : 0;
      }
    }
    return { values: Float64Array.from(all), isWhole: met === columns.length };
  }

  it.each([
    ...ofKind("BA").map((each) => ({ ...each, read: readReplicatedBa })),
    ...ofKind("BA-R").map((each) => ({ ...each, read: readExpandedBa })),
  ])("$name", ({ input, distance, read }) => {
    const ba = read(input);
    const args = asOneArray(ba);
    const residuals = allResiduals(...args);
    const count = ba.weights.length;
    expect(distance("reproj_err.f64", residuals.slice(0, 2 * count))).toBeLessThan(1e-11);
    expect(distance("w_err.f64", residuals.slice(2 * count))).toBeLessThan(1e-11);
    const { values, isWhole } = inAdbenchPattern(of.bundle(...args) as Csr, ba);
    expect(isWhole).toBe(true);
    expect(distance("J_vals.f64", values)).toBeLessThan(1e-8);
  });

  it("few products for any number of observations, in the pattern of the observations", () => {
    const { ba } = seededInputs(1);
    const args = asOneArray(ba);
    const found = of.bundle(...args) as Csr;
    const { isWhole } = inAdbenchPattern(found, ba);
    expect(isWhole).toBe(true);
    const plan = jacobianPlan(of.bundlePattern(...args) as SparsityPattern);
    expect(plan.byRows).toBe(false);
    expect(plan.count).toBeLessThanOrEqual(16);
  });
});
