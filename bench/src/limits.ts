/** What is not a ratio of times: the exponent of the cost in the size, and by what the heap grows over 100,000 gradients. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Effort } from "./measure/interleave.js";
import { frequent, growing } from "./programs/limits.js";

export interface Limits {
  /** By program. */
  readonly exponents: Readonly<Record<string, number>>;
  /** Bytes, by program. */
  readonly heapGrowth: Readonly<Record<string, number>>;
}

const run = promisify(execFile);
const script = fileURLToPath(new URL("./limits-launch.js", import.meta.url));

export async function limits(only: string, effort: Effort): Promise<Limits> {
  const each = async (programs: readonly { readonly name: string }[], flags: readonly string[]) => {
    const found: Record<string, number> = {};
    for (const { name } of programs.filter((program) => program.name.includes(only))) {
      const { stdout } = await run(process.execPath, [...flags, script, name, JSON.stringify(effort)]);
      found[name] = JSON.parse(stdout) as number;
    }
    return found;
  };
  return { exponents: await each(growing, []), heapGrowth: await each(frequent, ["--expose-gc"]) };
}

/** Tables in Markdown. */
export function tables({ exponents, heapGrowth }: Limits): string {
  const table = (title: string, values: Readonly<Record<string, number>>, digits: number): string[] => {
    const rows = Object.entries(values).map(([name, value]) => `| ${name} | ${value.toFixed(digits)} |`);
    return rows.length > 0 ? [`| program | ${title} |`, "| --- | --- |", ...rows, ""] : [];
  };
  const growth = table("exponent, n = 1e3 to 1e6", exponents, 3);
  return [...growth, ...table("bytes after 1e5 gradients", heapGrowth, 0)].join("\n");
}
