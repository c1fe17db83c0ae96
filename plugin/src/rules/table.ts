/** The rule table: one row per primitive. Everything that is known about a primitive is read from here. */
import { PRIMITIVE_NAMES, type PrimitiveName } from "../ir/primitives.js";
import { arithmetic } from "./arithmetic.js";
import { bitwise } from "./bitwise.js";
import { comparisons } from "./comparison.js";
import { exponential } from "./exponential.js";
import { extrema } from "./extrema.js";
import { hyperbolic } from "./hyperbolic.js";
import { power } from "./power.js";
import { rounding } from "./rounding.js";
import type { LibraryEntry, Row, Rule } from "./rule.js";
import { besselFunctions } from "./special/bessel.js";
import { errorFunctions } from "./special/error.js";
import { gammaFunctions } from "./special/gamma.js";
import { incompleteIntegrals } from "./special/incomplete.js";
import { otherFunctions } from "./special/others.js";
import { trigonometric } from "./trigonometric.js";

const rows: Record<PrimitiveName, Row> = {
  ...arithmetic,
  ...power,
  ...exponential,
  ...trigonometric,
  ...hyperbolic,
  ...extrema,
  ...rounding,
  ...bitwise,
  ...comparisons,
  ...gammaFunctions,
  ...errorFunctions,
  ...incompleteIntegrals,
  ...besselFunctions,
  ...otherFunctions,
};

export const RULES = Object.fromEntries(PRIMITIVE_NAMES.map((name) => [name, { name, ...rows[name] }])) as Readonly<
  Record<PrimitiveName, Rule>
>;

export function getRule(name: PrimitiveName): Rule {
  return RULES[name];
}

const called = new Map<string, Rule>();
for (const rule of Object.values(RULES)) if ("call" in rule.js) called.set(keyOf(rule.js.call, rule.js.from), rule);

/** The primitive that a call of a function is: of `Math.sin`, or of a function of an entry of the library. */
export function primitiveCalled(name: string, from?: LibraryEntry): Rule | undefined {
  return called.get(keyOf(name, from));
}

function keyOf(name: string, from: LibraryEntry | undefined): string {
  return from === undefined ? name : `${from}/${name}`;
}
