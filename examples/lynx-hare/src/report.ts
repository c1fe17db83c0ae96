import hljs from "highlight.js/lib/core";
import typescript from "highlight.js/lib/languages/typescript";
import { type Chart, drawChart, escapeHtml } from "./charts.js";
import type { Pelts } from "./data.js";
import type { Estimate } from "./estimates.js";
import type { Listings } from "./listing.js";
import { parameters, STEPS_PER_YEAR, simulate } from "./model.js";
import type { Timing } from "./timing.js";

hljs.registerLanguage("typescript", typescript);

export interface Report {
  readonly pelts: Pelts;
  /** Logarithms of the most probable parameters. */
  readonly q: Float64Array;
  readonly estimates: readonly Estimate[];
  readonly timing: Timing;
  readonly listings: Listings;
  readonly style: string;
}

const four = (value: number): string => value.toPrecision(4);

function curves({ pelts, q }: Report): { u: number[]; v: number[]; t: number[] } {
  const path = simulate(parameters(q), pelts.years.length - 1);
  const indices = Array.from({ length: path.length / 2 }, (_, i) => i);
  return {
    t: indices.map((i) => pelts.years[0] + i / STEPS_PER_YEAR),
    u: indices.map((i) => path[2 * i]),
    v: indices.map((i) => path[2 * i + 1]),
  };
}

function timeChart(report: Report): Chart {
  const { years, hares, lynxes } = report.pelts;
  const { t, u, v } = curves(report);
  return {
    id: "time",
    title: "Pelts of each year and the fitted populations",
    description:
      "Hares and lynxes from 1900 to 1920 in thousands. Both rise and fall in a cycle of about ten years; the lynxes peak one to two years after the hares. The fitted curves follow the dots.",
    xLabel: "year",
    yLabel: "pelts, thousands",
    xTicks: [1900, 1905, 1910, 1915, 1920],
    yTicks: [0, 20, 40, 60, 80],
    width: 640,
    height: 340,
    series: [
      { className: "hare", points: t.map((year, i) => [year, u[i]]) },
      { className: "lynx", points: t.map((year, i) => [year, v[i]]) },
      {
        className: "hare",
        points: years.map((year, i) => [year, hares[i]]),
        dots: (year, count) => `${year}: ${count} thousand hares`,
      },
      {
        className: "lynx",
        points: years.map((year, i) => [year, lynxes[i]]),
        dots: (year, count) => `${year}: ${count} thousand lynxes`,
      },
    ],
    labels: [
      { className: "hare", text: "hare", at: [1903.6, 74] },
      { className: "lynx", text: "lynx", at: [1904.8, 57] },
    ],
  };
}

function phaseChart(report: Report): Chart {
  const { years, hares, lynxes } = report.pelts;
  const { u, v } = curves(report);
  return {
    id: "phase",
    title: "Phase portrait",
    description:
      "Lynxes against hares: the fitted path is a closed, egg-shaped loop that is run through counter-clockwise about twice; the yearly returns scatter around it.",
    xLabel: "hares, thousands",
    yLabel: "lynxes, thousands",
    xTicks: [0, 20, 40, 60, 80],
    yTicks: [0, 20, 40, 60],
    width: 420,
    height: 340,
    series: [
      { className: "phase", points: u.map((value, i) => [value, v[i]]) },
      {
        className: "phase",
        points: years.map((_, i) => [hares[i], lynxes[i]]),
        dots: (hare, lynx) => `${years[hares.indexOf(hare)]}: ${hare} thousand hares, ${lynx} thousand lynxes`,
      },
    ],
    labels: [{ className: "phase", text: "1900", at: [hares[0] - 12, lynxes[0] - 1] }],
  };
}

function estimateRow({ name, meaning, unit, value, deviation, published }: Estimate): string {
  const numbers = [four(value), `± ${deviation.toPrecision(2)}`, published.toPrecision(2)];
  const cells = numbers.map((number) => `<td class="number">${number}</td>`).join("");
  return `<tr><th scope="row">${name}</th>${cells}<td>${unit}</td><td>${escapeHtml(meaning)}</td></tr>`;
}

function dataTable({ years, hares, lynxes }: Pelts): string {
  const rows = years.map(
    (year, i) =>
      `<tr><th scope="row">${year}</th><td class="number">${hares[i].toFixed(1)}</td><td class="number">${lynxes[i].toFixed(1)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">year</th><th scope="col">hares</th><th scope="col">lynxes</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function codePanel(id: string, heading: string, code: string): string {
  const html = hljs.highlight(code.trim(), { language: "typescript" }).value;
  // Focusable, because a keyboard must be able to scroll it.
  return `<section class="panel" aria-labelledby="${id}"><h3 id="${id}">${heading}</h3>
<pre tabindex="0" role="region" aria-labelledby="${id}"><code>${html}</code></pre></section>`;
}

/** One page that needs nothing else: text, drawings, style and code are all in it. */
export function page(report: Report): string {
  const { pelts, timing, listings } = report;
  const ratio = (timing.gradient / timing.simulation).toFixed(1);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The lynx and the hare</title>
<style>
${report.style}</style>
</head>
<body>
<header>
<h1>The lynx and the hare</h1>
<p>Trappers of the Hudson's Bay Company returned hare and lynx pelts in a cycle of about ten years. The Lotka–Volterra
equations describe it: hares <var>u</var> multiply and are eaten, lynxes <var>v</var> starve and multiply by eating.</p>
<p class="equation"><var>du</var>/<var>dt</var> = <var>α u</var> − <var>β u v</var>
<span aria-hidden="true">·</span> <var>dv</var>/<var>dt</var> = <var>δ u v</var> − <var>γ v</var></p>
</header>
<main>
<section aria-labelledby="fit">
<h2 id="fit">The fit</h2>
<div class="charts">
<figure>${drawChart(timeChart(report))}<figcaption>Yearly returns (dots) and fitted populations (lines).</figcaption></figure>
<figure>${drawChart(phaseChart(report))}<figcaption>The same, lynxes against hares.</figcaption></figure>
</div>
<div class="wide" tabindex="0" role="region" aria-label="Most probable parameters">
<table>
<caption>Most probable parameters</caption>
<thead><tr><th scope="col">parameter</th><th scope="col">fitted</th><th scope="col">deviation</th><th scope="col">published</th><th scope="col">unit</th><th scope="col">meaning</th></tr></thead>
<tbody>
${report.estimates.map(estimateRow).join("\n")}
</tbody>
</table>
</div>
<p class="note">Fitted: the maximum of the posterior density of the parameters' logarithms, with the deviation of the normal
density that touches it there. Published: posterior means of B. Carpenter, <cite>Predator-Prey Population Dynamics: the
Lotka-Volterra model in Stan</cite> (2018).</p>
<details><summary>The data</summary>
<p class="note">${escapeHtml(pelts.source)}</p>
${dataTable(pelts)}
</details>
</section>
<section aria-labelledby="gradient">
<h2 id="gradient">The gradient</h2>
<p>The optimizer follows the derivative of the whole simulation, ${(pelts.years.length - 1) * STEPS_PER_YEAR} Runge–Kutta steps, by all
${report.q.length} parameters at once. Nothing was derived by hand: the compiler read the source below and wrote the adjoint beside it.</p>
<dl class="timing">
<div><dt>one simulation</dt><dd>${four(timing.simulation)} µs</dd></div>
<div><dt>one gradient</dt><dd>${four(timing.gradient)} µs</dd></div>
<div><dt>ratio</dt><dd>${ratio}</dd></div>
</dl>
<div class="code">
${codePanel("source", "Source", listings.source)}
${codePanel("adjoint", "Generated adjoint", listings.adjoint)}
</div>
</section>
</main>
</body>
</html>
`;
}
