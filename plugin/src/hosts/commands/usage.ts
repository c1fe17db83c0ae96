import { parseArgs, type ParseArgsConfig } from "node:util";

/** The command line itself is wrong. */
export class UsageError extends Error {}

export function parse<const T extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
