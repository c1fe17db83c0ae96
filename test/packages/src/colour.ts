import { grad } from "cotangent";
import hsl from "color-space/hsl.js";
import lab from "color-space/lab.js";
import rgb from "color-space/rgb.js";
import xyz from "color-space/xyz.js";
import { Hsluv } from "hsluv";
import type { Case } from "./case.js";

/** What the modules of the package add to one another is not declared. */
type Conversions = Record<string, (a: number, b: number, c: number) => number[]>;

function green(hue: number, lightness: number): number {
  const colour = new Hsluv();
  colour.hsluv_h = hue;
  colour.hsluv_s = 50;
  colour.hsluv_l = lightness;
  colour.hsluvToRgb();
  return colour.rgb_g;
}

const f0 = (h: number, l: number): number => green(h, l);

const f1 = (r: number, g: number): number => (rgb as unknown as Conversions).hsl(r, g, 20)[1];
const f2 = (h: number, s: number): number => hsl.rgb(h, s, 40)[0];
const f3 = (x: number, y: number): number => (xyz as unknown as Conversions).lab(x, y, 20)[1];

export const cases: readonly Case[] = [
  { name: "hsluv: hsluvToRgb", at: [120, 60], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "color-space: rgb.hsl", at: [100, 50], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "color-space: hsl.rgb", at: [100, 50], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
  { name: "color-space: xyz.lab", at: [50, 20], value: f3, gradient: grad(f3, { argnums: [0, 1] }) },
];
/** Modules that are only loaded for what they add to the others. */
export const loaded = [lab];
