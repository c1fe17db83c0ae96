// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Code, catalogue, formatDiagnostic, messageOf, placeholders } from "../../plugin/src/diagnostics/index.js";
import type { Deriver } from "../../plugin/src/frontend/index.js";
import type { ExternOp } from "../../plugin/src/ir/ops.js";
import { allOps, reachable } from "../../plugin/src/ir/traverse.js";
import { tupleOf } from "../../plugin/src/ir/types.js";
import { compile } from "../support/compile.js";
import { errorsOf, lower } from "../support/lower.js";
import { makeFunc } from "../support/make.js";
import { FOLDER } from "../support/program.js";

const head =
  'import { grad, gradInto, hessian, jacobian, jvp, laplacian, secondDerivative, sparseHessian, sparseJacobian, stopGradient, valueAndGrad, vjp } from "cotangent";\n';

/** Signatures only. */
const deriver: Deriver = {
  derive: (operator, func) => {
    if (operator !== "jvp") return func;
    const list = tupleOf(func.body.params.map(({ type }) => type));
    return makeFunc([list, list], (_, [primals]) => [primals], { name: "jvp" });
  },
  linearMap: (_, func) => ({ forward: func, map: func }),
};

function errors(source: string): string[] {
  const lowered = lower(head + source, { allowTypeErrors: true, deriver });
  lowered.uses();
  return errorsOf(lowered);
}

/** The refusals that wait in the IR for an active value, with the text that they stand at. */
function refusals(body: string, rest = ""): string[] {
  const lowered = lower(
    `${head}${rest}\nexport function f(x: number, a: Float64Array, list: number[]): number { ${body} }`,
    { allowTypeErrors: true },
  );
  const func = lowered.func("f");
  expect(errorsOf(lowered)).toEqual([]);
  const ops = reachable([func]).flatMap(({ body }) => [...allOps(body)]);
  const refused = ops.filter((op): op is ExternOp => op.kind === "extern" && op.refusal !== undefined);
  return refused.map(
    ({ refusal }) => `${refusal!.code} ${lowered.file.text.slice(refusal!.span.start, refusal!.span.end)}`,
  );
}

const body = (text: string) => `export const d = grad((x: number): number => { ${text} });`;

const always: readonly (readonly [source: string, error: string])[] = [
  ["declare function pick(): (x: number) => number; export const d = grad(pick());", "AD1001 pick()"],
  ["export function make(g: (x: number) => number) { return grad(g); }", "AD1001 g"],
  [
    "let n = 0; export const d = grad((x: number, y: number) => x * y, { argnums: n as 0 });",
    "AD1002 { argnums: n as 0 }",
  ],
  ["export const d = grad((x: number) => x, { argnums: 1 });", "AD1003 { argnums: 1 }"],
  ["export const d = gradInto((x: number) => x);", "AD1013 (x: number) => x"],
  ["export const d = secondDerivative((x: Float64Array) => x[0]);", "AD1014 (x: Float64Array) => x[0]"],
  [
    "interface Chain { x: number; next?: Chain } export const d = laplacian((c: Chain) => c.x * c.x);",
    "AD1015 (c: Chain) => c.x * c.x",
  ],
  [
    "interface Tree { x: number; kids: Tree[] } export const d = hessian((t: Tree) => t.x * t.x);",
    "AD1015 (t: Tree) => t.x * t.x",
  ],
  [
    "interface Chain { x: number; next?: Chain } export const d = jacobian((c: Chain): Chain => ({ x: 2 * c.x }));",
    "AD1016 (c: Chain): Chain => ({ x: 2 * c.x })",
  ],
  ["export const d = sparseJacobian((x: number) => [x]);", "AD1025 (x: number) => [x]"],
  ["export const d = sparseHessian((x: { at: number[] }) => x.at[0]);", "AD1025 (x: { at: number[] }) => x.at[0]"],
  ["export const d = sparseJacobian((x?: number[]) => x ?? [0]);", "AD1025 (x?: number[]) => x ?? [0]"],
  ["export const d = sparseJacobian((...x: number[][]) => x[0]);", "AD1025 (...x: number[][]) => x[0]"],
  ["export const d = sparseJacobian((x: number[]) => ({ y: x[0] }));", "AD1005 (x: number[]) => ({ y: x[0] })"],
  ["export const d = sparseJacobian((x: number[]) => x[0]);", "AD1005 (x: number[]) => x[0]"],
  ["export const d = sparseHessian((x: number[]) => x);", "AD1005 (x: number[]) => x"],
  ["export const d = sparseJacobian((x: number[]) => x, { argnums: [0] });", "AD1002 { argnums: [0] }"],
  ["export const d = jacobian((x: number): string => String(x));", "AD1005 (x: number): string => String(x)"],
  ["export const d = jacobian((x: number) => x, { hasAux: true } as object);", "AD1002 { hasAux: true } as object"],
  [
    "const lib = ((table: number[]) => ({ g: (x: number) => x * table[1] }))([1, 2].reverse()); export const d = grad((x: number) => lib.g(x));",
    "AD3006 table",
  ],
  ["export const d = grad((s: string, x: number) => x);", "AD1004 (s: string, x: number) => x"],
  [
    "export const d = grad((p: { b: number; rates: Record<string, number> }) => p.b);",
    "AD1004 (p: { b: number; rates: Record<string, number> }) => p.b",
  ],
  ["export const d = grad((x: number) => [x]);", "AD1005 (x: number) => [x]"],
  ["export const d = grad((x: number) => 'a' + x);", "AD1005 (x: number) => 'a' + x"],
  ["function f(x: number): number { return x > 9 ? x : grad(f)(x + 1); } export const d = grad(f);", "AD1006 grad(f)"],
  [
    body("const b = new ArrayBuffer(8); b.slice(); new Float64Array(b)[0] = x; return x;"),
    "AD3010 new Float64Array(b)",
  ],
  [body("const g = grad; return g(Math.sin)(x);"), "AD1007 grad"],
  [
    "export function outer(k: number) { let n = 0; return [grad((x: number) => { n = x; return x * k; }), n]; }",
    "AD1008 (x: number) => { n = x; return x * k; }",
  ],
  [
    "export function outer(g: (x: number) => number) { return grad((x: number) => g(x) * x); }",
    "AD1009 (x: number) => g(x) * x",
  ],
  [
    body(
      "const v = x as unknown as [number]; return jvp(Reflect.get as unknown as typeof Math.abs)(x as unknown as [number], v)[0];",
    ),
    "AD1001 Reflect.get as unknown as typeof Math.abs",
  ],
  [
    "function h(x: number) { return x * x; }" + body("const p = new Map(); return jvp(h)(p as any, [1])[0];"),
    "AD1010 jvp(h)(p as any, [1])",
  ],
  [
    body("let y = x; try { y = Math.sqrt(x); } catch { return 0; } return y;"),
    "AD2001 try { y = Math.sqrt(x); } catch { return 0; }",
  ],
  [body("let y = x; for (const k in [1]) y += k.length; return y;"), "AD2002 for (const k in [1]) y += k.length;"],
  [
    "function* gen(x: number): Generator<number> { yield x; yield* gen(x - 1); }" +
      body("let y = 0; for (const v of gen(x)) y += v; return y;"),
    "AD2003 gen(x - 1)",
  ],
  [
    "async function later(x: number) { return x; } export const d = grad(later as unknown as (x: number) => number);",
    "AD2003 later as unknown as (x: number) => number",
  ],
  [
    "class C { #k = 2; constructor(readonly v: number) {} get() { return this.#k * this.v; } } export const d = grad((c: C) => c.get());",
    "AD2022 this.#k",
  ],
  [body("class A { static k = 1; } return A.k * x;"), "AD2004 class A { static k = 1; }"],
  [body("return eval('x * x');"), "AD2005 eval('x * x')"],
  [body("debugger; return x;"), "AD2005 debugger;"],
  [
    "function f(x: number, y = 1): number { return arguments.length * x * y; } export const d = grad(f);",
    "AD2006 arguments",
  ],
  [
    "function f(this: { k: number }, x: number): number { return this.k * x; } export const d = grad(f as (x: number) => number);",
    "AD2007 this",
  ],
  [
    `declare const flags: Iterable<boolean>; ${body("let y = x; for (const v of flags) y += v ? 1 : 0; return y;")}`,
    "AD2008 flags",
  ],
  [body("const m = new Map([[1, x]]); return (m as unknown as number) + x;"), "AD2024 new Map([[1, x]])"],
  [body("const m = new Map([[1, x]]); console.log(m); return m.get(1)!;"), "AD2024 new Map([[1, x]])"],
  [body("const m = new Set([x]); return [...m][0] * `${m}`.length;"), "AD2024 new Set([x])"],
  [
    "export const d = vjp((x: number) => { const m = new Map([[1, x]]); return { m, x }; });",
    "AD2024 new Map([[1, x]])",
  ],
  [
    "class C { m = new Map<number, number>(); k = 1; } export const d = grad((c: C, x: number) => { c.m = new Map([[1, x]]); return c.m.get(1)!; }, { argnums: 1 });",
    "AD2024 c.m",
  ],
  [
    body('let n = 0; const k = "a".replace("a", () => "b".repeat((n += 2))); return x * n + k.length;'),
    'AD2010 "a".replace("a", () => "b".repeat((n += 2)))',
  ],
  [body("const g = (v: number): number => v; return x * (g as any)[x];"), "AD2013 (g as any)[x]"],
  [body("return Math.max(...new Set([x, 2]));"), "AD2015 ...new Set([x, 2])"],
  [
    "const make = () => (x: number) => { let n = 0; const g = (v: number): number => { n++; return v > 9 ? v : g(v + 1); }; return g(x) + n; }; export const d = grad(make());",
    "AD2016 g(x)",
  ],
  [
    body("let k = 1; const o = { get [String(k)]() { return k; } }; k = 5; return x * o[1];"),
    "AD2010 { get [String(k)]() { return k; } }",
  ],
  [
    body('const o = { get a() { return x * x; }, b: 3 * x }; const k = x > 1 ? "a" : "b"; return o[k] * x;'),
    "AD2010 o[k]",
  ],
  [body('const { a, ...rest } = JSON.parse("{}"); return a + rest.b * x;'), "AD2017 ...rest"],
  [body("let g: unknown = Math.sin; if (x > 1) g = x; return (g as number) * x;"), "AD2019 (g as number)"],
  [body("enum E { A } return x + E.A;"), "AD2009 enum E { A }"],
  [body("const t = [x]; const g = (v: number) => v; t[0] = g as unknown as number; return t[0];"), "AD2014 t[0]"],
  [
    "const kept: ((v: number) => number)[] = []; function f(x: number): number { kept.push((v) => v * x); return x; } export const d = grad(f);",
    "AD2014 kept.push((v) => v * x)",
  ],
  [body("(Math as any).PI = 3; Math.LN2 = x; return x;"), "AD2018 Math.LN2"],
  [
    body(
      "const make = () => { let n = 0; return () => ++n; }; let c = make(); for (let i = 0; i < x; i++) { c(); c = make(); } return x * c();",
    ),
    "AD2023 ++n",
  ],
  ["declare function ext(x: number): number; export const d = grad(ext);", "AD2020 ext"],
  [
    "export const d = grad(Reflect.get as unknown as (x: number) => number);",
    "AD1001 Reflect.get as unknown as (x: number) => number",
  ],
];

describe("errors at once", () => {
  test.each(always)("%s", (source, error) => {
    const [code, ...text] = error.split(" ");
    const found = errors(source);
    expect(found.map((one) => one.slice(0, 6))).toEqual([code]);
    expect(error).toContain(found[0].slice(7));
    expect(text.length).toBeGreaterThan(0);
  });
});

describe("refusals of active values", () => {
  test.each([
    ['return list.toLocaleString() === "" ? x : 1;', "AD2012 list.toLocaleString()"],
    ["const o: any = new Date(); return o + x;", "AD2011 o + x"],
    ["state = x; return x;", "AD3001 state"],
    [
      'const pair: [number, string] = [x, ""]; (pair as unknown[]).length = 1; return pair[0];',
      "AD3003 (pair as unknown[]).length",
    ],
    ["const p = { k: x } as { k?: number }; delete p.k; return x;", "AD3004 delete p.k"],
    ["return external(x);", "AD4001 external(x)"],
    ["external2(a); return x;", "AD4001 external2(a)"],
    ["return parseFloat(x.toFixed(2));", "AD4002 parseFloat(x.toFixed(2))"],
    ["const s = `${x}`; return Number(s) + +s;", "AD4002 Number(s)"],
    ["let y: number | number[] = x; if (x > 2) y = [x]; return typeof y === 'number' ? y : 1;", "AD4003 if (x > 2)"],
    ["const d = new Date(x); return d.getTime();", "AD4001 d.getTime()"],
    ["return [x][Symbol.iterator]().next().value!;", "AD4004"],
  ])("%s", (source, expected) => {
    const found = refusals(
      source,
      "let state = 0; declare function external(x: number): number; declare function external2(x: Float64Array): void; export { state };",
    );
    expect(found.some((one) => one.startsWith(expected))).toBe(true);
  });

  test("numbers in messages are detached", () => {
    expect(
      refusals("console.log('x', x, `${x}`, a); if (x < 0) throw new RangeError('bad ' + x.toFixed(1)); return x;"),
    ).toEqual([]);
  });
});

test("every error of a run, each once, with the calls that led there", () => {
  const source = `${head}
function inner(x: number): number { debugger; return x; }
function outer(x: number): number { return inner(x) + inner(x + 1); }
export const a = grad(outer);
export const b = grad((x: number) => outer(x) + eval("1"));
`;
  const lowered = lower(source);
  lowered.uses();
  expect(errorsOf(lowered)).toEqual(["AD2005 debugger;", 'AD2005 eval("1")']);
  const [first] = lowered.found;
  expect(first.chain.map(({ name }) => name)).toEqual(["inner", "outer"]);
  const locate = (file: string, offset: number) => {
    const { line, character } = lowered.program.getSourceFile(file)!.getLineAndCharacterOfPosition(offset);
    return { path: file.slice(FOLDER.length + 1), line: line + 1, column: character + 1 };
  };
  expect(formatDiagnostic(first, { locate }).split("\n")).toEqual([
    "main.ts(3,37): error AD2005: `debugger` is not supported in differentiated code. Write the code that it stands for.",
    "  in inner, called from main.ts(4,44)",
    "  in outer, called from main.ts(5,18)",
  ]);
});

test("messages name all their placeholders", () => {
  for (const code of Object.keys(catalogue) as Code[]) {
    const names = placeholders(catalogue[code].message);
    const message = messageOf(
      code,
      names.map((name) => `<${name}>`),
    );
    for (const name of names) expect(message).toContain(`<${name}>`);
    expect(message).not.toMatch(/[{}]\w+[{}]/);
    expect(message).toMatch(/\.$/);
  }
});

test("the transpose of a function that is not linear is refused where it is not", () => {
  const places = (body: string): [string, string][] => {
    const source = `import { linearTranspose } from "cotangent";\nexport const d = linearTranspose(${body});`;
    return compile(source).diagnostics.map(({ code, start, end }) => [code, source.slice(start, end)]);
  };
  expect(places("(x: number, y: number) => 2 * x - y / 3 + 1")).toEqual([]);
  expect(places("(x: number, y: number) => 2 * x * y")).toEqual([["AD1017", "2 * x * y"]]);
  expect(places("(x: number) => (x > 0 ? x : -x)")).toEqual([["AD1017", "x > 0"]]);
  expect(places("(x: Float64Array) => { const f = (t: number): number => t * t; return f(x[0]); }")).toEqual([
    ["AD1017", "t * t"],
  ]);
});

test("a pullback of objects whose references change is refused", () => {
  const source = `import { jvp, vjp } from "cotangent";
class N { next: N | null = null; constructor(public v: number) {} turn(): N { const b = this.next!; this.next = null; b.next = this; return b; } }
const turned = (n: N): N => n.turn();
export const forward = jvp(turned);`;
  expect(compile(source).diagnostics).toEqual([]);
  const { diagnostics } = compile(`${source}\nexport const d = vjp(turned);`);
  expect(diagnostics.map(({ code, start }) => [code, start])).toEqual([["AD3005", source.indexOf("(n: N)")]]);
});

test("a pullback of a list that a function has made is refused where its references change", () => {
  const source = `import { grad, vjp } from "cotangent";
interface N { v: number; next: N | undefined }
const chain = (k: number): N => ({ v: k, next: k > 0 ? chain(k - 1) : undefined });
function f(x: number): number {
  const a = chain(2);
  const old = a.next!;
  old.v *= x;
  a.next = { v: x, next: undefined };
  return old.v * a.next.v;
}
export const gradient = grad(f);`;
  expect(compile(source).diagnostics).toEqual([]);
  for (const operand of ["f", "grad(f)"]) {
    const { diagnostics } = compile(`${source}\nexport const d = vjp(${operand});`);
    expect(diagnostics.map(({ code, start }) => [code, start])).toEqual([["AD3007", source.indexOf("chain(2)")]]);
  }
});

test("an error is told in place of what goes wrong behind it", () => {
  const source = `import { laplacian } from "cotangent";
declare function unknown(x: Float64Array): number;
export const d = laplacian((x: Float64Array): number => unknown(x) * x[0]);`;
  expect(compile(source).diagnostics.map(({ code }) => code)).toEqual(["AD2020"]);
});

test("every code has a test", () => {
  const text = readFileSync(fileURLToPath(import.meta.url), "utf8");
  // The notes of `explain` have theirs in test/project/explain.test.ts, packages and projects in test/hosts, rules in test/operators.
  const elsewhere = [
    "AD1023",
    "AD1024",
    "AD3009",
    "AD3002",
    "AD1011",
    "AD1018",
    "AD1019",
    "AD1020",
    "AD1022",
    "AD1026",
    "AD1027",
    "AD3008",
    "AD1012",
    "AD2021",
    "AD4005",
    "AD4006",
  ];
  const errors = Object.entries(catalogue).filter(([, { when }]) => when !== "note");
  expect(
    errors.map(([code]) => code).filter((code) => !text.includes(`"${code}`) && !elsewhere.includes(code)),
  ).toEqual([]);
});
