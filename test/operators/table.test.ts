/** Every operator of every other: what the inner one makes is differentiated by the outer one. */
import { describe, expect, test } from "vitest";
import { operatorNames } from "../../plugin/src/ir/operator-names.js";
import { type Csr, hessianPlan, jacobianPlan, toDense } from "../../runtime/src/sparse/index.js";
import { compile } from "../support/compile.js";
import { slopes } from "../support/slopes.js";
import { close, difference, reals } from "../support/trees.js";

type Call = (...args: unknown[]) => unknown;

const f = `const f = (x: Float64Array): number => { let s = x[0]; for (let i = 1; i < x.length; i++) s += Math.sin(x[i] * x[i - 1]) * s; return s; };
  const g = (x: Float64Array): Float64Array => Float64Array.of(x[0] ** 2 * x[1], Math.exp(x[1]));
  const pair = (x: Float64Array, s: number): [number, number] => [Math.sin(x[0] * s) * x[1], x[1] ** 2 / s];
  const cubic = root(
    (z: number, a: Float64Array) => z ** 3 + z - a[0] * a[1],
    (a: Float64Array) => { let z = 0; for (let i = 0; i < 60; i++) z -= (z ** 3 + z - a[0] * a[1]) / (3 * z * z + 1); return z; },
  );
  const flat = (rows: Float64Array[]): Float64Array => Float64Array.of(rows[0][0], rows[0][1], rows[1][0], rows[1][1]);`;

/** A vector made by each operator of a vector. */
const inner: Readonly<Record<string, string>> = {
  grad: "grad(f)(x)",
  valueAndGrad: "(() => { const [y, d] = valueAndGrad(f)(x); return d.map((each) => each * y); })()",
  gradInto: "(() => { const into = new Float64Array(2); gradInto(f)(into, x); return into; })()",
  valueAndGradInto:
    "(() => { const d = new Float64Array(2); const y = valueAndGradInto(f)(d, x); return d.map((v) => v * y); })()",
  jvp: "jvp(g)([x], [x])[1]",
  vjp: "vjp(g)(x)[1](x)[0]",
  taylor: "taylor(g, 2)([x], [x])[2]",
  jet: "jet(g, 2)([x], [[x], [x]])[1][1]",
  jacobian: "flat(jacobian(g)(x))",
  jacobianInto:
    "(() => { const rows = [new Float64Array(2), new Float64Array(2)]; jacobianInto(g)(rows, x); return flat(rows); })()",
  valueAndJacobianInto:
    "(() => { const rows: [[Float64Array, number], [Float64Array, number]] = [[new Float64Array(2), 0], [new Float64Array(2), 0]]; const y = valueAndJacobianInto(pair, { argnums: [0, 1] })(rows, x, x[0]); return flat(rows.map(([row, s]) => row.map((v) => v * s + y[0] * y[1]))); })()",
  packedJacobianInto:
    "(() => { const values = new Float64Array(7); const y = packedJacobianInto(pair, { argnums: [0, 1] })(values, 1, x, x[0]); return values.map((v) => v * y[0] + y[1]); })()",
  packedValueAndJacobianInto:
    "(() => { const [y, values] = [new Float64Array(3), new Float64Array(7)]; packedValueAndJacobianInto(pair, { argnums: [0, 1] })(y, 1, values, 1, x, x[0]); return values.map((v) => v * y[1] + y[2]); })()",
  jacfwd: "flat(jacfwd(g)(x))",
  jacrev: "flat(jacrev(g)(x))",
  hessian: "flat(hessian(f)(x))",
  hvp: "hvp(f)([x], [x])",
  vhp: "vhp(f)([x], [x])",
  jacobianPattern: "Float64Array.from(jacobianPattern(g)(x).columns)",
  sparseJacobian: "sparseJacobian(g)(x).values",
  sparseJacobianWith: "sparseJacobianWith(g)(gPlan, x).values",
  hessianPattern: "Float64Array.from(hessianPattern(f)(x).columns)",
  sparseHessian: "sparseHessian(f)(x).values",
  sparseHessianWith: "sparseHessianWith(f)(fPlan, x).values",
  secondDerivative: "secondDerivative((t: number) => g(x.map((v) => v * t * t)))(1)",
  laplacian: "Float64Array.of(laplacian(f)(x))",
  linearize: "linearize(g)(x)[1](x)",
  linearTranspose:
    "linearTranspose((z: Float64Array) => Float64Array.of(2 * z[0] - z[1], z[1]))(new Float64Array(2))(x)[0]",
};

/** A vector made by what is no operator, but says how its derivative is made. */
const ways: Readonly<Record<string, string>> = {
  checkpoint: "checkpoint((z: Float64Array): Float64Array => z.map((v) => Math.sin(v) * z[0]))(x)",
  "a loop with checkpoints":
    "(() => { let z = x.slice(); /** @checkpoint binomial 2 */ for (let k = 0; k < 4; k++) { z = z.map((v) => Math.sin(v) + z[0] * v); } return z; })()",
  scan: "(() => { const [c, ys] = scan((c: number, v: number) => [Math.sin(c) * v, c * v], 1, x, { checkpoint: binomial(1) }); return Float64Array.of(c, ys[1]); })()",
  reversible:
    "reversible((z: Float64Array, k: number, a: number) => Float64Array.of(z[1] + a, z[0] * 2), (z: Float64Array, k: number, a: number) => Float64Array.of(z[1] / 2, z[0] - a))(x, 3, x[0] * x[1])",
  root: "Float64Array.of(cubic(x), x[1])",
  fixedPoint:
    "fixedPoint((z: Float64Array, a: Float64Array) => z.map((v, i) => 0.3 * Math.cos(v * a[0]) + 0.1 * a[i] * z[0]), (a: Float64Array) => { let z = a.slice(); for (let k = 0; k < 90; k++) z = z.map((v, i) => 0.3 * Math.cos(v * a[0]) + 0.1 * a[i] * z[0]); return z; })(x)",
  minValue:
    "Float64Array.of(minValue((z: number, a: Float64Array) => z ** 2 * a[0] - z * a[1] ** 3, (a: Float64Array) => a[1] ** 3 / (2 * a[0]))(x), x[0])",
  linearSolve:
    "linearSolve((v: Float64Array): Float64Array => Float64Array.of(2 * v[0] + x[0] * v[1], 3 * v[1] - x[1] * v[0]), x, { tolerance: 1e-14 })",
  "scan with records":
    "(() => { const [c, ys] = scan((c: { v: Float64Array }, w: number) => { const n = { v: c.v.map((u) => Math.sin(u) * w) }; return [n, { n, w: w * c.v[0] }]; }, { v: x.slice() }, x, { checkpoint: binomial(1) }); return Float64Array.of(c.v[0], ys[0].n.v[1] * ys[1].w); })()",
  solve: "solve(Float64Array.of(2, x[0], x[1], 3), x, 2)",
  svd: "svd(Float64Array.of(2, x[0], x[1], 3 * x[1]), 2, 2).u.map((u, i) => u * x[i % 2])",
  customJvp:
    "customJvp((z: Float64Array): Float64Array => z.map((v) => v * v), ([z], [dz]) => [z.map((v) => v * v), z.map((v, i) => 2 * v * dz[i])])(x)",
  customVjp:
    "customVjp((z: Float64Array): Float64Array => z.map((v) => v * v), (z) => [z.map((v) => v * v), z.slice()], (z, c) => [z.map((v, i) => 2 * v * c[i])])(x)",
};

const intoRows = ["jacobianInto", "valueAndJacobianInto", "packedJacobianInto", "packedValueAndJacobianInto"];
const ofVector = [
  ...["jacobian", "jacfwd", "jacrev", "jvp", "vjp", "linearize"],
  ...["jacobianPattern", "sparseJacobian", "sparseJacobianWith"],
];
const ofNumber = [
  ...["grad", "valueAndGrad", "gradInto", "valueAndGradInto", "hessian", "hvp", "vhp", "laplacian"],
  ...["hessianPattern", "sparseHessian", "sparseHessianWith"],
];

const isSparse = (outer: string): boolean => /sparse|Pattern/.test(outer);
/** Whether an operator runs what the inner one makes: a sparse one runs it several times, and the checks of memory that is given count as effects. */
const takes = (outer: string, name: string): boolean => !(isSparse(outer) && name.endsWith("Into"));

test("no operator is left out", () => {
  // A check is no function that could be differentiated.
  const names = operatorNames.filter((name) => name !== "checkGrads").sort();
  expect(Object.keys(inner).sort()).toEqual(names);
  // What is transposed is linear, which the results of other operators need not be.
  const outer = [...ofVector, ...ofNumber, ...intoRows, "secondDerivative", "taylor", "jet", "linearTranspose"];
  expect(outer.sort()).toEqual(names);
});

describe.each(Object.keys({ ...inner, ...ways }))("of %s", (name) => {
  const source = `import { ${operatorNames.join(", ")}, checkpoint, customJvp, customVjp, scan } from "cotangent";
    import { binomial } from "cotangent/checkpoint";
    import { fixedPoint, linearSolve, minValue, root } from "cotangent/implicit";
    import { solve, svd } from "cotangent/linalg";
    import { reversible } from "cotangent/reversible";
    import { hessianPlan, jacobianPlan, patternOf } from "cotangent/sparse";
    const gPlan = jacobianPlan(patternOf([0, 0, 1], [0, 1, 1], [2, 2]), { check: true });
    const fPlan = hessianPlan(patternOf([0, 0, 1, 1], [0, 1, 0, 1], [2, 2]), { check: true });
    ${f}
    const vector = (x: Float64Array): Float64Array => ${inner[name] ?? ways[name]};
    const number = (x: Float64Array): number => { const v = vector(x); let s = 0; for (let i = 0; i < v.length; i++) s += v[i] * (i + 1); return s; };
    export const taylor_ = taylor(vector, 2); export const jet_ = jet(vector, 2);
    export const primal = vector; export const scalar = number;
    ${intoRows.map((outer) => `export const ${outer}_ = ${outer}(vector);`).join("\n")}
    export const curve = secondDerivative((t: number): Float64Array => vector(Float64Array.of(t, 2 - t)));
    ${ofVector
      .filter((outer) => takes(outer, name))
      .map((outer) => `export const ${outer}_ = ${outer}(vector);`)
      .join("\n")}
    ${ofNumber
      .filter((outer) => takes(outer, name))
      .map((outer) => `export const ${outer}_ = ${outer}(number);`)
      .join("\n")}`;
  const x = [0.7, 0.4];
  const v = Float64Array.of(0.3, -1.1);

  test("agrees with differences", () => {
    const { exports, diagnostics } = compile(source);
    expect(diagnostics).toEqual([]);
    const of = exports as Record<string, Call>;
    const at = (...values: number[]): Float64Array => Float64Array.from(values);
    const columns = (run: Call): number[][] =>
      x.map((_, j) => slopes((t) => reals(run(at(...x.map((each, i) => (i === j ? each + t : each))))), 0.02));
    const jacobian = columns(of.primal);
    const rows = jacobian[0].map((_, i) => jacobian.map((column) => column[i]));
    const along = rows.map((row) => row[0] * v[0] + row[1] * v[1]);
    const gradient = jacobian.map((column) => column.reduce((sum, each, i) => sum + each * (i + 1), 0));
    const hessian = columns(of.grad_);
    const product = [0, 1].map((i) => hessian[0][i] * v[0] + hessian[1][i] * v[1]);
    const cotangent = Float64Array.from(rows, (_, i) => i + 1);
    const into = new Float64Array(2);
    const intoRows = rows.map(() => new Float64Array(2));
    const packed = new Float64Array(rows.flat().length + 2).fill(7);
    const values = new Float64Array(rows.length + 2).fill(7);
    const both = new Float64Array(rows.flat().length + 2).fill(7);
    const [one, other] = [structuredClone(intoRows), structuredClone(intoRows)];
    const found: [string, unknown, readonly number[]][] = [
      ["jacobian", of.jacobian_(at(...x)), rows.flat()],
      ["jacobianInto", [of.jacobianInto_(one, at(...x)), one][1], rows.flat()],
      ["valueAndJacobianInto", of.valueAndJacobianInto_(other, at(...x)), reals(of.primal(at(...x)))],
      ["valueAndJacobianInto, rows", other, rows.flat()],
      ["packedJacobianInto", of.packedJacobianInto_(packed, 1, at(...x)), reals(of.primal(at(...x)))],
      ["packedJacobianInto, numbers", packed, [7, ...rows.flat(), 7]],
      [
        "packedValueAndJacobianInto",
        [of.packedValueAndJacobianInto_(values, 1, both, 2, at(...x)), both][1],
        [7, 7, ...rows.flat()],
      ],
      ["packedValueAndJacobianInto, value", values, [7, ...reals(of.primal(at(...x))), 7]],
      ["jacfwd", of.jacfwd_(at(...x)), rows.flat()],
      ["jacrev", of.jacrev_(at(...x)), rows.flat()],
      ["jvp", (of.jvp_([at(...x)], [v]) as unknown[])[1], along],
      ["linearize", ((of.linearize_(at(...x)) as unknown[])[1] as Call)(v), along],
      ["vjp", ((of.vjp_(at(...x)) as unknown[])[1] as Call)(cotangent), gradient],
      ["grad", of.grad_(at(...x)), gradient],
      ["valueAndGrad", (of.valueAndGrad_(at(...x)) as unknown[])[1], gradient],
      ["gradInto", [of.gradInto_(into, at(...x)), into][1], gradient],
      ["valueAndGradInto", of.valueAndGradInto_(into, at(...x)), [of.scalar(at(...x)) as number]],
      ["hessian", of.hessian_(at(...x)), hessian.flat()],
      ["hvp", of.hvp_([at(...x)], [v]), product],
      ["vhp", of.vhp_([at(...x)], [v]), product],
      ["laplacian", of.laplacian_(at(...x)), [hessian[0][0] + hessian[1][1]]],
    ];
    const bent = slopes(
      (t) => slopes((s) => reals(of.primal(at(...x.map((each, i) => each + (s + t) * v[i])))), 0.02),
      0.05,
    );
    const [value, byOne, byTwo] = of.taylor_([at(...x)], [v]) as unknown[];
    const [first, second] = (of.jet_([at(...x)], [[v], [v]]) as unknown[][])[1];
    found.push(["taylor", value, reals(of.primal(at(...x)))], ["taylor, 1", byOne, along], ["jet, 1", first, along]);
    if (takes("sparseJacobian", name)) found.push(...ofSparse(of, at(...x), rows, hessian));
    for (const [outer, given, wanted] of found)
      expect([outer, difference(reals(given), wanted, close(1e-7))]).toEqual([outer, undefined]);
    expect(
      difference(
        reals(byTwo),
        bent.map((each) => each / 2),
        close(1e-5),
      ),
    ).toBeUndefined();
    expect(
      difference(
        reals(second),
        bent.map((each, i) => each + along[i]),
        close(1e-5),
      ),
    ).toBeUndefined();
    const slopeOf = (t: number): number[] => slopes((s) => reals(of.primal(at(t + s, 2 - t - s))), 0.02);
    const curved = slopes((s) => slopeOf(0.7 + s), 0.1);
    expect(difference(reals(of.curve(0.7)), curved, close(1e-5))).toBeUndefined();
  });
});

/** The sparse matrices, with patterns found in the call and in front of it. */
function ofSparse(
  of: Record<string, Call>,
  x: Float64Array,
  jacobian: readonly (readonly number[])[],
  hessian: readonly (readonly number[])[],
): [string, unknown, readonly number[]][] {
  const plan = jacobianPlan(of.jacobianPattern_(x) as Csr, { check: true });
  const symmetric = hessianPlan(of.hessianPattern_(x) as Csr, { check: true });
  return [
    ["sparseJacobian", toDense(of.sparseJacobian_(x) as Csr), jacobian.flat()],
    ["sparseJacobianWith", toDense(of.sparseJacobianWith_(plan, x) as Csr), jacobian.flat()],
    ["sparseHessian", toDense(of.sparseHessian_(x) as Csr), hessian.flat()],
    ["sparseHessianWith", toDense(of.sparseHessianWith_(symmetric, x) as Csr), hessian.flat()],
  ];
}
