import { parseArgs } from "node:util";

/** The command line itself is wrong. */
export class UsageError extends Error {}

export interface Arguments {
  readonly positionals: readonly string[];
  /** The value of an option that takes one. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
}

interface Option {
  readonly type: "string" | "boolean";
  readonly short?: string;
}

export function parse(args: string[], options: { readonly [name: string]: Option }): Arguments {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return {
      positionals,
      text: (name) => values[name] as string | undefined,
      flag: (name) => values[name] === true,
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
