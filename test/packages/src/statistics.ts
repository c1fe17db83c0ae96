import { grad } from "cotangent";
import {
  errorFunction,
  gammaln,
  geometricMean,
  harmonicMean,
  linearRegression,
  probit,
  rootMeanSquare,
  sampleSkewness,
  standardDeviation,
  variance,
} from "simple-statistics";
import type { Case } from "./case.js";

const f0 = (a: number, b: number): number => variance([a, b, 3, 4]);
const f1 = (a: number, b: number): number => standardDeviation([a, b, 3, 4]);
const f2 = (x: number): number => errorFunction(x);
const f3 = (x: number): number => gammaln(x);
const f4 = (a: number, b: number): number =>
  linearRegression([
    [0, a],
    [1, b],
    [2, 5],
  ]).m;
const f5 = (a: number, b: number): number => sampleSkewness([a, b, 3, 7]);
const f6 = (a: number, b: number): number => geometricMean([a, b, 3]);
const f7 = (a: number, b: number): number => harmonicMean([a, b, 3]);
const f8 = (a: number, b: number): number => rootMeanSquare([a, b, 3]);
const f9 = (x: number): number => probit(x);

export const cases: readonly Case[] = [
  { name: "simple-statistics: variance", at: [1, 2], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "simple-statistics: standardDeviation", at: [1, 2], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "simple-statistics: errorFunction", at: [0.6], value: f2, gradient: grad(f2, { argnums: [0] }) },
  { name: "simple-statistics: gammaln", at: [3.3], value: f3, gradient: grad(f3, { argnums: [0] }) },
  { name: "simple-statistics: linearRegression", at: [1, 2], value: f4, gradient: grad(f4, { argnums: [0, 1] }) },
  { name: "simple-statistics: sampleSkewness", at: [1, 2], value: f5, gradient: grad(f5, { argnums: [0, 1] }) },
  { name: "simple-statistics: geometricMean", at: [1, 2], value: f6, gradient: grad(f6, { argnums: [0, 1] }) },
  { name: "simple-statistics: harmonicMean", at: [1, 2], value: f7, gradient: grad(f7, { argnums: [0, 1] }) },
  { name: "simple-statistics: rootMeanSquare", at: [1, 2], value: f8, gradient: grad(f8, { argnums: [0, 1] }) },
  { name: "simple-statistics: probit", at: [0.3], value: f9, gradient: grad(f9, { argnums: [0] }) },
];
