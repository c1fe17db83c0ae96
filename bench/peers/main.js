// `npm run bench -- --peers`: gradients of three workloads by other means, beside Cotangent's.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { install } from "./install.js";
import { workloads } from "./workloads.js";

const run = promisify(execFile);
const script = fileURLToPath(new URL("./launch.js", import.meta.url));
const peers = [
  { title: "Cotangent", library: "cotangent" },
  { title: "run-time tape", library: "tape" },
  { title: "central differences", library: "differences" },
  { title: "jax-js, wasm, float64, jit", library: "jax" },
  { title: "TensorFlow.js, wasm, float32", library: "tensorflow", backend: "wasm" },
  { title: "TensorFlow.js, cpu, float32", library: "tensorflow", backend: "cpu" },
];

async function measure({ library, backend = "" }, name) {
  try {
    const { stdout } = await run(process.execPath, [script, library, name, backend]);
    return JSON.parse(stdout.trim().split("\n").at(-1));
  } catch (error) {
    const reason = /^\w*Error.*: .*$/m.exec(error.stderr ?? "")?.[0] ?? String(error.message).split("\n")[0];
    return { failure: reason };
  }
}

const rounded = (value) => Number(value.toPrecision(3));

function cell({ time, error, failure }, reference) {
  if (failure !== undefined) return `does not run: ${failure.replaceAll("|", "\\|")}`;
  return `${rounded(time * 1000)} µs, ${rounded(time / reference)} x (${error.toExponential(0)})`;
}

install();
const names = Object.keys(workloads);
const results = [];
for (const peer of peers) {
  const figures = {};
  for (const name of names) figures[name] = await measure(peer, name);
  results.push({ title: peer.title, figures });
}
const [own] = results;
console.log(
  [
    `| gradient by | ${names.map((name) => workloads[name].title).join(" | ")} |`,
    `|---|${names.map(() => "---|").join("")}`,
    ...results.map(
      ({ title, figures }) =>
        `| ${title} | ${names.map((name) => cell(figures[name], own.figures[name].time)).join(" | ")} |`,
    ),
    "",
    "CPU time of a call, and how many times Cotangent's; in brackets the distance from its gradient, relative to the largest entry.",
  ].join("\n"),
);
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
const machine = { node: process.version, cpu: cpus()[0].model };
writeFileSync(`${folder}peers.json`, `${JSON.stringify({ machine, peers: results }, null, 2)}\n`);
