import { consoleTypes, strictConfig, type TempProject, tempProject } from "../support/temp-project.js";

/** A small project that every host compiles: `main` asks for the gradient of a function of another file. */

export const model = `/** Sum of squares, scaled. */
export function loss(w: Float64Array, scale: number): number {
  let sum = 0;
  for (let i = 0; i < w.length; i++) {
    sum += w[i] * w[i];
  }
  return scale * sum;
}
`;

export const main = `import { grad } from "cotangent";
import { loss } from "./model.js";

export const gradient = grad(loss);
const w = Float64Array.of(1, 2, 3);
console.log(gradient(w, 2).join(" "), loss(w, 2));
`;

/** Functions whose derivatives are asked for by a mark, in all the ways to export them; `hidden` has none to declare. */
export const marked = `interface Spring {
  readonly k: number;
  readonly name: string;
}
/** @differentiable */
export function energy(spring: Spring, x = 1): number {
  return 0.5 * spring.k * hidden(x);
}
/** @differentiable */
const mix = (w: Float64Array, x: number): Float64Array => Float64Array.of(w[0] * x, x);
/** @differentiable */
export default function square(x: number): number {
  return x * x;
}
/** @differentiable */
function hidden(x: number): number {
  return x * x;
}
export { mix as blend };
`;

/** Uses what the declarations of `marked` say. */
export const markedUse = `import { energy_grad, energy_vjp, mix_jvp, square_grad } from "../dist/model.js";

const force: { k: number; name: null } = energy_grad({ k: 2, name: "s" });
const [value, pullback] = energy_vjp({ k: 2, name: "s" }, 3);
const partials: [spring: { k: number; name: null }, x?: number | null] = pullback(value);
const tangent: Float64Array = mix_jvp([new Float64Array(2), 1], [new Float64Array(2), 1])[1];
const slope: number = square_grad(3);
// @ts-expect-error: its function is private to the module
export { hidden_grad } from "../dist/model.js";
export { force, partials, slope, tangent };
`;

/** What running `main` prints. */
export const printed = "4 8 12 28\n";

/** Refused with AD2001 at line 4, column 3. */
export const refusing = `import { grad } from "cotangent";

function risky(x: number): number {
  try {
    return x * x;
  } catch {
    return 0;
  }
}

export const d = grad((x: number) => 2 * risky(x));
`;

/** Two packages of a workspace; the app imports the other by its name, and it exports its TypeScript source. */
export function workspace(): TempProject {
  const compilerOptions = { ...strictConfig.compilerOptions, module: "ESNext", moduleResolution: "bundler" };
  return tempProject(
    {
      "package.json": { private: true, type: "module", workspaces: ["packages/*"] },
      "packages/model/package.json": { name: "model", type: "module", exports: "./src/index.ts" },
      "packages/model/tsconfig.json": { compilerOptions, include: ["src"] },
      "packages/model/src/index.ts": `export { loss } from "./loss";\n`,
      "packages/model/src/loss.ts": model,
      "packages/app/package.json": { name: "app", type: "module" },
      "packages/app/tsconfig.json": { files: [], references: [{ path: "./tsconfig.app.json" }] },
      "packages/app/tsconfig.app.json": { compilerOptions: { ...compilerOptions, noEmit: true }, include: ["src"] },
      "packages/app/src/console.d.ts": consoleTypes,
      "packages/app/src/main.ts": main.replace("./model.js", "model"),
    },
    { model: "packages/model" },
  );
}
