import { grad } from "cotangent";
import { Hsluv } from "hsluv";
import type { Case } from "./case.js";

function green(hue: number, lightness: number): number {
  const colour = new Hsluv();
  colour.hsluv_h = hue;
  colour.hsluv_s = 50;
  colour.hsluv_l = lightness;
  colour.hsluvToRgb();
  return colour.rgb_g;
}

const f0 = (h: number, l: number): number => green(h, l);

export const cases: readonly Case[] = [
  { name: "hsluv: hsluvToRgb", at: [120, 60], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
];
