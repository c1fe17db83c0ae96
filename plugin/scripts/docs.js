/**
 * Writes what the compiler can write of the documentation: tables from its own tables, and code that it has generated.
 * With `--check` it writes nothing and fails where a page is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { diagnosticsPage } from "../dist/diagnostics/page.js";
import { primitivesPage } from "../dist/rules/page.js";
import { readme } from "./readme.js";
import { workedExample } from "./worked-example.js";

const root = new URL("../../", import.meta.url);

const pages = {
  "README.md": (page) => Object.entries(readme(root)).reduce(section, page),
  "docs/primitives.md": () => primitivesPage(),
  "docs/diagnostics.md": () => diagnosticsPage(),
  "docs/architecture.md": (page) => section(page, ["worked example", workedExample()]),
};

const isCheck = process.argv.includes("--check");
for (const [name, write] of Object.entries(pages)) {
  const file = new URL(name, root);
  const present = existsSync(file) ? readFileSync(file, "utf8") : "";
  const wanted = write(present);
  if (present === wanted) continue;
  if (isCheck) {
    console.error(`${name} is out of date: run npm run docs`);
    process.exitCode = 1;
  } else writeFileSync(file, wanted);
}

/** The page with `text` between the two markers of that name. */
function section(page, [name, text]) {
  const [begin, end] = [`<!-- ${name}: written by \`npm run docs\` -->`, `<!-- end of ${name} -->`];
  const [head, rest] = page.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`no markers '${begin}' and '${end}'`);
  return `${head}${begin}\n\n${text}\n\n${end}${tail}`;
}
