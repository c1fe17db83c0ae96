/** Lets generated code reach the variables of functions that run when a module is loaded. */
import type MagicString from "magic-string";
import type ts from "typescript-6";
import type { Binding } from "../ir/bindings.js";

export type InnerBinding = Binding & { readonly inner: NonNullable<Binding["inner"]> };

export function isInner(binding: Binding): binding is InnerBinding {
  return binding.inner !== undefined;
}

/** Sets the variables of the module where those within are declared; the result declares them. */
export function shareInner(edited: MagicString, source: ts.SourceFile, bindings: readonly InnerBinding[]): string {
  for (const { name, inner } of bindings) {
    const { local, end, access } = inner;
    const value = access === "get" ? `function () { return ${local}; }` : `function (value) { ${local} = value; }`;
    const before = source.text[end - 1] === ";" ? " " : "; ";
    edited.appendLeft(end, `${before}${name} = ${access ? value : local};`);
  }
  const type = /\.[cm]?tsx?$/.test(source.fileName) ? ": any" : "";
  return bindings.map(({ name }) => `var ${name}${type};\n`).join("");
}
