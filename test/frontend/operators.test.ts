import { describe, expect, test } from "vitest";
import type { Deriver } from "../../plugin/src/frontend/index.js";
import type { MapOperator, OperatorOptions, ValueOperator } from "../../plugin/src/ir/operator-names.js";
import type { Func } from "../../plugin/src/ir/ops.js";
import { printFunc } from "../../plugin/src/ir/printer.js";
import { allOps, reachable } from "../../plugin/src/ir/traverse.js";
import { arrayOf, F64, OPAQUE, tupleOf } from "../../plugin/src/ir/types.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { errorsOf, lower, type Lowered } from "../support/lower.js";
import { makeFunc } from "../support/make.js";

/** Functions with the signatures of derivatives, and what they were asked for. */
class Recorder implements Deriver {
  readonly asked: string[] = [];

  derive(operator: ValueOperator, func: Func, captures: number, { argnums }: OperatorOptions): Func {
    const types = func.body.params.map(({ type }) => type);
    if (operator === "jvp") {
      this.asked.push(`jvp ${func.source} captures ${captures}`);
      const list = tupleOf(types.slice(captures));
      return makeFunc(
        [...types.slice(0, captures), list, list],
        (build) => [build.const(undefined, tupleOf([F64, F64]))],
        { name: "f_jvp" },
      );
    }
    this.asked.push(`${operator} ${func.source} captures ${captures} argnums ${JSON.stringify(argnums)}`);
    const result = operator === "valueAndGrad" ? tupleOf([F64, arrayOf(F64)]) : F64;
    return makeFunc(types, (build) => [build.const(undefined, result)], { name: `${func.source}_grad` });
  }

  linearMap(operator: MapOperator, func: Func, captures: number): { forward: Func; map: Func } {
    this.asked.push(`${operator} ${func.source} captures ${captures}`);
    const types = func.body.params.map(({ type }) => type);
    const forward = makeFunc(types, (build) => [build.const(undefined, F64), build.const(undefined, OPAQUE)], {
      name: "f_forward",
    });
    const map = makeFunc([OPAQUE, F64], (build) => [build.const(undefined, tupleOf([F64, F64]))], {
      name: "f_pullback",
    });
    return { forward, map };
  }
}

function uses(source: string | Record<string, string>) {
  const deriver = new Recorder();
  const lowered: Lowered = lower(source, { deriver });
  const found = lowered.uses();
  expect(errorsOf(lowered)).toEqual([]);
  for (const func of reachable(found.map(({ primal }) => primal))) verify(func);
  const summary = found.map(({ operator, primal, captures, options, baseName }) => ({
    operator,
    primal: primal.source,
    captures: captures.map(({ name }) => name),
    params: primal.body.params.map(({ name }) => name),
    argnums: options.argnums,
    hasAux: options.hasAux,
    baseName,
  }));
  return { found, summary, asked: deriver.asked, lowered };
}

describe("operator calls in ordinary code", () => {
  test("under any name", () => {
    const { summary } = uses({
      "main.ts": `import { grad as g, valueAndGrad } from "cotangent"; import * as ct from "cotangent"; import { jvp } from "./barrel"; import * as all from "./barrel";
        function f(x: number) { return x * x; }
        export const a = g(f), b = ct.vjp(f), c = jvp(f), d = all.grad(f), e = valueAndGrad(f);`,
      "barrel.ts": `import { jvp } from "cotangent"; export { jvp }; export { grad } from "cotangent";`,
    });
    expect(summary.map(({ operator }) => operator)).toEqual(["grad", "vjp", "jvp", "grad", "valueAndGrad"]);
    expect(new Set(summary.map(({ primal }) => primal))).toEqual(new Set(["f"]));
  });

  test("functions of other names are not operators", () => {
    const { summary } = uses(`function grad(f: (x: number) => number) { return f; } export const a = grad((x) => x);`);
    expect(summary).toEqual([]);
  });

  test("options", () => {
    const { summary } =
      uses(`import { grad, valueAndGrad } from "cotangent"; function f(x: number, y: number): [number, string] { return [x * y, "aux"]; }
      const which = [1, 0] as const; const options = { argnums: 1, hasAux: true } as const;
      export const a = grad(f, { argnums: which, hasAux: true }), b = valueAndGrad(f, options);`);
    expect(summary.map(({ argnums, hasAux }) => [argnums, hasAux])).toEqual([
      [[1, 0], true],
      [1, true],
    ]);
  });

  test("one instance for several uses", () => {
    const { found } = uses(
      `import { grad, vjp } from "cotangent"; const f = (x: number) => x * x; export const a = grad(f), b = vjp(f);`,
    );
    expect(found[0].primal).toBe(found[1].primal);
  });

  test("captured locals are leading parameters", () => {
    const { summary, found } = uses(`import { grad } from "cotangent"; const SCALE = 2;
      export function train(xs: number[], rate: number) {
        let best = 0; const power = (v: number) => v ** best; function loss(w: number) { let s = 0; for (const x of xs) s += power(w * x) * SCALE; return s; }
        const d = grad((w: number) => loss(w) * rate);
        best = d(1); return grad(loss)(best);
      }`);
    expect(summary).toMatchObject([
      { operator: "grad", captures: ["xs", "best", "rate"], params: ["xs", "best", "rate", "w"], baseName: "d" },
      { operator: "grad", captures: ["xs", "best"], primal: "loss", baseName: "loss" },
    ]);
    expect(printFunc(found[0].primal)).toContain("global SCALE");
  });

  test("inline functions at module level, and the names derived from them", () => {
    const { summary } = uses(
      `import { grad } from "cotangent"; export const slope = grad((x: number) => Math.sin(x)); export default grad(function bump(x: number) { return x; });`,
    );
    expect(summary.map(({ baseName }) => baseName)).toEqual(["slope", "bump"]);
  });

  test("functions of other files, through re-exports and namespaces", () => {
    const { summary, found } = uses({
      "main.ts": `import { grad } from "cotangent"; import { loss as objective } from "./model"; import * as m from "./model"; import dflt from "./model"; export const a = grad(objective), b = grad(m.loss), c = grad(dflt);`,
      "model.ts": `import { K } from "./constants"; export { loss } from "./loss"; export default function half(x: number) { return x / K; }`,
      "loss.ts": `import * as c from "./constants"; const local = 3; export function loss(x: number) { return c.square(x) * c.K * local + c.TABLE[0]; }`,
      "constants.ts": `export const K = 2; export const TABLE = [1, 2]; export const square = (x: number) => x * x;`,
    });
    expect(summary.map(({ primal }) => primal)).toEqual(["loss", "loss", "half"]);
    expect(found[0].primal.file).toMatch(/loss\.ts$/);
    const calls = [...allOps(found[0].primal.body)].filter((op) => op.kind === "call");
    expect(calls.map(({ callee }) => callee.file.replace(/.*\//, ""))).toEqual(["constants.ts"]);
    expect(printFunc(found[0].primal)).toMatch(/global TABLE/);
  });

  test("generic functions as instantiated, rest parameters", () => {
    const { found } = uses(`import { grad } from "cotangent";
      function sum<T extends { a: number }>(p: T): number { return p.a * 2; } function all(...xs: number[]) { return xs[0] * xs[1]; }
      export const a = grad(sum<{ a: number; b: number }>), b = grad(all, { argnums: 0 });`);
    expect(printFunc(found[0].primal)).toContain("{ a: f64");
    expect(found[1].primal.rest).toBe(true);
  });

  test("operators of operators: only the outermost is a use", () => {
    const { summary, asked } = uses(
      `import { grad, jvp } from "cotangent"; function f(x: number) { return x ** 3; } export const a = grad(grad(f)), b = jvp(grad(grad(f)));`,
    );
    expect(summary.map(({ operator, baseName }) => [operator, baseName])).toEqual([
      ["grad", "f"],
      ["jvp", "f"],
    ]);
    expect(asked).toEqual(["grad f captures 0 argnums 0", "grad f_grad captures 0 argnums 0"]);
  });
});

describe("operators inside differentiated functions", () => {
  test("captures of the current values", () => {
    const { found, asked } = uses(
      `import { grad } from "cotangent"; export const a = grad((x: number) => { let k = x; k = k * x; return x * grad((y: number) => k + y)(1); });`,
    );
    expect(asked).toEqual(["grad lambda captures 1 argnums 0"]);
    expect(printFunc(found[0].primal)).toMatch(/call lambda_grad\(%k/);
  });

  test("a module constant that holds a derivative", () => {
    const { asked } = uses(
      `import { grad } from "cotangent"; const f = (x: number) => x * x; const df = grad(f); export const a = grad((x: number) => df(x) * f(x));`,
    );
    expect(asked).toEqual(["grad f captures 0 argnums 0"]);
  });

  test("jvp, vjp and valueAndGrad with destructuring", () => {
    const { found, asked } =
      uses(`import { grad, jvp, valueAndGrad, vjp } from "cotangent"; const f = (x: number, y: number) => x * y;
      export const a = grad((x: number) => { const [v, t] = jvp(f)([x, 2], [1, 0]); const [y, pull] = vjp(f)(x, 3); const [p, q] = valueAndGrad(f, { argnums: [0, 1] })(x, x); return v + t + y + pull(1)[0] + pull(2)[1] + p + q[0]; });`);
    expect(asked).toEqual(["jvp f captures 0", "vjp f captures 0", "valueAndGrad f captures 0 argnums [0,1]"]);
    expect(printFunc(found[0].primal).match(/call f_pullback/g)).toHaveLength(2);
  });

  test("derivatives passed as functions", () => {
    const { asked } =
      uses(`import { grad } from "cotangent"; function newton(g: (x: number) => number, dg: (x: number) => number, x: number) { for (let i = 0; i < 3; i++) x -= g(x) / dg(x); return x; }
      export const a = grad((c: number) => { const g = (x: number) => x * x - c; return newton(g, grad(g), 1); });`);
    expect(asked).toEqual(["grad g captures 1 argnums 0"]);
  });
});

test("marked functions", () => {
  const source = `/** Adds.\n * @differentiable */\nexport function a(x: number) { return x; }\nexport function b(x: number) { "use differentiable"; return x; }
/** @differentiable */\nexport const c = (x: number) => x;\n// @differentiable\nexport function d(x: number) { return x; }\n/** Not @differentiableish */\nexport function e(x: number) { return x; }`;
  const lowered = lower(source);
  expect(lowered.frontend.markedFunctions(lowered.file).map(({ name, func }) => [name, func.source])).toEqual([
    ["a", "a"],
    ["b", "b"],
    ["c", "c"],
  ]);
});
