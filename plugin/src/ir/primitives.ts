/** The names of the scalar primitives and the types of their results; what they compute and their derivatives are in the table. */
import { BOOL, F64, INT, type Type } from "./types.js";

/** Real-valued, but integral where all operands are. */
const RING = ["add", "sub", "mul", "neg", "mod", "max", "min", "abs"] as const;

/**
 * Real-valued. `stopGradient` is the identity with derivative zero. `mulOrZero` and `divOrZero` are products and quotients
 * that are 0 where the first operand is, whatever the second: what nobody uses has no part in a derivative. `fermi` is
 * 1 / (1 + exp(x)), the logistic function of -x.
 */
const REAL = [
  "div",
  "mulOrZero",
  "divOrZero",
  "pow",
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "fermi",
  "sqrt",
  "cbrt",
  "hypot",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "atan2",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "fround",
  "toNumber",
  "stopGradient",
] as const; // prettier-ignore

/**
 * Integral: piecewise constant, so their derivative is zero. `imul` and the bitwise operators work on 32-bit integers. `whole` is the identity
 * that throws for fractions, and `element` the one that throws where a list of so many records has none, as its field is read.
 */
const INTEGRAL = [
  "floor",
  "ceil",
  "round",
  "trunc",
  "sign",
  "whole",
  "element",
  "clz32",
  "imul",
  "bitAnd",
  "bitOr",
  "bitXor",
  "bitNot",
  "shl",
  "shr",
  "ushr",
] as const; // prettier-ignore

/** Boolean. `eq` and `ne` are strict, `looseEq` and `looseNe` are `==` and `!=`; these and `isNullish` take any type. */
const LOGICAL = [
  "lt",
  "le",
  "gt",
  "ge",
  "eq",
  "ne",
  "looseEq",
  "looseNe",
  "not",
  "isNullish",
  "isNaN",
  "isFinite",
  "isInteger",
  "toBoolean",
] as const;

/** Real-valued: functions of `cotangent/special`, by the names that it exports them under. */
const SPECIAL = [
  "gamma",
  "lgamma",
  "digamma",
  "trigamma",
  "polygamma",
  "digammaDifference",
  "beta",
  "betaDerivative",
  "lbeta",
  "erf",
  "erfc",
  "erfcx",
  "erfcxDerivative",
  "erfinv",
  "erfcinv",
  "normalCdf",
  "normalLogCdf",
  "normalHazard",
  "normalQuantile",
  "gammaP",
  "gammaQ",
  "gammaPDerivative",
  "gammaDensity",
  "betaI",
  "betaIDerivative",
  "betaDensity",
  "besselJ",
  "besselY",
  "besselI",
  "besselK",
  "lambertW",
  "lambertWm1",
  "ellipticK",
  "ellipticE",
  "ellipticKDerivative",
  "ellipticEDerivative",
  "expint",
  "expintEi",
  "zeta",
  "zetaDerivative",
  "sinc",
  "sincDerivative",
] as const; // prettier-ignore

export type SpecialName = (typeof SPECIAL)[number];

export type PrimitiveName =
  | (typeof RING)[number]
  | (typeof REAL)[number]
  | SpecialName
  | (typeof INTEGRAL)[number]
  | (typeof LOGICAL)[number];

export const PRIMITIVE_NAMES: readonly PrimitiveName[] = [...RING, ...REAL, ...SPECIAL, ...INTEGRAL, ...LOGICAL];

const ring = new Set<string>(RING);
const integral = new Set<string>(INTEGRAL);
const logical = new Set<string>(LOGICAL);

export function isLogical(name: PrimitiveName): boolean {
  return logical.has(name);
}

export function resultType(name: PrimitiveName, operands: readonly Type[]): Type {
  if (logical.has(name)) return BOOL;
  if (integral.has(name)) return INT;
  return ring.has(name) && operands.every((type) => type.kind === "int") ? INT : F64;
}
