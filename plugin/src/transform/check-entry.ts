/** `checkGrads`: a function that hands the derivatives of its operand to the checks of the runtime. */
import { Builder, emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneValue } from "../ir/traverse.js";
import { OPAQUE } from "../ir/types.js";
import type { EntryRequest } from "./entry.js";

/** What is checked: a function, and its derivatives as users call them. */
export interface CheckedFunctions {
  readonly f: Func;
  readonly jvp: Func;
  readonly vjp: Func;
  /** Of an analytic function. */
  readonly complexStep?: Func;
}

/** (captures, arguments, options) -> the report; throws where a derivative is wrong. `second`: the same of `jvp(f)`. */
export function checkEntry(
  { primal, captures, name }: EntryRequest,
  first: CheckedFunctions,
  second: CheckedFunctions,
): Func {
  const bound = primal.body.params.slice(0, captures).map(cloneValue);
  const [args, options] = [new Value(OPAQUE, "args"), new Value(OPAQUE, "options")];
  const body = emptyRegion([...bound, args, options]);
  const build = new Builder(body);
  const names = primal.body.params.slice(captures).map((param) => JSON.stringify(param.name ?? "x"));
  const template = [`assertDerivatives({ name: ${JSON.stringify(primal.source)}, parameters: [${names.join(", ")}]`];
  const all: Value[] = [];
  const write = (text: string, operand?: Value): void => {
    template[template.length - 1] += text;
    if (!operand) return;
    all.push(operand);
    template.push("");
  };
  const hand = (key: string, func: Func): void => write(`${key}: `, build.closure(func, bound));
  for (const key of ["f", "jvp", "vjp"] as const) hand(`, ${key}`, first[key]);
  if (first.complexStep) hand(", complexStep", first.complexStep);
  write(', second: { of: "jvp"');
  for (const key of ["f", "jvp", "vjp"] as const) hand(`, ${key}`, second[key]);
  write(" } }, ", args);
  write(", ", options);
  write(")");
  body.yields = [build.extern(template, all, OPAQUE, { uses: ["assertDerivatives"] })];
  const { file, span, source } = primal;
  return { name, body, results: [OPAQUE], file, span, source, exported: true };
}
