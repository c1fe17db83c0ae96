import { compile } from "./compile.js";

/** The gradient of `f` as it is generated, without comments. `source`: a module with `f`. */
export function gradientText(source: string, options = "{}"): string {
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const d = grad(f, ${options});`);
  const text = code["main.ts"];
  return text.slice(text.indexOf("function f_grad")).replace(/^\s*\/\/.*\n/gm, "");
}
