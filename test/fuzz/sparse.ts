/** Sparse matrices of a random program, against dense ones: all numbers of its arguments and of its result are put into one array each. */
import { type Csr, hessianPlan, jacobianPlan, type SparsityPattern, toDense } from "../../runtime/src/sparse/index.js";
import { type Callable, compile, type Level } from "../support/compile.js";
import { close, difference, isTypedArray, members, reals } from "../support/trees.js";
import { attempt, Expectation, suitable, Unsuitable } from "./expectation.js";
import type { Program } from "./generate/generator.js";

const kinds = ["jacobian", "hessian"] as const;

/** What any operator may be refused for, and what runs once only. */
const refusals: ReadonlySet<string> = new Set(["AD1015", "AD1016", "AD3005", "AD3007", "AD3008", "AD1026"]);

/** Returns what is wrong. Throws `Unsuitable` where nothing can be said. */
export function wrongMatrices(program: Program, level: Level): string[] {
  const expectation = attempt(() => new Expectation(program));
  suitable(expectation);
  const x = expectation.active.flatMap((k) => reals(program.args[k]));
  const text = `import * as all_ from "cotangent";\n${program.source}\n${packed(expectation)}
    const total_ = (z: number[]): number => { const v = packed_(z); let s = 0; for (let i = 0; i < v.length; i++) s += v[i] * v[i]; return s; };
    ${kinds.map((of) => exportsOf(of)).join("\n")}`;
  const { diagnostics, exports } = compile(text, level);
  const codes = diagnostics.map(({ code }) => code);
  if (codes.some((code) => refusals.has(code))) throw new Unsuitable(`refused: ${codes.join(", ")}`);
  if (codes.length > 0) return [`refused: ${codes.join(", ")}`];
  const run = exports as Readonly<Record<string, Callable>>;
  const tolerance = /Float32/.test(program.source) ? 1e-5 : 1e-9;
  return kinds.flatMap((of) => {
    const dense = (run[of]([...x]) as number[][]).map((row) => Float64Array.from(row));
    const pattern = run[`${of}Pattern`]([...x]) as SparsityPattern;
    const plans =
      of === "hessian"
        ? [hessianPlan(pattern, { check: true })]
        : [jacobianPlan(pattern, { check: true, by: "columns" }), jacobianPlan(pattern, { check: true, by: "rows" })];
    const found = [run[`${of}Sparse`]([...x]), ...plans.map((plan) => run[`${of}With`](plan, [...x]))];
    return found.flatMap((matrix, k) => {
      const wrong = difference(toDense(matrix as Csr), dense, close(tolerance));
      return wrong ? [`${of}, the way ${k}: ${wrong}`] : [];
    });
  });
}

function exportsOf(of: (typeof kinds)[number]): string {
  const [sparse, operand] = of === "jacobian" ? ["sparseJacobian", "packed_"] : ["sparseHessian", "total_"];
  return `export const ${of} = all_.${of}(${operand}); export const ${of}Pattern = all_.${of}Pattern(${operand});
    export const ${of}Sparse = all_.${sparse}(${operand}); export const ${of}With = all_.${sparse}With(${operand});`;
}

/** A function of the numbers of the active arguments that returns the numbers of the result. */
function packed({ program, active, value }: Expectation): string {
  let next = 0;
  const literal = (part: unknown, isActive: boolean, seen: ReadonlySet<unknown> = new Set()): string => {
    if (typeof part === "number") return isActive ? `z[${next++}]` : String(part);
    if (typeof part !== "object" || part === null) {
      if (typeof part === "function" || typeof part === "symbol") throw new Unsuitable("an argument without a literal");
      return typeof part === "string" ? JSON.stringify(part) : String(part);
    }
    if (seen.has(part)) throw new Unsuitable("arguments that share memory");
    const inner = members(part).map(([key, member]) => [key, literal(member, isActive, new Set([...seen, part]))]);
    if (isTypedArray(part)) return `${part.constructor.name}.of(${inner.map(([, text]) => text).join(", ")})`;
    if (Array.isArray(part)) return `[${inner.map(([, text]) => text).join(", ")}]`;
    if (Object.getPrototypeOf(part) !== Object.prototype) throw new Unsuitable("an argument without a literal");
    return `{ ${inner.map(([key, text]) => `${JSON.stringify(key)}: ${text}`).join(", ")} }`;
  };
  const integers = program.args.some((arg, k) => active.includes(k) && hasIntegers(arg));
  if (integers) throw new Unsuitable("whole numbers among the arguments");
  const args = program.args.map((arg, k) => literal(arg, active.includes(k)));
  const paths = (part: unknown, path: string, around: readonly unknown[] = []): string[] => {
    if (typeof part === "number") return [path];
    if (around.includes(part)) throw new Unsuitable("a cyclic result");
    if (isTypedArray(part) && !/^Float/.test(part.constructor.name)) return [];
    return members(part).flatMap(([key, member]) =>
      paths(member, `${path}[${isList(part) ? key : JSON.stringify(key)}]`, [...around, part]),
    );
  };
  return `const packed_ = (z: number[]): number[] => { const r: any = f(${args.join(", ")}); return [${paths(value, "r").join(", ")}]; };`;
}

function isList(part: unknown): boolean {
  return Array.isArray(part) || isTypedArray(part);
}

function hasIntegers(part: unknown): boolean {
  if (isTypedArray(part)) return !/^Float/.test(part.constructor.name);
  return members(part).some(([, member]) => hasIntegers(member));
}
