import { readFileSync } from "node:fs";

/** Sixteen years of the economy of the United States. */
export interface Survey {
  readonly names: readonly string[];
  /** One row for each year: the columns as they are. */
  readonly rows: readonly Float64Array[];
  readonly employed: Float64Array;
}

export function readSurvey(file: URL): Survey {
  const [header, ...lines] = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [, ...names] = header.split(",");
  const numbers = lines.map((line) => line.split(",").map(Number));
  if (numbers.some((row) => row.length !== names.length + 1 || row.some(Number.isNaN)))
    throw new Error(`${file.href} has a line without ${names.length + 1} numbers`);
  return {
    names,
    rows: numbers.map(([, ...columns]) => Float64Array.from(columns)),
    employed: Float64Array.from(numbers, ([first]) => first),
  };
}

/** A column of ones in front of the columns, which get mean 0 and standard deviation 1; the response in thousands. */
export interface Design {
  readonly x: readonly Float64Array[];
  readonly y: Float64Array;
}

export function standardized({ rows, employed }: Survey): Design {
  const count = rows.length;
  const means = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / count);
  const deviations = means.map((mean, k) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / count),
  );
  return {
    x: rows.map((row) => Float64Array.from([1, ...row.map((value, k) => (value - means[k]) / deviations[k])])),
    y: employed.map((value) => value / 1000),
  };
}
