import { readFileSync } from "node:fs";

/** Observations: the response `y`, the predictor `x`, and where there is one a second predictor `x2`, empty elsewhere. */
export interface Data {
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly x2: Float64Array;
}

/** @throws Error where a line is not as many numbers as there are columns */
export function readData(file: URL): Data {
  const [header, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  const count = header.split(",").length;
  const rows = lines.map((line) => line.split(",").map(Number));
  if (rows.some((row) => row.length !== count || row.some(Number.isNaN)))
    throw new Error(`${file.href} has a line without ${count} numbers`);
  const column = (k: number): Float64Array =>
    k < count ? Float64Array.from(rows, (row) => row[k]) : new Float64Array(0);
  return { y: column(0), x: column(1), x2: column(2) };
}
