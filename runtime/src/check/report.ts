/** One thing that must hold. */
export interface Check {
  /** "reverse: differences" */
  readonly name: string;
  readonly ok: boolean;
  /** What was found, in words. */
  readonly detail: string;
  /** The number of the arguments whose derivative is wrong, where it is one: `w.layers[0][3]`. */
  readonly leaf?: string;
  readonly expected?: number;
  readonly found?: number;
}

/** What a check of derivatives found; its text is for people. */
export class Report {
  constructor(
    readonly name: string,
    readonly checks: readonly Check[],
  ) {}

  get ok(): boolean {
    return this.checks.every(({ ok }) => ok);
  }

  toString(): string {
    const failed = this.checks.filter(({ ok }) => !ok).length;
    const count = this.checks.length;
    const head =
      failed === 0 ? `all ${count} checks hold` : `${failed} of ${count} checks ${failed === 1 ? "fails" : "fail"}`;
    const lines = this.checks.map(({ name, ok, detail }) => `  ${ok ? "ok   " : "WRONG"}  ${name}: ${detail}`);
    return [`${this.name}: ${head}`, ...lines].join("\n");
  }
}

/** A number in a message, with as many digits as are needed to see the difference to another. */
export function digits(x: number): string {
  return Number.isFinite(x) ? String(Number(x.toPrecision(8))) : String(x);
}
