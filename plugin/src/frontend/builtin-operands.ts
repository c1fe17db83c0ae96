/** Functions of the language as operands: `grad(Math.sin)` is what `grad((x: number) => Math.sin(x))` is. */
import type ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { F64, OPAQUE, type Type } from "../ir/types.js";
import { Lowering } from "./lowering.js";
import { applyBuiltin } from "./math.js";
import { spreadMath } from "./spread-math.js";
import type { BuiltinValue } from "./values.js";

/** A function of the operand's file with the parameters that the library declares; nothing if its calls are not lowered. */
export function builtinInstance(outer: Lowering, { name }: BuiltinValue, operand: ts.Expression): Func | undefined {
  const { session, checker } = outer;
  const file = operand.getSourceFile();
  const key = `builtin ${name} ${file.fileName}`;
  const known = session.derived.get(key) as Func | undefined;
  if (known) return known;
  const [signature] = checker.getTypeAtLocation(operand).getCallSignatures();
  const declaration = signature?.getDeclaration() as ts.SignatureDeclaration | undefined;
  if (!declaration) return undefined;
  const rest = declaration.parameters.at(-1)?.dotDotDotToken !== undefined;
  const params = signature.parameters.map(
    (symbol) => new Value(parameterType(session.types.of(checker.getTypeOfSymbol(symbol)), name), symbol.name),
  );
  const l = new Lowering(session, outer.handlers, emptyRegion(params), operand);
  const result = l.at(operand, () => {
    if (rest) return spreadMath(l, name.slice("Math.".length), params[0], operand);
    const args = params.map((value) => ({ value, optional: false }));
    return applyBuiltin(l, name, args, operand);
  });
  if (!result) return undefined;
  l.build.region.yields = [result];
  const func: Func = {
    name: session.uniqueName(`${shortName(name)}_primal`, file),
    body: l.build.region,
    results: [result.type.kind === "int" ? F64 : result.type],
    file: file.fileName,
    source: displayName(name),
    rest,
  };
  session.derived.set(key, func);
  return func;
}

/** `Number(value?: any)` is the identity of numbers. */
function parameterType(type: Type, name: string): Type {
  return name === "Number" && type === OPAQUE ? F64 : type;
}

/** `sin` of `Math.sin`. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** `Math.sin` as it is; `erf` of `special.erf`, as programs call it. */
export function displayName(name: string): string {
  return name.startsWith("special.") ? shortName(name) : name;
}
