import { writeFileSync } from "node:fs";
import { page } from "./page.js";
import { runAll } from "./runs.js";

const rows = runAll();
if (process.argv[2] === "--page") writeFileSync(new URL("../../../docs/nist.md", import.meta.url), page(rows));
else {
  for (const { problem, runs } of rows) {
    console.log(`${problem.name}: b, what is certified, and the standard deviation`);
    const [, { b, deviations, squares, met }] = runs;
    b.forEach((each, k) => {
      const numbers = [each, problem.certified[k], deviations[k]];
      console.log(numbers.map((number) => number.toExponential(10).padStart(19)).join(""));
    });
    console.log(`  sum of squares ${squares.toExponential(10)}, certified ${problem.squares.toExponential(10)}`);
    const starts = runs.map(({ iterations }) => iterations).join(" and ");
    const all = met.parameters + met.deviations + met.squares;
    console.log(
      `  ${all} of ${2 * b.length + 1} values met to eleven digits, in ${starts} steps from the two starts\n`,
    );
  }
}
