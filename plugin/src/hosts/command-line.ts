/** The command line: which command, and the exit code. */
import { createRequire } from "node:module";
import { build } from "./commands/build.js";
import { check } from "./commands/check.js";
import { explain } from "./commands/explain.js";
import { inspect } from "./commands/inspect.js";
import { UsageError } from "./commands/usage.js";
import type { Terminal } from "./terminal.js";

const help = `Usage: cotangent COMMAND [OPTIONS]

Commands:
  build [-p TSCONFIG] [--outDir DIR]    compile a project with its derivatives to ES modules
  check [-p TSCONFIG] [FILE...]         report errors only
  inspect FILE[:FUNCTION] [-p TSCONFIG] [--mode forward|reverse] [--ir]
                                        print the generated code (--ir: the intermediate representation)
  explain FILE:FUNCTION [-p TSCONFIG]   say line by line what is differentiated, kept, and zero by convention

Without -p the nearest tsconfig.json is used. Exit codes are those of tsc: 0 without errors, 1 if nothing was written
because of errors, 2 if there were errors.
`;

const commands: Readonly<Record<string, (args: string[], terminal: Terminal) => number>> = {
  build,
  check,
  explain,
  inspect,
};

export function run([name = "--help", ...args]: string[], terminal: Terminal): number {
  if (name === "--help" || name === "-h" || name === "help" || args.includes("--help") || args.includes("-h")) {
    terminal.out(help);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    const require = createRequire(import.meta.url);
    const { version } = require("@cotangent/plugin/package.json") as { version: string };
    terminal.out(`${version}\n`);
    return 0;
  }
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`unknown command '${name}'`);
    return command(args, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.err(`cotangent: ${error.message}\nRun 'cotangent --help' for the commands and their options.\n`);
    return 1;
  }
}
