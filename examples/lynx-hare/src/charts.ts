/** A line of a chart, or dots where `dots` is set, in data coordinates. */
export interface Series {
  readonly className: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dots?: (x: number, y: number) => string;
}

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly series: readonly Series[];
  /** Names at places of the chart, in data coordinates. */
  readonly labels: readonly {
    readonly className: string;
    readonly text: string;
    readonly at: readonly [number, number];
  }[];
  readonly width: number;
  readonly height: number;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

const MARGIN = { left: 46, right: 14, top: 14, bottom: 42 };
const short = (value: number): string => String(Number(value.toFixed(1)));

/** Draws a chart as an `<svg>` element; colours come from the style sheet through the class names. */
export function drawChart(chart: Chart): string {
  const { id, width, height, xTicks, yTicks } = chart;
  const [xLow, xHigh] = [xTicks[0], xTicks[xTicks.length - 1]];
  const [yLow, yHigh] = [yTicks[0], yTicks[yTicks.length - 1]];
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = (value: number): string => short(MARGIN.left + ((value - xLow) / (xHigh - xLow)) * (right - MARGIN.left));
  const y = (value: number): string => short(bottom - ((value - yLow) / (yHigh - yLow)) * (bottom - MARGIN.top));

  const grid = [
    ...xTicks.map(
      (tick) =>
        `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${MARGIN.top}" y2="${bottom}"/>` +
        `<text class="tick" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`,
    ),
    ...yTicks.map(
      (tick) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
        `<text class="tick" x="${MARGIN.left - 7}" y="${y(tick)}" dy="0.32em" text-anchor="end">${tick}</text>`,
    ),
    `<text class="axis" x="${0.5 * (MARGIN.left + right)}" y="${height - 6}" text-anchor="middle">${escapeHtml(chart.xLabel)}</text>`,
    `<text class="axis" transform="translate(12 ${0.5 * (MARGIN.top + bottom)}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.yLabel)}</text>`,
  ];

  const series = chart.series.map(({ className, points, dots }) =>
    dots
      ? points
          .map(
            ([px, py]) =>
              `<circle class="dot ${className}" cx="${x(px)}" cy="${y(py)}" r="4"><title>${escapeHtml(dots(px, py))}</title></circle>`,
          )
          .join("")
      : `<polyline class="line ${className}" points="${points.map(([px, py]) => `${x(px)},${y(py)}`).join(" ")}"/>`,
  );

  const labels = chart.labels.map(
    ({ className, text, at }) =>
      `<text class="label ${className}" x="${x(at[0])}" y="${y(at[1])}">${escapeHtml(text)}</text>`,
  );

  return [
    `<svg role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="${id}-title ${id}-description">`,
    `<title id="${id}-title">${escapeHtml(chart.title)}</title>`,
    `<desc id="${id}-description">${escapeHtml(chart.description)}</desc>`,
    ...grid,
    ...series,
    ...labels,
    "</svg>",
  ].join("\n");
}
