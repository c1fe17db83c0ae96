/** How each bundler chooses among the files that a package offers. */
import type { Conditions } from "../project/package-resolution.js";

interface ViteResolve {
  readonly conditions: readonly string[];
  readonly mainFields: readonly string[];
}

export function viteConditions({ conditions, mainFields }: ViteResolve, isProduction: boolean): Conditions {
  const mode = isProduction ? "production" : "development";
  return {
    names: conditions.map((name) => (name === "development|production" ? mode : name)),
    mainFields: withMain(mainFields),
  };
}

/** What @rollup/plugin-node-resolve does without options. */
export const rollupConditions: Conditions = { names: ["module"], mainFields: ["module", "main"] };

interface Resolving {
  readonly platform?: string;
  readonly conditions?: readonly string[];
  readonly mainFields?: readonly string[];
}

/** esbuild and rolldown, which are for browsers unless they are told otherwise. */
export function platformConditions({ platform = "browser", conditions, mainFields }: Resolving): Conditions {
  const isNode = platform === "node";
  return {
    names: [platform, ...(conditions ?? ["module"])],
    mainFields: withMain(mainFields ?? (isNode ? ["main", "module"] : ["browser", "module", "main"])),
  };
}

interface WebpackResolve {
  readonly conditionNames?: readonly string[];
  readonly mainFields?: readonly (string | readonly string[])[];
  readonly byDependency?: Readonly<Record<string, Pick<WebpackResolve, "conditionNames" | "mainFields">>>;
}

export function webpackConditions(
  { conditionNames, mainFields, byDependency }: WebpackResolve,
  mode?: string,
): Conditions {
  const own = byDependency?.esm;
  const names = [...(own?.conditionNames ?? []), ...(conditionNames ?? [])].flatMap((name) =>
    name === "..." ? ["webpack", mode === "development" ? "development" : "production", "module"] : [name],
  );
  const fields = (own?.mainFields ?? mainFields ?? []).flatMap((field) => (field === "..." ? ["module"] : field));
  return { names: names.filter((name) => name !== "import" && name !== "require"), mainFields: withMain(fields) };
}

/** Every host reads `main` last. */
function withMain(fields: readonly string[]): string[] {
  return fields.includes("main") ? [...fields] : [...fields, "main"];
}
