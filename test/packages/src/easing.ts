import { grad } from "cotangent";
import BezierEasing from "bezier-easing";
import { easeBounceOut, easeCircleIn, easeCubicInOut, easeExpInOut, easeQuadIn, easeSinInOut } from "d3-ease";
import backInOut from "eases/back-in-out.js";
import bounceOut from "eases/bounce-out.js";
import elasticIn from "eases/elastic-in.js";
import type { Case } from "./case.js";

const f0 = (x: number): number => BezierEasing(0.25, 0.1, 0.25, 1)(x);
const f1 = (x: number): number => easeBounceOut(x);
const f2 = (x: number): number => easeCircleIn(x);
const f3 = (x: number): number => easeCubicInOut(x);
const f4 = (x: number): number => easeExpInOut(x);
const f5 = (x: number): number => easeQuadIn(x);
const f6 = (x: number): number => easeSinInOut(x);
const f7 = (x: number): number => backInOut(x);
const f8 = (x: number): number => bounceOut(x);
const f9 = (x: number): number => elasticIn(x);

export const cases: readonly Case[] = [
  { name: "bezier-easing", at: [0.37], value: f0, gradient: grad(f0, { argnums: [0] }) },
  { name: "d3-ease: easeBounceOut", at: [0.3], value: f1, gradient: grad(f1, { argnums: [0] }) },
  { name: "d3-ease: easeCircleIn", at: [0.3], value: f2, gradient: grad(f2, { argnums: [0] }) },
  { name: "d3-ease: easeCubicInOut", at: [0.3], value: f3, gradient: grad(f3, { argnums: [0] }) },
  { name: "d3-ease: easeExpInOut", at: [0.3], value: f4, gradient: grad(f4, { argnums: [0] }) },
  { name: "d3-ease: easeQuadIn", at: [0.3], value: f5, gradient: grad(f5, { argnums: [0] }) },
  { name: "d3-ease: easeSinInOut", at: [0.3], value: f6, gradient: grad(f6, { argnums: [0] }) },
  { name: "eases: back-in-out", at: [0.3], value: f7, gradient: grad(f7, { argnums: [0] }) },
  { name: "eases: bounce-out", at: [0.3], value: f8, gradient: grad(f8, { argnums: [0] }) },
  { name: "eases: elastic-in", at: [0.3], value: f9, gradient: grad(f9, { argnums: [0] }) },
];
