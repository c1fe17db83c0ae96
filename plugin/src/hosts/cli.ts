/** The `cotangent` program. */
import { run } from "./command-line.js";

// A reader such as `head` has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = run(process.argv.slice(2), {
  directory: process.cwd(),
  color: process.stdout.isTTY === true && process.env.TERM !== "dumb" && !process.env.NO_COLOR,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
