import type { ProgramResult } from "./result.js";

const WIDTH = 760;
const LABELS = 250;
const ROW = 30;
const BAR = 10;
const TOP = 50;
/** Longer bars end in an arrow. */
const MOST = 10;

const bars = [
  { title: "gradient / primal", color: "#2f6f9f", of: ({ ratios }: ProgramResult) => ratios.gradientToPrimal },
  {
    title: "the expert's gradient / primal",
    color: "#c58b2a",
    of: ({ ratios }: ProgramResult) => ratios.expertToPrimal,
  },
];

const x = (ratio: number): number => LABELS + (Math.min(ratio, MOST) / MOST) * (WIDTH - LABELS - 60);

function text(at: number, y: number, content: string, anchor: "start" | "end" | "middle" = "start"): string {
  return `<text x="${at.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${content}</text>`;
}

function row(result: ProgramResult, index: number): string {
  const y = TOP + index * ROW;
  const drawn = bars.map(({ color, of }, k) => {
    const ratio = of(result)?.median;
    if (ratio === undefined) return "";
    const top = y + k * (BAR + 1);
    const bar = `<rect x="${LABELS}" y="${top}" width="${(x(ratio) - LABELS).toFixed(1)}" height="${BAR}" fill="${color}"/>`;
    return bar + text(x(ratio) + 4, top + BAR - 1, `${ratio.toFixed(1)}${ratio > MOST ? " →" : ""}`);
  });
  return text(LABELS - 8, y + BAR + 2, result.program, "end") + drawn.join("");
}

/** How much longer gradients take than what they are the gradients of, as bars. */
export function chart(results: readonly ProgramResult[]): string {
  const height = TOP + results.length * ROW + 10;
  const legend = bars.map(
    ({ title, color }, k) =>
      `<rect x="${LABELS + 190 * k}" y="14" width="12" height="12" fill="${color}"/>${text(LABELS + 190 * k + 18, 24, title)}`,
  );
  const lines = [1, 2, 4, 6, 8, 10].map(
    (ratio) =>
      `<line x1="${x(ratio).toFixed(1)}" x2="${x(ratio).toFixed(1)}" y1="${TOP - 6}" y2="${height - 8}" stroke="#ddd"/>${text(x(ratio), TOP - 9, String(ratio), "middle")}`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    "<title>What gradients cost, as multiples of the primal</title>",
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...lines,
    ...legend,
    ...results.map(row),
    "</svg>",
    "",
  ].join("\n");
}
