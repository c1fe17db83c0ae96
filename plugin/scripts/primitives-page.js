// Writes docs/primitives.md from the compiled rule table.
import { writeFileSync } from "node:fs";
import { primitivesPage } from "../dist/rules/page.js";

writeFileSync(new URL("../../docs/primitives.md", import.meta.url), primitivesPage());
