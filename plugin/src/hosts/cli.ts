/** The `cotangent` program. */
import { run } from "./command-line.js";

process.exitCode = run(process.argv.slice(2), {
  directory: process.cwd(),
  color: process.stdout.isTTY === true && process.env.TERM !== "dumb" && !process.env.NO_COLOR,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
