/** Sparse matrices against dense ones, with patterns found in each call and kept, with and without the optimizer, run as JavaScript and interpreted. */
import { expect } from "vitest";
import { hessianPlan, jacobianPlan, type SparsePlan } from "../../runtime/src/sparse/plan.js";
import { type Csr, toDense } from "../../runtime/src/sparse/matrix.js";
import type { SparsityPattern } from "../../runtime/src/sparse/pattern.js";
import { type Callable, compile } from "./compile.js";
import { clone, close, difference } from "./trees.js";

export interface SparseCheck {
  readonly args: readonly unknown[];
  readonly argnum?: number;
  /** The columns of each row of the pattern. */
  readonly pattern?: readonly (readonly number[])[];
}

/** `source` declares a function `f` of an array. Returns the Jacobian. */
export function checkSparseJacobian(source: string, options: SparseCheck): Csr {
  return checkSparse(source, "jacobian", options);
}

/** `source` declares a function `f` that returns a number. Returns the Hessian. */
export function checkSparseHessian(source: string, options: SparseCheck): Csr {
  return checkSparse(source, "hessian", options);
}

function checkSparse(source: string, of: SparsePlan["of"], { args, argnum = 0, pattern }: SparseCheck): Csr {
  const sparse = of === "jacobian" ? "sparseJacobian" : "sparseHessian";
  const names = [of, `${of}Pattern`, sparse, `${sparse}With`];
  const text = `import { ${names.join(", ")}, checkpoint, customJvp, customVjp, grad, hvp, jvp, stopGradient, vjp } from "cotangent";\n${source}\n${names
    .map((name) => `export const of_${name} = ${name}(f, { argnums: ${argnum} });`)
    .join("\n")}`;
  let found: Csr | undefined;
  for (const level of [1, 0] as const) {
    const compiled = compile(text, level);
    expect(compiled.diagnostics).toEqual([]);
    for (const run of [(name: string) => compiled.exports[name] as Callable, compiled.interpreted]) {
      const call = (name: string, ...front: unknown[]): unknown => {
        const given = clone(args);
        const result = run(`of_${name}`)(...front, ...given);
        expect(difference(given, args, Object.is)).toBeUndefined();
        return result;
      };
      const dense = (call(of) as number[][]).map((row) => Float64Array.from(row));
      const compare = (matrix: Csr): void => expect(difference(toDense(matrix), dense, close(1e-12))).toBeUndefined();
      const own = call(`${of}Pattern`) as SparsityPattern;
      if (pattern) expect(rowsOf(own)).toEqual(pattern);
      found = call(sparse) as Csr;
      compare(found);
      expect(found.shape).toEqual([dense.length, (args[argnum] as number[]).length]);
      const plans =
        of === "hessian"
          ? [hessianPlan(own, { check: true })]
          : [jacobianPlan(own, { check: true, by: "columns" }), jacobianPlan(own, { check: true, by: "rows" })];
      for (const plan of plans) compare(call(`${sparse}With`, plan) as Csr);
    }
  }
  return found!;
}

/** The columns of each row. */
export function rowsOf({ shape: [m], offsets, columns }: SparsityPattern): number[][] {
  return Array.from({ length: m }, (_, i) => [...columns.subarray(offsets[i], offsets[i + 1])]);
}
