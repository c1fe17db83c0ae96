/**
 * Writes the pages of `docs` that the compiler can write itself: tables from its own tables, and the worked example of
 * the architecture. With `--check` it writes nothing and fails where a page is not up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { diagnosticsPage } from "../dist/diagnostics/page.js";
import { primitivesPage } from "../dist/rules/page.js";
import { workedExample } from "./worked-example.js";

const pages = {
  "primitives.md": () => primitivesPage(),
  "diagnostics.md": () => diagnosticsPage(),
  "architecture.md": (page) => between(page, "worked example", workedExample()),
};

const isCheck = process.argv.includes("--check");
for (const [name, write] of Object.entries(pages)) {
  const file = new URL(`../../docs/${name}`, import.meta.url);
  const present = read(file);
  const wanted = write(present);
  if (present === wanted) continue;
  if (isCheck) {
    console.error(`docs/${name} is out of date: run npm run docs`);
    process.exitCode = 1;
  } else writeFileSync(file, wanted);
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The page with `text` between the two markers of that name. */
function between(page, name, text) {
  const [begin, end] = [`<!-- ${name}: written by \`npm run docs\` -->`, `<!-- end of ${name} -->`];
  const [head, rest] = page.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`no markers '${begin}' and '${end}'`);
  return `${head}${begin}\n\n${text}\n\n${end}${tail}`;
}
