import { child, type Key } from "../random/key.js";
import { cornerAlong, firstDifferent, firstUnknown, isClose, type Slope, slopeAlong } from "./differences.js";
import { type Flat, WrongShape } from "./flat.js";
import { type Entry, pullsBack, wrongForward, wrongReverse } from "./locate.js";
import { type Check, digits } from "./report.js";
import type { Mode } from "./subject.js";
import { type Line, remainderOrder } from "./taylor.js";
import { dot, dotSize, randomDirection, size, unitVector } from "./vectors.js";

/** Options with nothing left open. */
export interface Settings {
  readonly modes: readonly Mode[];
  readonly tolerance: number;
  readonly directions: number;
  readonly key: Key;
}

/** A random direction of the inputs, with its slope, and one of the outputs. */
interface Probe {
  readonly v: Float64Array;
  readonly u: Float64Array;
  readonly slope: Slope;
}

/** Checks the products of a function; `label` precedes the names of the checks. */
export function checkProducts(flat: Flat, label: string, settings: Settings): Check[] {
  const bad = flat.y.findIndex((y) => !Number.isFinite(y));
  if (bad >= 0) {
    const where = flat.outputName(bad) || "the value";
    return [fail(`${label}value`, `the function is not finite at the point: ${where} is ${flat.y[bad]}`)];
  }
  const probes: Probe[] = [];
  for (let k = 0; k < settings.directions; k++) {
    const probe = probeOf(flat, child(settings.key, k), settings.tolerance);
    if (typeof probe === "string") return [fail(`${label}smoothness`, probe)];
    probes.push(probe);
  }
  const checks = settings.modes.flatMap((mode) =>
    shaped(`${label}${mode}`, () =>
      (mode === "forward" ? forward : reverse)(flat, `${label}${mode}`, probes, settings),
    ),
  );
  const isBoth = settings.modes.includes("forward") && settings.modes.includes("reverse");
  return isBoth && !checks.some(isStructure) ? [...checks, transposes(flat, label, probes)] : checks;
}

export function fail(name: string, detail: string): Check {
  return { name, ok: false, detail };
}

/** The checks of `body`, or the one that failed because a derivative had not the shape that it must have. */
export function shaped(name: string, body: () => Check[]): Check[] {
  try {
    return body();
  } catch (error) {
    if (error instanceof WrongShape) return [fail(`${name}: structure`, error.message)];
    throw error;
  }
}

function isStructure({ name }: Check): boolean {
  return name.endsWith(": structure");
}

/** A probe in a random direction, or why differences say nothing there. */
function probeOf(flat: Flat, key: Key, tolerance: number): Probe | string {
  const v = randomDirection(child(key, 0), flat.inputs, (i) => flat.reach(i));
  const corner = cornerAlong(flat, v);
  if (corner) {
    const slopes = `${digits(corner.before)} on one side and ${digits(corner.after)} on the other`;
    return `there is a corner or a jump at the point: in a random direction the slope of ${flat.outputName(corner.output) || "the value"} is ${slopes}`;
  }
  const slope = slopeAlong(flat, v);
  if (!slope) return "the function has no finite value on both sides of the point, however close";
  const unknown = firstUnknown(flat, slope, tolerance);
  if (unknown < 0) return { v, slope, u: randomDirection(child(key, 1), flat.outputs, () => 1) };
  const found = `${digits(slope.value[unknown])} with an error of about ${slope.error[unknown].toPrecision(1)}`;
  const of = flat.outputName(unknown) || "the value";
  return `central differences of ${of} do not settle (${found}): it is not smooth at the point, or its rounding errors are too large`;
}

function forward(flat: Flat, name: string, probes: readonly Probe[], { tolerance }: Settings): Check[] {
  const check = `${name}: differences`;
  for (const { v, slope } of probes) {
    const tangent = flat.forward(v);
    const output = firstDifferent(slope, tangent, tolerance);
    if (output < 0) continue;
    const entry = wrongForward(flat, v, tolerance);
    if (entry) return [wrongEntry(flat, check, entry)];
    return [wrongSum(check, flat.outputName(output), slope.value[output], tangent[output])];
  }
  const remainder = taylor(name, forwardLine(flat, probes[0]), [flat.forward(probes[0].v)]);
  return [agreeing(check, probes.length), remainder, ...complexSteps(flat, name, probes, tolerance)];
}

const DIFFERENCES = "central differences";

/** Against the complex step, which has no errors of its own but rounding. */
function complexSteps(flat: Flat, name: string, probes: readonly Probe[], tolerance: number): Check[] {
  const check = `${name}: complex step`;
  for (const { v } of probes) {
    const exact = flat.complexStep(v);
    if (!exact) return [];
    const output = firstApart(flat, exact, flat.forward(v), tolerance);
    if (output < 0) continue;
    for (let input = 0; input < flat.inputs; input++) {
      const along = unitVector(flat.inputs, input);
      const [expected, found] = [flat.complexStep(along) as Float64Array, flat.forward(along)];
      const wrong = firstApart(flat, expected, found, tolerance);
      if (wrong < 0) continue;
      const entry = { input, output: wrong, expected: expected[wrong], found: found[wrong] };
      return [wrongEntry(flat, check, entry, "a complex step")];
    }
    return [wrongSum(check, flat.outputName(output), exact[output], flat.forward(v)[output], "a complex step")];
  }
  return [agreeing(check, probes.length, "a complex step")];
}

/** Relative to the numbers that a derivative is made of, as far as they are known. */
function firstApart(flat: Flat, exact: Float64Array, found: Float64Array, tolerance: number): number {
  const largest = [...exact, ...flat.y].reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return exact.findIndex((x, k) => !(Math.abs(x - found[k]) <= tolerance * largest));
}

function reverse(flat: Flat, name: string, probes: readonly Probe[], { tolerance }: Settings): Check[] {
  const check = `${name}: differences`;
  const pullback = flat.reverse();
  const first = pullback(probes[0].u);
  for (const { v, u, slope } of probes) {
    const gradient = pullback(u);
    if (pullsBack(u, slope, gradient, v, tolerance)) continue;
    const entry = wrongReverse(flat, pullback, u, v, tolerance);
    if (entry) return [wrongEntry(flat, check, entry)];
    return [wrongSum(check, "", dot(u, slope.value), dot(gradient, v))];
  }
  const again = pullback(probes[0].u);
  const changed = again.findIndex((x, i) => !Object.is(x, first[i]));
  if (changed >= 0) {
    const leaf = flat.inputName(changed);
    const found = `by ${leaf} it gives ${digits(first[changed])} and then ${digits(again[changed])}`;
    return [
      { ...fail(`${name}: pullback`, `called twice, ${found}`), leaf, expected: first[changed], found: again[changed] },
    ];
  }
  return [
    agreeing(check, probes.length),
    taylor(name, reverseLine(flat, probes[0]), [Float64Array.of(dot(first, probes[0].v))]),
  ];
}

/** The function in the direction of a probe. */
export function forwardLine(flat: Flat, { v }: Pick<Probe, "v">): Line {
  return { y: flat.y, unit: flat.unit, rounding: flat.unit * (size(flat.y) || 1), at: (t) => flat.along(v, t) };
}

/** The same for the sum of its components with the weights of the probe. */
export function reverseLine(flat: Flat, { u, v }: Pick<Probe, "u" | "v">): Line {
  const weigh = (y: Float64Array | undefined): Float64Array | undefined => y && Float64Array.of(dot(u, y));
  const y = Float64Array.of(dot(u, flat.y));
  return { y, unit: flat.unit, rounding: flat.unit * (dotSize(u, flat.y) || 1), at: (t) => weigh(flat.along(v, t)) };
}

/** Checks that what is left of a function after its expansion by `derivatives` falls with the next power of the distance. */
export function taylor(name: string, line: Line, derivatives: readonly Float64Array[]): Check {
  const order = remainderOrder(line, derivatives);
  const expected = derivatives.length + 1;
  const ok = order > expected - 0.6;
  const found =
    order === Number.POSITIVE_INFINITY ? "is rounding only" : `falls with power ${order.toFixed(2)} of the distance`;
  return { name: `${name}: Taylor remainder`, ok, detail: ok ? found : `${found}, must be ${expected}` };
}

function agreeing(name: string, count: number, oracle = DIFFERENCES): Check {
  return {
    name,
    ok: true,
    detail: `as ${oracle} in ${count} random ${count === 1 ? "direction" : "directions"}`,
  };
}

function wrongEntry(flat: Flat, name: string, { input, output, expected, found }: Entry, oracle = DIFFERENCES): Check {
  const leaf = flat.inputName(input);
  const of = flat.outputName(output);
  const derivative = `the derivative ${of === "" ? "" : `of ${of} `}by ${leaf}`;
  const detail = `${derivative} is ${digits(found)}, but ${digits(expected)} by ${oracle}`;
  return { name, ok: false, detail, leaf, expected, found };
}

function wrongSum(name: string, output: string, expected: number, found: number, oracle = DIFFERENCES): Check {
  const of = output === "" ? "" : ` of ${output}`;
  const detail = `in a random direction the derivative${of} is ${digits(found)}, but ${digits(expected)} by ${oracle}`;
  return { ...fail(name, `${detail}, and no single number of the arguments shows it`), expected, found };
}

function transposes(flat: Flat, label: string, probes: readonly Probe[]): Check {
  const name = `${label}<u, J v> = <J^T u, v>`;
  const pullback = flat.reverse();
  const tolerance = Math.sqrt(flat.unit);
  for (const { v, u, slope } of probes) {
    const tangent = flat.forward(v);
    const gradient = pullback(u);
    const [left, right] = [dot(u, tangent), dot(gradient, v)];
    const scale = dotSize(u, tangent) + dotSize(gradient, v);
    if (!isClose(left, dotSize(u, slope.rounding), right, tolerance, scale))
      return fail(name, `${left} in forward mode, ${right} in reverse mode`);
  }
  return { name, ok: true, detail: "reverse mode is the transpose of forward mode" };
}
