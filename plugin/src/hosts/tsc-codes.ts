/**
 * `tsc` writes `TS` before the code of every error, whoever found it. Ours travel as numbers that TypeScript does not
 * use and get their own letters back where the text is written.
 */

const BASE = 9_000_000;

/** `AD2001` as the number that stands for it in a `ts.Diagnostic`. */
export function codeNumber(code: string): number {
  return BASE + Number.parseInt(code.slice(2), 10);
}

const named = new WeakSet<object>();

/** Makes `system.write` print our codes. */
export function nameCodes(system: { write(text: string): void }): void {
  if (named.has(system)) return;
  named.add(system);
  const write = system.write.bind(system);
  system.write = (text) => write(text.replace(/\bTS900(\d{4})\b/g, "AD$1"));
}
