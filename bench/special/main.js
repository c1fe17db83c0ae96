// `node bench/special/main.js`: `cotangent/special` beside the packages of @stdlib, into docs/special.md. Needs npm, and Python with mpmath.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as special from "cotangent/special";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../.peers/stdlib/");
const page = here("../../docs/special.md");

/** Of each function the package, with how it is called in the order of ours. */
const packages = {
  gamma: "gamma",
  lgamma: "gammaln",
  digamma: "digamma",
  trigamma: "trigamma",
  polygamma: "polygamma",
  beta: "beta",
  lbeta: "betaln",
  erf: "erf",
  erfc: "erfc",
  erfinv: "erfinv",
  erfcinv: "erfcinv",
  gammaP: ["gammainc", (f) => (a, x) => f(x, a)],
  gammaQ: ["gammainc", (f) => (a, x) => f(x, a, true, true)],
  betaI: ["betainc", (f) => (a, b, x) => f(x, a, b)],
  besselJ0: "besselj0",
  besselJ1: "besselj1",
  besselY0: "bessely0",
  besselY1: "bessely1",
  ellipticK: "ellipk",
  ellipticE: "ellipe",
  zeta: "riemann-zeta",
  log1p: "log1p",
  expm1: "expm1",
  sinc: "sinc",
};

/** The functions whose values are taken from there. */
const folderOfTaken = here("../../runtime/src/special/stdlib/");
const isTaken = (name) => existsSync(`${folderOfTaken}${[packages[name]].flat()[0]}.ts`);

const nameOf = (name) => `@stdlib/math-base-special-${[packages[name]].flat()[0]}`;
const names = [...new Set(Object.keys(packages).map(nameOf))];

/** Installs what is missing, in a folder of its own. */
function required() {
  if (!existsSync(`${folder}node_modules`)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}package.json`, '{ "private": true }\n');
    const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", ...names];
    execFileSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  }
  return createRequire(`${folder}package.json`);
}

const require = required();

function theirs(name) {
  const f = require(nameOf(name));
  return Array.isArray(packages[name]) ? packages[name][1](f) : f;
}

const functions = new Map(Object.entries(special));

function ours(name) {
  const bessel = /^(bessel[JY])([01])$/.exec(name);
  return bessel ? (x) => functions.get(bessel[1])(Number(bessel[2]), x) : functions.get(name);
}

const bits = new DataView(new ArrayBuffer(8));

/** The distance from a number to the next one. */
function ulp(x) {
  bits.setFloat64(0, Math.abs(x));
  bits.setBigInt64(0, bits.getBigInt64(0) + 1n);
  return bits.getFloat64(0) - Math.abs(x);
}

/** What errors of `rows` are relative to. */
const scales = {
  value: (value) => Math.abs(value),
  one: (value) => Math.max(1, Math.abs(value)),
  amplitude: (value, x) => Math.max(Math.sqrt(2 / (Math.PI * x)), Math.abs(value)),
};

function errors(f, { rows, scale }) {
  let [largest, sum] = [0, 0];
  const counted = rows.filter((row) => Math.abs(row.at(-2)) > 1e-290 && Number.isFinite(row.at(-2)));
  for (const row of counted) {
    const [value, rest] = row.slice(-2);
    const error = Math.abs(f(...row.slice(0, -2)) - value - rest) / ulp(scales[scale](value, row[0]));
    largest = Math.max(largest, error);
    sum += error;
  }
  return { largest, mean: sum / counted.length };
}

/** Nanoseconds of CPU time of a call: of both functions in turn, the least of several samples. */
function times(functions, rows) {
  const args = rows.map((row) => row.slice(0, -2));
  let sink = 0;
  const sample = (f, milliseconds) => {
    const before = process.cpuUsage();
    const start = performance.now();
    let calls = 0;
    for (; performance.now() - start < milliseconds; calls += args.length) for (const each of args) sink += f(...each);
    const { user, system } = process.cpuUsage(before);
    return (1000 * (user + system)) / calls;
  };
  for (const f of functions) sample(f, 50);
  const least = functions.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 7; round++)
    functions.forEach((f, k) => {
      least[k] = Math.min(least[k], sample(f, 15));
    });
  return Number.isNaN(sink) ? least : least;
}

async function size(contents, resolveDir) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    logLevel: "error",
  });
  return {
    kilobytes: (gzipSync(outputFiles[0].contents).length / 1000).toFixed(1),
    files: Object.keys(metafile.inputs).length - 1,
  };
}

async function sizes(title, wanted) {
  const exported = [...new Set(wanted.map((name) => name.replace(/([JY])[01]$/, "$1")))];
  const own = await size(
    `import { ${exported.join(", ")} } from "cotangent/special"; console.log(${exported.join(", ")});`,
    here("."),
  );
  const imported = [...new Set(wanted.map(nameOf))];
  const lines = imported.map((name, k) => `import f${k} from "${name}";`);
  const other = await size(`${lines.join(" ")} console.log(${imported.map((_, k) => `f${k}`).join(", ")});`, folder);
  return `| ${title} | ${own.kilobytes} kB, ${own.files} files | ${other.kilobytes} kB, ${other.files} files |`;
}

const python = execFileSync("python3", [here("points.py")], { encoding: "utf8", maxBuffer: 2 ** 28 });
const rounded = (x) => (x >= 100 ? x.toExponential(0) : x.toPrecision(2));
const rows = JSON.parse(python).map((region) => {
  const pair = [ours(region.name), theirs(region.name)];
  const [own, other] = pair.map((f) => errors(f, region));
  const [ownTime, otherTime] = times(pair, region.rows);
  const cells = [own.largest, other.largest, own.mean, other.mean].map(rounded);
  return `| \`${region.name}\` | ${isTaken(region.name) ? "taken" : ""} | ${region.region} | ${[...cells, Math.round(ownTime), Math.round(otherTime)].join(" | ")} |`;
});
const installed = readdirSync(`${folder}node_modules/@stdlib`).length;
const table = [
  "| | | | largest error: here | @stdlib | mean error: here | @stdlib | ns: here | @stdlib |",
  "|---|---|---|---|---|---|---|---|---|",
  ...rows,
  "",
  `| minified, gzipped | here | @stdlib (${installed} packages) |`,
  "|---|---|---|",
  ...(await Promise.all([
    sizes("`lgamma`", ["lgamma"]),
    sizes("`erf`", ["erf"]),
    sizes("`gamma`", ["gamma"]),
    sizes("`zeta`", ["zeta"]),
    sizes("`betaI`", ["betaI"]),
    sizes("all of the table", Object.keys(packages)),
  ])),
].join("\n");
const [head, tail] = ["<!-- comparison: written by `node bench/special/main.js` -->", "<!-- end of comparison -->"];
const text = readFileSync(page, "utf8");
const [from, to] = [text.indexOf(head), text.indexOf(tail)];
if (from < 0 || to < 0) throw new Error(`${page} has no place for the table`);
writeFileSync(page, `${text.slice(0, from)}${head}\n\n${table}\n\n${text.slice(to)}`);
