/** One function printed after each phase of the compiler, for docs/architecture.md. */
import ts from "typescript-6";
import { ActivityAnalysis } from "../dist/analysis/activity.js";
import { AliasAnalysis } from "../dist/analysis/aliases.js";
import { Frontend } from "../dist/frontend/index.js";
import { emptyRegion } from "../dist/ir/builder.js";
import { printFunc } from "../dist/ir/printer.js";
import { cloneFunc, cloneValue } from "../dist/ir/traverse.js";
import { optimize } from "../dist/optimize/index.js";
import { compilerPhases } from "../dist/project/compiler-phases.js";
import { Forward } from "../dist/transform/forward.js";
import { Operators } from "../dist/transform/operators.js";
import { Reverse } from "../dist/transform/reverse.js";
import { Unboxing } from "../dist/transform/unboxing.js";
import { block } from "./readme.js";

const file = "/example.ts";
const source = `function growth(x: Float64Array, rate: number): number {
  for (let i = 1; i < x.length; i++) {
    const next = rate * x[i - 1];
    if (next > x[i]) x[i] = Math.sin(next);
  }
  return x[x.length - 1];
}
`;

export function workedExample() {
  const operators = new Operators({ report: fail, level: 1, verify: true });
  const primal = lower(operators);
  const lowered = printFunc(primal);
  optimize(primal, { verify: true });
  const mask = primal.body.params.map(() => true);
  const analyses = new AliasAnalysis();
  const activity = new ActivityAnalysis(analyses);
  const unboxing = new Unboxing();
  const tangent = cloneFunc(new Forward(activity, unboxing).of(primal, mask).callee);
  optimize(tangent, { verify: true });
  const reverse = reverseMode(primal, mask, new Reverse(activity, analyses, unboxing));
  const steps = [
    ["The source: a loop that writes to the array it reads, with a branch.", "ts", source],
    [
      "After the front end. `x[i] = ...` is a `store`, the loop is a `while` with the counter as its carried value, and the\n" +
        "result of an expression is a value that is defined once.",
      "text",
      lowered,
    ],
    [
      "After optimization: the counted `while` has become a `for`, the length is read once, and what is proved integral is an `int`.",
      "text",
      printFunc(primal),
    ],
    [
      "Forward mode, optimized. The tangent `x_t` of the array is a shadow array; the tangents of reals are values (`rate_t`).",
      "text",
      printFunc(tangent),
    ],
    [
      "Reverse mode before availability: the forward sweep with the shadow `x_b` beside `x`, and the reverse sweep with the\n" +
        "operations in reverse order. It refers to values of the forward sweep that are out of scope there: the condition, `next`,\n" +
        "the index and the element it read.",
      "text",
      reverse.before,
    ],
    [
      "After availability and optimization: the index is that of the reversed loop, `next` is computed again, and the condition\n" +
        "and the element, which the loop overwrites, are cached by the iteration.",
      "text",
      reverse.after,
    ],
    ["What `grad(growth, { argnums: [0, 1] })` becomes, beside the function.", "ts", generated(primal, operators)],
  ];
  return steps.map(([says, language, text]) => `${says}\n\n${block(language, text)}`).join("\n\n");
}

function fail({ code, message }) {
  throw new Error(`${code}: ${message}`);
}

function lower(deriver) {
  const host = ts.createCompilerHost({});
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true) : getSourceFile(name, ...rest);
  const options = { target: ts.ScriptTarget.ES2022, strict: true, types: [] };
  const program = ts.createProgram({ rootNames: [file], options, host });
  const [declaration] = program.getSourceFile(file).statements;
  return new Frontend(program, { deriver, report: fail }).rootInstance(declaration);
}

function reverseMode(primal, mask, reverse) {
  const body = emptyRegion(primal.body.params.map(cloneValue));
  const made = { ...primal, name: `${primal.name}_grad`, body, results: [] };
  let before = "";
  const seed = ({ adjoint, source }) => adjoint.add(source.body.yields[0], adjoint.build.const(1));
  const finish = ({ adjoint, forward, source }) => {
    const [x, rate] = source.body.params;
    const gradients = [forward.shadow(x), adjoint.get(rate)];
    made.results = gradients.map(({ type }) => type);
    const sweeps = [forward.regions.get(source.body), adjoint.mirrors.get(source.body).region];
    const params = sweeps[0].params;
    before = printFunc({ ...made, body: { params, ops: sweeps.flatMap(({ ops }) => ops), yields: gradients } });
    return gradients;
  };
  reverse.joint(primal, mask, made, seed, finish);
  optimize(made, { verify: true });
  return { before, after: printFunc(made) };
}

function generated(primal, operators) {
  const options = { argnums: [0, 1], hasAux: false };
  const entry = operators.entry({ operator: "grad", primal, captures: 0, options, name: "growth_grad" });
  const known = (name) => name;
  const names = { resolve: ({ name }) => name, runtime: known, claim: known, reserved: new Set() };
  return compilerPhases.emit([entry], { file, language: "ts", isEsModule: true, ...names, source: () => source }).text;
}
