import { grad } from "cotangent";
import integrate from "integrate-adaptive-simpson";
import type { Case } from "./case.js";

const f0 = (a: number, b: number): number => integrate((x: number) => Math.exp(-a * x * x), 0, b);

export const cases: readonly Case[] = [
  { name: "integrate-adaptive-simpson", at: [1.2, 2], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
];
