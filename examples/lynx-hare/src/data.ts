import { readFileSync } from "node:fs";

/** Pelts, in thousands, that trappers returned in successive years. */
export interface Pelts {
  readonly years: readonly number[];
  readonly hares: Float64Array;
  readonly lynxes: Float64Array;
  /** Where the numbers come from: the comment at the top of the file. */
  readonly source: string;
}

/** Reads comma-separated columns `year`, `lynx` and `hare`; lines that begin with `#` are comments. */
export function readPelts(file: string | URL): Pelts {
  const lines = readFileSync(file, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const comments = lines.filter((line) => line.startsWith("#"));
  const [header = "", ...rows] = lines.filter((line) => !line.startsWith("#"));

  const names = header.split(",").map((name) => name.trim());
  const column = (name: string): number[] => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`${file}: there is no column "${name}"`);
    return rows.map((row) => {
      const value = Number(row.split(",")[index]?.trim() || Number.NaN);
      if (!Number.isFinite(value)) throw new Error(`${file}: "${row}" has no number in column "${name}"`);
      return value;
    });
  };

  return {
    years: column("year"),
    hares: Float64Array.from(column("hare")),
    lynxes: Float64Array.from(column("lynx")),
    source: comments.map((line) => line.replace(/^#\s*/, "")).join(" "),
  };
}
