import { readFileSync } from "node:fs";

export interface Flows {
  readonly years: Int32Array;
  /** In 10^8 cubic metres. */
  readonly flows: Float64Array;
}

/** @throws Error where a line is not a year and a number */
export function readFlows(file: URL): Flows {
  const [, ...lines] = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const rows = lines.map((line) => line.split(",").map(Number));
  if (rows.some((row) => row.length !== 2 || row.some(Number.isNaN)))
    throw new Error(`${file.href} has a line that is not a year and a flow`);
  return { years: Int32Array.from(rows, ([year]) => year), flows: Float64Array.from(rows, ([, flow]) => flow) };
}
