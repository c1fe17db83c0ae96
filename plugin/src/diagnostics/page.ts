/** The page `docs/diagnostics.md`, written from the catalogue. */
import { catalogue, type Entry } from "./catalogue.js";

const GROUPS: Readonly<Record<string, string>> = {
  AD1: "Operators and their operands",
  AD2: "Language constructs",
  AD3: "Memory and state",
  AD4: "Values",
  AD5: "Zero by convention",
};

export function diagnosticsPage(): string {
  const lines = [
    "# Diagnostics",
    "",
    "Every error that the compiler reports, as `path(line,col): error AD1234: text`, at the offending construct and followed by the",
    "calls that led there. All errors of a run are reported in one go. Those marked *active* are errors only where a differentiated",
    "value meets the construct; elsewhere the code is carried along as it stands. Those of the last section are no errors:",
    "`cotangent explain` says with them where a derivative is zero by convention. This page is generated from the catalogue",
    "(`plugin/src/diagnostics/catalogue.ts`).",
  ];
  for (const [prefix, title] of Object.entries(GROUPS)) {
    lines.push("", `## ${title}`);
    const entries: [string, Entry][] = Object.entries(catalogue).filter(([code]) => code.startsWith(prefix));
    for (const [code, { title: name, message, help, when }] of entries) {
      lines.push(
        "",
        `### ${code}: ${name}${when === "active" ? " (active)" : ""}`,
        "",
        `> ${quoted(message)}.`,
        "",
        help,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Placeholders as the reader sees them: `<variable>`. */
function quoted(message: string): string {
  const inCode = message.replace(/`([^`]*)`/g, (_, code: string) => `\`${code.replace(/\{(\w+)\}/g, "<$1>")}\``);
  return inCode.replace(/\{(\w+)\}/g, "*$1*");
}
