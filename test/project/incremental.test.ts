import { describe, expect, test } from "vitest";
import { compilerPhases } from "../../plugin/src/project/compiler-phases.js";
import { readConfig } from "../../plugin/src/project/config.js";
import type { Phases } from "../../plugin/src/project/phases.js";
import { Project } from "../../plugin/src/project/project.js";
import { Random } from "../support/random.js";
import { tempProject } from "../support/temp-project.js";

/** What each file may hold: the functions are shared by several derivatives, in several files, of several kinds of arguments. */
const variants: Readonly<Record<string, readonly string[]>> = {
  "vector.ts": [
    `export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
export function power(x: number, n: number): number { return n <= 0 ? 1 : x * power(x, n - 1); }
`,
    `import { grad } from "cotangent";
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
export function power(x: number, n: number): number { return n <= 0 ? 1 : x * power(x, n - 1); }
export const square = grad((x: number) => power(x, 2));
`,
    `/** Of lists of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const both = a[i] * b[i];
    if (both > 0) sum += Math.sin(both);
  }
  return sum;
}
export function power(x: number, n: number): number {
  if (n <= 0) return 1;
  return x * power(x, n - 1);
}
`,
  ],
  "shape.ts": [
    `import { power } from "./vector.js";
export abstract class Shape { constructor(public size: number) {} abstract area(): number; }
export class Square extends Shape { area(): number { return power(this.size, 2); } }
export class Circle extends Shape { area(): number { return Math.PI * this.size ** 2; } }
`,
    `export interface Named { name: string }
export abstract class Shape { constructor(public size: number) {} abstract area(): number; }
export class Square extends Shape { area(): number { return this.size ** 2; } }
export class Circle extends Shape { area(): number { return Math.PI * this.size * this.size; } }
`,
  ],
  "line.ts": [
    `import { dot } from "./vector.js";
export function line(w: Float64Array, x: number[]): number { return Math.tanh(dot(w, x)); }
`,
    `import { dot, power } from "./vector.js";
export function line(w: Float64Array, x: number[]): number { return power(dot(w, x), x.length) + dot(w, w); }
`,
    `import { readFileSync } from "node:fs";
export function line(w: Float64Array, x: number[]): number { return w[0] * Number(readFileSync(String(w[1]))) + x[0]; }
`,
  ],
  "areas.ts": [
    `import { grad } from "cotangent";
import { Circle, type Shape, Square } from "./shape.js";
const areas = (shapes: Shape[]): number => shapes.reduce((sum, shape) => sum + shape.area(), 0);
export function both(x: number, y: number): number { return areas([new Square(x), new Circle(y)]); }
export const slope = grad(both, { argnums: [0, 1] });
`,
    `import { grad, vjp } from "cotangent";
import { Circle, type Shape, Square } from "./shape.js";
class Thin extends Square { area(): number { return this.size; } }
const areas = (shapes: Shape[]): number => shapes.reduce((sum, shape) => sum + shape.area(), 0);
export function both(x: number, y: number): number { return areas([new Square(x), new Circle(y), new Thin(x)]); }
export const slope = grad(both, { argnums: [0, 1] });
export const back = vjp(both);
`,
  ],
  "fit.ts": [
    `import { grad, valueAndGrad } from "cotangent";
import { line } from "./line.js";
export const fit = grad(line);
export const both = valueAndGrad(line);
export const bent = grad((x: number) => grad((y: number) => Math.sin(x * y) * y)(x));
`,
    `import { grad } from "cotangent";
import { line } from "./line.js";
const rate = 0.1;
export const fit = grad((w: Float64Array) => line(w, [1, 2]) * rate);
`,
    `export const nothing = 0;\n`,
  ],
  "main.ts": [
    `import { grad, jvp } from "cotangent";
import { line } from "./line.js";
import { dot, power } from "./vector.js";
export const main = grad((x: Float64Array) => dot(x, x) + line(x, [3]));
export const cube = jvp((x: number) => power(x, 3));
export const fourth = grad((x: number) => power(x, 4));
`,
    `import { grad } from "cotangent";
import { power } from "./vector.js";
/** @differentiable */
export function marked(x: number, list: number[]): number { return power(x, 2) + list.length; }
const cache: number[] = [];
export const main = grad((x: Float64Array) => { cache[0] = 1; return x[0] * cache[0]; });
`,
  ],
};

function open(phases: Phases, texts: ReadonlyMap<string, string>): Project {
  const temp = tempProject(Object.fromEntries(texts));
  return new Project(readConfig(temp.file("tsconfig.json")), phases);
}

/** Another text, or the same one with something in front of it or behind it. */
function edit(random: Random, text: string, others: readonly string[]): string {
  if (random.chance(0.2)) return `// a line more\n${text}`;
  if (random.chance(0.2)) return `${text}// a line more\n`;
  return random.pick(others);
}

/** All that a host gets to see, wherever the project lies. */
function outputs(project: Project, texts: ReadonlyMap<string, string>): unknown {
  const files = project.watched().sort();
  const root = files[0].slice(0, files[0].lastIndexOf("/"));
  const portable = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(root, "")) as unknown;
  return portable({
    texts: [...texts.keys()].map((name) => [name, project.transformFile(`${root}/${name}`) ?? null]),
    diagnostics: project.diagnostics(),
    refused: [...project.refused()],
  });
}

const fileIn = (project: Project, name: string): string =>
  project.watched().find((file) => file.endsWith(`/${name}`)) ?? "";

describe("whatever was edited before, the output is that of a compiler that sees the texts for the first time", () => {
  test.each([1, 2, 3, 4])(
    "random edits %#",
    (seed) => {
      const random = new Random(seed);
      const texts = new Map(Object.entries(variants).map(([name, [text]]) => [name, text]));
      const resident = open(compilerPhases, texts);
      outputs(resident, texts);
      for (let step = 0; step < 12; step++) {
        for (let count = 1 + random.below(2); count > 0; count--) {
          const name = random.pick(Object.keys(variants));
          const text = edit(random, texts.get(name)!, variants[name]);
          texts.set(name, text);
          resident.update(fileIn(resident, name), text);
        }
        const cold = open(compilerPhases, texts);
        expect(outputs(resident, texts), `step ${step}`).toEqual(outputs(cold, texts));
      }
    },
    120_000,
  );

  test.each<[string, string, (text: string) => string]>([
    ["a name is taken", "power.ts", (text) => `${text}export const power_forward = 0;\n`],
    ["a file does not use it any more", "main.ts", () => "export {};\n"],
  ])("a function that is kept is called as it should be where %s", (_, name, edit) => {
    const texts = new Map([
      [
        "power.ts",
        `import { grad } from "cotangent";
export function power(x: number, n: number): number { return n <= 0 ? 1 : x * power(x, n - 1); }
export const square = grad((x: number) => power(x, 2));
`,
      ],
      [
        "main.ts",
        `import { grad } from "cotangent";
import { power } from "./power.js";
export const cube = grad((x: number) => power(x, 3));
`,
      ],
    ]);
    const before = texts.get(name)!;
    const resident = open(compilerPhases, texts);
    outputs(resident, texts);
    for (const text of [edit(before), before]) {
      texts.set(name, text);
      resident.update(fileIn(resident, name), text);
      expect(outputs(resident, texts)).toEqual(outputs(open(compilerPhases, texts), texts));
    }
  });
});

describe("only what an edit reaches is compiled again", () => {
  /** The phases, with the names of the derivatives made and of the functions printed since they were last taken. */
  function observed() {
    let seen: string[] = [];
    const phases: Phases = {
      start(...given) {
        const { frontend, operators } = compilerPhases.start(...given);
        return {
          frontend,
          operators: {
            entry: (request) => {
              seen.push(`derive ${request.name}`);
              return operators.entry(request);
            },
            complete: (entries) => operators.complete(entries),
          },
        };
      },
      emit(funcs, options) {
        for (const { name } of funcs) seen.push(`print ${name}`);
        return compilerPhases.emit(funcs, options);
      },
    };
    const take = (): string[] => {
      const taken = seen;
      seen = [];
      return taken.sort();
    };
    return { phases, take };
  }

  const model = (name: string, body: string) => `import { grad } from "cotangent";
export function ${name}(x: number): number { return ${body}; }
export const slope = grad(${name});
`;
  const files = {
    "one.ts": model("one", "Math.sin(x)"),
    "two.ts": `${model("two", "scale(x) * x")}function scale(x: number): number { return Math.exp(x); }\n`,
    "log.ts": `export function log(text: string): void {}\n`,
    "main.ts": `import { slope } from "./one.js";\nimport { log } from "./log.js";\nlog(String(slope(1)));\n`,
  };

  function edited(name: keyof typeof files, edit: (text: string) => string): string[] {
    const { phases, take } = observed();
    const texts = new Map(Object.entries(files));
    const project = open(phases, texts);
    outputs(project, texts);
    expect(take()).toEqual(["derive one_grad", "derive two_grad", "print one_grad", "print two_grad"]);
    project.update(fileIn(project, name), edit(files[name]));
    outputs(project, texts);
    return take();
  }

  test("a file without derivatives", () => {
    expect(edited("log.ts", (text) => text.replace("{}", "{ text.trim(); }"))).toEqual([]);
  });

  test("one model", () => {
    expect(edited("one.ts", (text) => text.replace("sin", "cos"))).toEqual(["derive one_grad", "print one_grad"]);
  });

  test("a function that a model calls", () => {
    expect(edited("two.ts", (text) => text.replace("exp", "log"))).toEqual(["derive two_grad", "print two_grad"]);
  });

  test("what stands behind everything in its file", () => {
    expect(edited("two.ts", (text) => `${text}// the end\n`)).toEqual(["print two_grad"]);
  });
});
