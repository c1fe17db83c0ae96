/** Pictures of runs, as text. */
import { describe } from "../describe.js";
import { expectOptions } from "./checks.js";
import type { TraceEntry } from "./run.js";

/** A line of a picture. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn in dashes, as for bounds. Default: false. */
  readonly dashed?: boolean;
}

/** Options of `traceToSvg` and `curvesToSvg`. */
export interface PlotOptions {
  /** Default: none. */
  readonly title?: string;
  /** Default: "iteration". */
  readonly xLabel?: string;
  /** Default: none. */
  readonly yLabel?: string;
  /** Whether the horizontal axis has powers of ten too. Default: false. */
  readonly logX?: boolean;
}

const width = 640;
const height = 400;
const plot = { left: 70, right: 620, top: 44, bottom: 350 };
const colors = ["#2f6f9f", "#c58b2a", "#4f8a4c", "#a8484a", "#6d5aa0", "#5c5c5c"];
/** Points that are closer, in pixels, could not be told apart. */
const apart = 1.5;

/**
 * Curves over a vertical axis of powers of ten, with axis labels and a legend, as the text of an SVG file. What a logarithm cannot show (zeros,
 * negative numbers, what is not finite) is left out.
 * @throws TypeError where `curves` is no list of curves, or an option is of another kind
 */
export function curvesToSvg(curves: readonly Curve[], options: PlotOptions = {}): string {
  expectEntries("curvesToSvg", "curves", curves, "curves");
  for (const [k, curve] of curves.entries()) {
    expectEntries("curvesToSvg", `curves[${k}].points`, curve?.points, "points");
    for (const [i, point] of curve.points.entries())
      expectEntries("curvesToSvg", `curves[${k}].points[${i}]`, point, "two numbers");
  }
  const { title = "", xLabel = "iteration", yLabel = "", logX = false } = expectOptions("curvesToSvg", options);
  const shown = curves.map(({ points, ...curve }) => ({
    ...curve,
    points: points.filter(([x, y]) => y > 0 && Number.isFinite(y) && Number.isFinite(x) && (!logX || x > 0)),
  }));
  const all = shown.flatMap(({ points }) => points);
  const y = logAxis(
    all.map((p) => p[1]),
    plot.bottom,
    plot.top,
  );
  const xs = all.map((p) => p[0]);
  const x = logX ? logAxis(xs, plot.left, plot.right) : linearAxis(xs, plot.left, plot.right);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title || yLabel || "a run")}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text((plot.left + plot.right) / 2, 16, title, "middle", ' font-size="13"'),
    ...y.ticks.map(({ at, label }) => line(plot.left, at, plot.right, at) + text(plot.left - 6, at + 4, label, "end")),
    ...x.ticks.map(
      ({ at, label }) => line(at, plot.top, at, plot.bottom) + text(at, plot.bottom + 16, label, "middle"),
    ),
    `<path d="M${plot.left} ${plot.top}V${plot.bottom}H${plot.right}" fill="none" stroke="#444"/>`,
    text((plot.left + plot.right) / 2, height - 10, xLabel, "middle"),
    text(0, 0, yLabel, "middle", ` transform="translate(14 ${(plot.top + plot.bottom) / 2}) rotate(-90)"`),
    ...shown.map(({ points, dashed }, k) => path(thinned(points.map(([u, v]) => [x.place(u), y.place(v)])), k, dashed)),
    ...legend(shown),
    "</svg>",
    "",
  ].join("\n");
}

/**
 * The trace of a run: the objective and the largest entry of its gradient. Objectives that are not all positive are shown as their distance from the
 * least one, or from `minimum`.
 * @throws TypeError where `trace` is no list of entries, or an option is of another kind
 */
export function traceToSvg(
  trace: readonly TraceEntry[],
  options: PlotOptions & {
    /** The horizontal axis. Default: `"iteration"`. */
    readonly against?: "iteration" | "evaluations" | "time";
    /** What the objective is measured from. Default: 0, or the least value where one is not positive. */
    readonly minimum?: number;
  } = {},
): string {
  expectEntries("traceToSvg", "trace", trace, "entries");
  for (const [k, entry] of trace.entries())
    if (typeof entry?.value !== "number")
      throw new TypeError(`traceToSvg: trace[${k}] must be an entry of a trace, but is ${describe(entry)}`);
  const { against = "iteration" } = expectOptions("traceToSvg", options);
  const values = trace.map(({ value }) => value).filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const from = options.minimum ?? Math.min(least, 0);
  const curves: Curve[] = [
    { name: from === 0 ? "objective" : "objective - minimum", points: trace.map((e) => [e[against], e.value - from]) },
    { name: "largest entry of the gradient", points: trace.map((e) => [e[against], e.optimality]) },
  ];
  return curvesToSvg(curves, { xLabel: against === "time" ? "milliseconds" : against, ...options });
}

function expectEntries(fn: string, name: string, list: unknown, of: string): void {
  if (!Array.isArray(list)) throw new TypeError(`${fn}: ${name} must be an array of ${of}, but is ${describe(list)}`);
}

interface Axis {
  place(v: number): number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

function logAxis(values: readonly number[], from: number, to: number): Axis {
  let low = Math.floor(Math.log10(values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)));
  let high = Math.ceil(Math.log10(values.reduce((a, b) => Math.max(a, b), 0)));
  if (!(Number.isFinite(low) && Number.isFinite(high))) [low, high] = [0, 1];
  if (low === high) high++;
  const place = (v: number): number => from + ((Math.log10(v) - low) / (high - low)) * (to - from);
  const every = Math.max(1, Math.ceil((high - low) / 8));
  const exponents = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, k) => low + k * every);
  const ticks = exponents.map((e) => ({
    at: place(10 ** e),
    label: Math.abs(e) <= 3 ? String(Number((10 ** e).toPrecision(1))) : `1e${e}`,
  }));
  return { place, ticks };
}

function linearAxis(values: readonly number[], from: number, to: number): Axis {
  const low = values.reduce((a, b) => Math.min(a, b), 0);
  const high = Math.max(
    values.reduce((a, b) => Math.max(a, b), 0),
    low + Number.MIN_VALUE,
  );
  const place = (v: number): number => from + ((v - low) / (high - low || 1)) * (to - from);
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10);
  const ticks = [];
  for (let v = Math.ceil(low / step) * step; v <= high && ticks.length < 20; v += step)
    ticks.push({ at: place(v), label: String(Number(v.toPrecision(6))) });
  return { place, ticks };
}

function thinned(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  let last = [Number.NaN, Number.NaN];
  return points.filter(([u, v], k) => {
    const isClose = Math.abs(u - last[0]) < apart && Math.abs(v - last[1]) < apart;
    if (isClose && k < points.length - 1) return false;
    last = [u, v];
    return true;
  });
}

function path(points: readonly (readonly number[])[], k: number, dashed = false): string {
  if (points.length === 0) return "";
  const d = points.map(([u, v], i) => `${i === 0 ? "M" : "L"}${u.toFixed(1)} ${v.toFixed(1)}`).join("");
  return `<path d="${d}" fill="none" stroke="${color(k)}" stroke-width="1.5"${dashed ? ' stroke-dasharray="5 4"' : ""}/>`;
}

function legend(curves: readonly { readonly name: string; readonly dashed?: boolean }[]): string[] {
  const column = (plot.right - plot.left) / Math.max(1, Math.min(curves.length, 3));
  return curves.map(({ name, dashed }, k) => {
    const at = plot.left + column * (k % 3);
    const down = 28 + 12 * Math.floor(k / 3);
    const sample = `<line x1="${at.toFixed(1)}" x2="${(at + 18).toFixed(1)}" y1="${down - 4}" y2="${down - 4}" stroke="${color(k)}" stroke-width="2"${dashed ? ' stroke-dasharray="5 4"' : ""}/>`;
    return sample + text(at + 23, down, name);
  });
}

function color(k: number): string {
  return colors[k % colors.length];
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="#ddd"/>`;
}

function text(x: number, y: number, content: string, anchor = "start", more = ""): string {
  if (content === "") return "";
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
