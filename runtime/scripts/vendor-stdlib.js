/**
 * Writes runtime/src/special/stdlib: the values that are taken from @stdlib, each package as one module, with the licences. Needs npm.
 *
 *     node runtime/scripts/vendor-stdlib.js
 *
 * @stdlib is CommonJS in hundreds of packages, of which a bundler takes all that one function requires: typed arrays, property descriptors and string formats for hosts
 * that lack them. Here `require` becomes `import`, the language's own functions are called by their names, and what is left is bundled.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const prefix = "@stdlib/math-base-special-";

/** The packages whose values are taken, each with its version. */
const versions = {
  besselj0: "0.3.1",
  besselj1: "0.3.1",
  bessely0: "0.3.1",
  bessely1: "0.3.1",
  digamma: "0.3.1",
  erf: "0.2.6",
  erfc: "0.2.5",
  erfcinv: "0.2.4",
  erfinv: "0.3.1",
  gamma: "0.3.1",
  "riemann-zeta": "0.3.1",
  trigamma: "0.3.1",
};

/** What the language has: it is called by this name. */
const language = new Map(
  Object.entries({
    abs: "Math.abs",
    exp: "Math.exp",
    floor: "Math.floor",
    ln: "Math.log",
    pow: "Math.pow",
    sin: "Math.sin",
    sqrt: "Math.sqrt",
    tan: "Math.tan",
  }).map(([name, own]) => [prefix + name, own]),
);
language.set("@stdlib/math-base-assert-is-nan", "Number.isNaN");
language.set("@stdlib/number-ctor", "Number");

/** What this package has: its module, and the name of the function there. */
const ours = new Map([
  [`${prefix}gammaln`, { file: "../lgamma.js", name: "lgamma" }],
  [`${prefix}sinpi`, { file: "../trigonometry.js", name: "sinPi" }],
]);

/** Calls with arguments of which the language has the case. */
const calls = [
  // Sine and cosine at once, into an array.
  [/^var sincos = require\(.*\n/gm, ""],
  [/\bsincos\( (\w+), (\w+), 1, 0 \);/g, "$2[0] = Math.sin( $1 ); $2[1] = Math.cos( $1 );"],
  // A part of x with few digits, of which the square is exact.
  [/^var setLowWord = require\(.*\n/gm, ""],
  [/\bsetLowWord\( (\w+), 0 \)/g, "Math.fround( $1 )"],
];

/** CommonJS as @stdlib writes it, with one `require` a line and one export. */
function toModule(source) {
  const rewritten = calls.reduce((text, [pattern, own]) => text.replace(pattern, own), source);
  const renamed = [];
  const imported = rewritten.replace(/^var (\w+) = require\( '([^']+)' \);$/gm, (_, name, from) => {
    const own = language.get(from);
    if (own === undefined)
      return ours.has(from)
        ? `import { ${ours.get(from).name} as ${name} } from "${from}";`
        : `import ${name} from "${from}";`;
    renamed.push([name, own]);
    return "";
  });
  const called = renamed.reduce(
    (text, [name, own]) => text.replace(new RegExp(`(?<![\\w.])${name}(?=[(.])`, "g"), own),
    imported,
  );
  const exported = called
    .replace(/^module\.exports = (\w+);$/gm, "export { $1 as default };")
    .replace(/^'use strict';$/gm, "");
  if (/\b(require\(|module\.|process\b|eval\(|Function\()/.test(exported.replace(/\/\*[\s\S]*?\*\//g, "")))
    throw new Error(`not understood:\n${exported}`);
  return exported;
}

/** Installs the packages in a folder of its own; `use` is given that folder. */
async function installed(use) {
  const folder = mkdtempSync(join(tmpdir(), "stdlib-"));
  try {
    const dependencies = Object.fromEntries(
      Object.entries(versions).map(([name, version]) => [prefix + name, version]),
    );
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
    const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One package as one module: other functions stay imports, constants and parts of it are taken in. */
async function bundled(name, folder) {
  const sources = new Set();
  const plugin = {
    name: "stdlib",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@stdlib\// }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        if (ours.has(path)) return { path: ours.get(path).file, external: true };
        if (!path.startsWith(prefix)) return undefined;
        if (!Object.hasOwn(versions, path.slice(prefix.length))) throw new Error(`${name} needs ${path}`);
        return { path: `./${path.slice(prefix.length)}.js`, external: true };
      });
      onLoad({ filter: /[\\/]@stdlib[\\/].*\.js$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        sources.add(source);
        return { contents: toModule(source), loader: "js" };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [prefix + name],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    plugins: [plugin],
  });
  return { code: outputFiles[0].text, sources: [...sources] };
}

/** The functions of numbers with their types, and without esbuild's comments on files. */
function typed(code) {
  const text = code.replace(/^\/\/ .*\n/gm, "");
  const file = ts.createSourceFile("module.ts", text, ts.ScriptTarget.ES2022, true);
  const [, exported] = /^ {2}(\w+) as default$/m.exec(text);
  const ends = [];
  const visit = (node) => {
    if (ts.isFunctionDeclaration(node)) {
      for (const parameter of node.parameters) ends.push([parameter.end, ": number"]);
      // After the parenthesis; others are inferred.
      if (node.name.text === exported) ends.push([text.indexOf(")", node.parameters.end) + 1, ": number"]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return ends
    .sort(([a], [b]) => b - a)
    .reduce((made, [end, type]) => made.slice(0, end) + type + made.slice(end), text);
}

/** The comment that a bundler keeps: whose work it is, and the notice of whom they had it from. */
function header(name, sources) {
  const years = sources.flatMap((source) =>
    [...source.matchAll(/Copyright \(c\) (\d+) The Stdlib Authors/g)].map(([, year]) => year),
  );
  const notices = sources.flatMap((source) => {
    const [, notice] = /^\* ## Notice\n([\s\S]*?)\*\//m.exec(source) ?? [];
    return notice === undefined
      ? []
      : [
          notice
            .replace(/^\* ?/gm, "")
            .replace(/^```(text)?\n/gm, "")
            .trim(),
        ];
  });
  const lines = [
    "@license Apache-2.0",
    "",
    `${prefix}${name} ${versions[name]}, Copyright (c) ${[...new Set(years)].sort().join(", ")} The Stdlib Authors.`,
    "Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.",
    "",
    ...[...new Set(notices)].join("\n\n").split("\n"),
  ];
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

/** The licence of @stdlib, and the notices with those of whom they had their sources from. */
function licences(folder) {
  const require = createRequire(join(folder, "package.json"));
  const notices = new Set();
  let licence = "";
  for (const name of Object.keys(versions)) {
    const file = require.resolve(`${prefix}${name}/package.json`);
    const [own, others] = readFileSync(file.replace("package.json", "LICENSE"), "utf8").split(
      "DEPENDENCIES & ATTRIBUTION",
    );
    licence = `${own.trim()}\n`;
    notices.add(readFileSync(file.replace("package.json", "NOTICE"), "utf8").trim());
    for (const part of (others ?? "").split(/^(?=\* )/m).slice(1)) notices.add(part.trim());
  }
  return { licence, notice: `${[...notices].sort().join("\n\n")}\n` };
}

const target = fileURLToPath(new URL("../src/special/stdlib/", import.meta.url));

await installed(async (folder) => {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  for (const name of Object.keys(versions)) {
    const { code, sources } = await bundled(name, folder);
    writeFileSync(`${target}${name}.ts`, `${header(name, sources)}${typed(code)}`);
  }
  const { licence, notice } = licences(folder);
  writeFileSync(`${target}LICENSE`, licence);
  writeFileSync(`${target}NOTICE`, notice);
});
