import { keyOf } from "../random/key.js";
import { size } from "../tree/ravel.js";
import { checkProducts, type Settings } from "./first-order.js";
import { Flat, type Functions, type Layout } from "./flat.js";
import { Report } from "./report.js";
import { checkGradient, checkJvp, type Point } from "./second-order.js";
import type { CheckOptions, Mode, Products, Subject } from "./subject.js";

export { type Check, Report } from "./report.js";
export type { CheckOptions, GradientProducts, JvpProducts, Mode, Products, Subject } from "./subject.js";

/**
 * Checks the compiled products of a function at a point against the function itself: values to the last bit, derivatives
 * in random directions against central differences and, where the function is analytic, complex steps, reverse mode as the
 * transpose of forward mode, and the order in which the remainder of the Taylor expansion falls. Where a derivative is wrong, the report names the first number of the arguments
 * that shows it. The arguments are copied for every call.
 * @throws TypeError where no number is there to move or to look at, and where the subject lacks what the options ask for
 * @throws RangeError for options that are no such numbers
 */
export function checkDerivatives<A extends readonly unknown[], R>(
  subject: Subject<A, R>,
  args: readonly [...A],
  options: CheckOptions = {},
): Report {
  const { order = 1, argnums, tolerance, seed = 0, directions = 3 } = options;
  const name = `checkGrads(${subject.name})`;
  const modes = options.modes ?? modesOf(subject);
  expectOptions(name, subject, { ...options, modes, directions });

  const layout = layoutOf(name, subject, args, argnums);
  const flat = new Flat(name, functionsOf(subject), args, layout);
  if (flat.outputs === 0) throw new TypeError(`${name}: the function returns no number`);
  const settings: Settings = {
    modes,
    tolerance: tolerance ?? (flat.unit === 2 ** -53 ? 1e-6 : 1e-3),
    directions,
    key: keyOf(seed),
  };
  const checks = checkProducts(flat, "", settings);
  if (order === 2 && subject.second && checks.every(({ ok }) => ok)) {
    const point: Point = { name, args, layout, flat, settings };
    const { second } = subject;
    checks.push(
      ...(second.of === "gradient" ? checkGradient : checkJvp)(point, functionsOf(second as Products<A, unknown>)),
    );
  }
  return new Report(name, checks);
}

/**
 * As `checkDerivatives`, for tests.
 * @throws Error with the text of the report where a check fails
 */
export function assertDerivatives<A extends readonly unknown[], R>(
  subject: Subject<A, R>,
  args: readonly [...A],
  options: CheckOptions = {},
): Report {
  const report = checkDerivatives(subject, args, options);
  if (!report.ok) throw new Error(report.toString());
  return report;
}

function functionsOf<A extends readonly unknown[], R>(
  of: Products<A, R> & Pick<Subject<A, R>, "complexStep">,
): Functions {
  const { f, jvp, vjp, complexStep } = of;
  return { f, jvp, vjp, complexStep } as unknown as Functions;
}

function modesOf({ jvp, vjp }: { readonly jvp?: unknown; readonly vjp?: unknown }): Mode[] {
  return [...(jvp ? ["forward" as const] : []), ...(vjp ? ["reverse" as const] : [])];
}

function layoutOf(
  name: string,
  { parameters = [] }: { readonly parameters?: readonly string[] },
  args: readonly unknown[],
  argnums: readonly number[] | undefined,
): Layout {
  const moved = argnums ?? [...args.keys()].filter((k) => size(args[k]) > 0);
  const still = moved.find((k) => size(args[k]) === 0);
  if (still !== undefined) throw new TypeError(`${name}: argument ${still} holds no number that could be moved`);
  if (moved.length === 0) throw new TypeError(`${name}: no argument holds a number that could be moved`);
  return {
    names: args.map((_, k) => parameters[k] ?? `args[${k}]`),
    moved: [...moved].sort((a, b) => a - b),
    split: (tuple) => [...tuple],
    join: (parts) => [...parts],
  };
}

function expectOptions<A extends readonly unknown[], R>(
  name: string,
  subject: Subject<A, R>,
  { order = 1, modes = [], directions = 0, tolerance = 1 }: CheckOptions,
): void {
  if (modes.length === 0) throw new TypeError(`${name}: there is neither a jvp nor a vjp to check`);
  const second = order === 2 ? [subject.second] : [];
  for (const products of [subject, ...second]) {
    if (!products) throw new TypeError(`${name}: there are no products of second order to check`);
    const found = modesOf(products);
    const missing = modes.find((mode) => !found.includes(mode));
    if (missing)
      throw new TypeError(`${name}: ${missing} mode has no ${missing === "forward" ? "jvp" : "vjp"} to check`);
  }
  if (order !== 1 && order !== 2) throw new RangeError(`${name}: order must be 1 or 2, but is ${order}`);
  if (!(directions >= 1)) throw new RangeError(`${name}: directions must be at least 1, but is ${directions}`);
  if (!(tolerance > 0)) throw new RangeError(`${name}: tolerance must be positive, but is ${tolerance}`);
}
