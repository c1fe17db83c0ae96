import { grad } from "cotangent";
import Spline from "cubic-spline";
import { interpolateBasis, interpolateNumber } from "d3-interpolate";
import type { Case } from "./case.js";

const f0 = (a: number, x: number): number => new Spline([1, 2, 3, 4], [9, a, 6, 16]).at(x);
const f1 = (a: number, t: number): number => interpolateBasis([a, 2, 5, 3])(t);
const f2 = (a: number, t: number): number => interpolateNumber(a, 10)(t);

export const cases: readonly Case[] = [
  { name: "cubic-spline: at", at: [3, 1.4], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "d3-interpolate: interpolateBasis", at: [1, 0.4], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "d3-interpolate: interpolateNumber", at: [2, 0.3], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
];
