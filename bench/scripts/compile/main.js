// How long the compiler takes, each program in processes of its own: nothing is warm but the disk.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cases } from "./cases.js";

const launches = 3;
const script = fileURLToPath(new URL("./measure.js", import.meta.url));

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

const rows = Object.keys(cases).map((name) => {
  const runs = Array.from({ length: launches }, () =>
    JSON.parse(execFileSync(process.execPath, [script, name], { encoding: "utf8" })),
  );
  const middle = (key) => Math.round(median(runs.map((run) => run[key])));
  const { lines, generated } = runs[0];
  const cells = [name, lines, generated, ...["typescript", "compile", "process", "own", "model", "other"].map(middle)];
  return `| ${cells.join(" | ")} |`;
});
console.log(
  [
    "| program | lines | generated | TypeScript ms | Cotangent ms | … with all threads ms | edit, warm: TypeScript ms | … Cotangent ms | … of a file without derivatives ms |",
    "|---|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n"),
);
