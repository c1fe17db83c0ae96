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
  const all = [first, second].flatMap(({ f, jvp, vjp }) => [f, jvp, vjp]).map((func) => build.closure(func, bound));
  const names = primal.body.params.slice(captures).map((param) => JSON.stringify(param.name ?? "x"));
  const head = `assertDerivatives({ name: ${JSON.stringify(primal.source)}, parameters: [${names.join(", ")}], f: `;
  const template = [
    head,
    ", jvp: ",
    ", vjp: ",
    ', second: { of: "jvp", f: ',
    ", jvp: ",
    ", vjp: ",
    " } }, ",
    ", ",
    ")",
  ];
  body.yields = [build.extern(template, [...all, args, options], OPAQUE, { uses: ["assertDerivatives"] })];
  const { file, span, source } = primal;
  return { name, body, results: [OPAQUE], file, span, source, exported: true };
}
