import { readFileSync } from "node:fs";
import type { Pair } from "./plane.js";

export interface Pelts {
  readonly years: readonly number[];
  /** The logarithms of hares and lynxes, in thousands. */
  readonly counts: readonly Pair[];
}

/** @throws Error where a line is not a year, lynxes and hares */
export function readPelts(file: URL): Pelts {
  const [, ...lines] = readFileSync(file, "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"));
  const rows = lines.map((line) => line.split(",").map(Number));
  if (rows.some((row) => row.length !== 3 || row.some(Number.isNaN)))
    throw new Error(`${file.href} has a line that is not three numbers`);
  return {
    years: rows.map(([year]) => year),
    counts: rows.map(([, lynxes, hares]): Pair => [Math.log(hares), Math.log(lynxes)]),
  };
}
