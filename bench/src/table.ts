import type { ProgramResult } from "./result.js";
import type { Ratio } from "./statistics.js";

const columns: readonly (readonly [title: string, cell: (result: ProgramResult) => string])[] = [
  ["program", ({ program }) => program],
  ["primal µs", ({ primal }) => primal.toPrecision(3)],
  ["gradient µs", ({ gradient }) => gradient.toPrecision(3)],
  ["gradient / primal", ({ ratios }) => show(ratios.gradientToPrimal)],
  ["expert / primal", ({ ratios }) => show(ratios.expertToPrimal)],
  ["gradient / expert", ({ ratios }) => show(ratios.gradientToExpert)],
  ["into / primal", ({ ratios }) => show(ratios.intoToPrimal)],
  ["into / expert in place", ({ ratios }) => show(ratios.intoToExpertInto)],
  ["objects / arrays", ({ ratios }) => show(ratios.objectsToArrays)],
  ["objects / arrays, primal", ({ ratios }) => show(ratios.objectsToArraysPrimal)],
  ["objects: gradient / primal", ({ ratios }) => show(ratios.objectsGradientToPrimal)],
  ["kB allocated", ({ allocated }) => kilobytes(allocated.arrays)],
  ["into", ({ allocated }) => kilobytes(allocated["arrays into"])],
  ["expert", ({ allocated }) => kilobytes(allocated.expert)],
  ["objects", ({ allocated }) => kilobytes(allocated.objects)],
];

const kilobytes = (bytes: number | undefined): string => (bytes === undefined ? "" : (bytes / 1e3).toPrecision(3));

function show(ratio: Ratio | undefined): string {
  if (!ratio) return "";
  const { median, low, high } = ratio;
  const spread = low === high ? "" : ` (${low.toFixed(2)}-${high.toFixed(2)})`;
  return `${median.toFixed(2)}${spread}`;
}

/** A table in Markdown. */
export function table(results: readonly ProgramResult[]): string {
  const rows = [
    columns.map(([title]) => title),
    columns.map(() => "---"),
    ...results.map((result) => columns.map(([, cell]) => cell(result))),
  ];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}
