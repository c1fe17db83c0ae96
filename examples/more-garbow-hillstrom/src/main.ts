import { writeFileSync } from "node:fs";
import { page } from "./page.js";
import { readPeers } from "./peers.js";
import { methods, runAll } from "./runs.js";

const rows = runAll();
if (process.argv[2] === "--page")
  writeFileSync(new URL("../../../docs/more-garbow-hillstrom.md", import.meta.url), page(rows, readPeers()));
else {
  for (const { problem, from, runs } of rows) {
    console.log(
      `${problem.number} ${problem.name}, ${from.start.length} variables; published: ${from.optima.join(" or ")}`,
    );
    runs.forEach(({ squares, arrival, iterations }, k) => {
      const there = arrival === undefined ? "does not get there" : `there after ${arrival} evaluations`;
      console.log(
        `  ${methods[k].name.padEnd(20)}${squares.toPrecision(6).padStart(12)}  ${there}, ${iterations} steps`,
      );
    });
  }
}
