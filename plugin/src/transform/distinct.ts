/**
 * The check in front of a derivative of a function that writes to its parameters or to memory of a module: partial
 * derivatives by parameters that share memory have no meaning then, and the analyses take parameters and memory of
 * modules to be distinct.
 */
import type { AliasAnalysis } from "../analysis/aliases.js";
import type { Builder } from "../ir/builder.js";
import type { Binding } from "../ir/bindings.js";
import type { Func, Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { isDifferentiable, type Type } from "../ir/types.js";

/** `values`: what the function is called with. */
export function requireDistinct(
  build: Builder,
  aliases: AliasAnalysis,
  func: Func,
  values: readonly Value[],
  caller: string,
): void {
  const written = [...aliases.of(func).classes()].some(
    (group) => (group.params.size > 0 || group.global) && group.writesGiven.size > 0,
  );
  if (!written) return;
  const shared = values.filter((value) => value.type.kind === "ref" && isDifferentiable(value.type));
  if (shared.length === 0) return;
  const globals = moduleMemory(func).map(({ binding, type }) => build.global(binding, type));
  const all = [...shared, ...globals];
  if (all.length < 2) return;
  const names = all.map((value) => JSON.stringify(value.name ?? "x")).join(", ");
  const template = [`expectDistinct(${JSON.stringify(caller)}, [${names}], [`, ...all.slice(1).map(() => ", "), "])"];
  build.externStatement(template, all, { uses: ["expectDistinct"] });
}

/** The memory of modules that a function and what it calls refer to. */
export function moduleMemory(func: Func): { binding: Binding; type: Type }[] {
  const found = new Map<string, { binding: Binding; type: Type }>();
  for (const each of reachable([func]))
    for (const op of allOps(each.body)) {
      if (op.kind !== "global" || op.results[0].type.kind !== "ref" || !isDifferentiable(op.results[0].type)) continue;
      found.set(`${op.binding.file} ${op.binding.name} ${op.binding.member}`, {
        binding: op.binding,
        type: op.results[0].type,
      });
    }
  return [...found.values()];
}
