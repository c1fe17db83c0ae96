/** Installed packages of every form that code comes in, and a program that differentiates what is in them. */

const dots = {
  "node_modules/dots/package.json": {
    name: "dots",
    version: "1.0.0",
    type: "module",
    exports: { ".": { types: "./index.d.ts", default: "./lib/index.js" } },
  },
  "node_modules/dots/index.d.ts": `export declare function dot(a: Float64Array, b: Float64Array): number;
export declare function norm(a: Float64Array): number;
export declare function calls(): number;
declare const dots: { readonly dot: typeof dot; readonly norm: typeof norm };
export default dots;
`,
  "node_modules/dots/lib/index.js": `import { dot } from "./dot.js";
export * from "./dot.js";
const half = 0.5;
function power(x) { return x ** half; }
export function norm(a) { return power(dot(a, a)); }
export default { dot, norm };
`,
  "node_modules/dots/lib/dot.js": `let count = 0;
const one = Math.cos(0);
export function calls() { return count; }
export function dot(a, b) {
  count++;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += one * a[i] * b[i];
  return sum;
}
`,
};

/** Not differentiated itself, but it sees the state of \`dots\`. */
const observer = {
  "node_modules/observer/package.json": {
    name: "observer",
    version: "1.0.0",
    type: "module",
    main: "index.js",
    types: "index.d.ts",
    dependencies: { dots: "^1.0.0" },
  },
  "node_modules/observer/index.d.ts": "export declare function observed(): number;\n",
  "node_modules/observer/index.js": `import { calls } from "dots";\nexport const observed = () => calls();\n`,
};

const commonJs = {
  "node_modules/moments/package.json": {
    name: "moments",
    version: "1.0.0",
    main: "main.js",
    types: "main.d.ts",
    dependencies: { powers: "^1.0.0" },
  },
  "node_modules/moments/main.d.ts": `export declare function mean(xs: number[]): number;
export declare function variance(xs: number[]): number;
export declare function energy(x: number): number;
`,
  "node_modules/moments/main.js": `"use strict";
var powers = require("powers");
var square = require("powers/lib/square");
const { cube } = require("powers");
function mean(xs) {
  var sum = 0;
  for (var i = 0; i < xs.length; i++) sum += xs[i];
  return sum / xs.length;
}
exports.mean = mean;
exports.variance = function (xs) {
  var center = exports.mean(xs), sum = 0;
  for (var i = 0; i < xs.length; i++) sum += square(xs[i] - center);
  return sum / xs.length;
};
exports.energy = function (x) { return powers.horner([1, 2, 3], x) + cube(x); };
`,
  "node_modules/powers/package.json": { name: "powers", version: "1.0.0", main: "./lib" },
  "node_modules/powers/lib/index.js": `var square = require("./square");
var horner = function (c, x) {
  var y = 0;
  for (var i = c.length - 1; i >= 0; i--) y = y * x + c[i];
  return y;
};
module.exports = { horner, square: square, cube: function (x) { return x * square(x); } };
`,
  "node_modules/powers/lib/square.js": `var calls = 0;
module.exports = function (x) { calls++; return x * x; };
module.exports.calls = function () { return calls; };
`,
};

const typescript = {
  "node_modules/springs/package.json": {
    name: "springs",
    version: "1.0.0",
    type: "module",
    exports: { ".": "./src/index.ts", "./package.json": "./package.json" },
  },
  "node_modules/springs/src/index.ts": `import { force } from "./force.js";
export interface Spring { readonly k: number; readonly rest: number }
export const energy = (spring: Spring, x: number): number => 0.5 * force(spring.k, x - spring.rest) * (x - spring.rest);
`,
  "node_modules/springs/src/force.ts": "export const force = (k: number, x: number): number => k * x;\n",
};

const vectorTypes = `export declare class Vec {
  x: number;
  y: number;
  constructor(x: number, y: number);
  add(v: Vec): Vec;
  dot(v: Vec): number;
  static made(): number;
}
export declare function isVec(v: unknown): boolean;
`;
const vectorCode = `let made = 0;
class Vec {
  constructor(x, y) { made++; this.x = x; this.y = y; }
  add(v) { return new Vec(this.x + v.x, this.y + v.y); }
  dot(v) { return this.x * v.x + this.y * v.y; }
  static made() { return made; }
}
const isVec = (v) => v instanceof Vec;
`;
/** One class with a count of its instances, as an ES module and as CommonJS. */
const classes = {
  "node_modules/vectors/package.json": { name: "vectors", version: "1.0.0", type: "module", main: "index.js" },
  "node_modules/vectors/index.d.ts": vectorTypes,
  "node_modules/vectors/index.js": `${vectorCode}export { Vec, isVec };\n`,
  "node_modules/vectors-cjs/package.json": { name: "vectors-cjs", version: "1.0.0", main: "index.js" },
  "node_modules/vectors-cjs/index.d.ts": vectorTypes,
  "node_modules/vectors-cjs/index.js": `${vectorCode}module.exports = { Vec, isVec };\n`,
};

export const packages = { ...dots, ...observer, ...commonJs, ...typescript, ...classes };

export const packagesMain = `import { grad } from "cotangent";
import dots, { calls, dot, norm } from "dots";
import * as space from "dots";
import { energy, mean, variance } from "moments";
import { observed } from "observer";
// @ts-ignore: a package without types
import powers from "powers";
import { energy as stored } from "springs";
import { isVec as isCjs, Vec as Cjs } from "vectors-cjs";
import { isVec, Vec } from "vectors";

const x = Float64Array.of(3, 4);
const log = (...values: unknown[]): void => console.log(JSON.stringify(values));
log(norm(x), [...grad(norm)(x)], calls());
log([...grad((a: Float64Array) => dot(a, a) * dots.norm(a) + space.norm(a))(x)], calls(), observed());
log(variance([1, 2, 6]), grad(variance)([1, 2, 6]));
log(grad((a: number) => energy(a) + mean([a, 2 * a]))(2));
log(grad((a: number) => powers.cube(a) * powers.square(a))(2), powers.square.calls());
log(grad(stored)({ k: 2, rest: 1 }, 4), grad(stored, { argnums: 1 })({ k: 2, rest: 1 }, 4));
const inEs = (a: number): number => new Vec(a, 2).add(new Vec(1, a)).dot(new Vec(3, a));
const inCjs = (a: number): number => new Cjs(a, 2).add(new Cjs(1, a)).dot(new Cjs(3, a));
log(grad(inEs)(2), inEs(2), Vec.made(), grad((v: Vec) => v.add(v).dot(v))(new Vec(2, 3)), Vec.made());
log(grad(inCjs)(2), inCjs(2), Cjs.made(), grad((v: Cjs) => v.add(v).dot(v))(new Cjs(2, 3)), Cjs.made());
const [, kept] = grad((a: number): [number, Vec] => [a * a, new Vec(a, a)], { hasAux: true })(1);
const [, keptCjs] = grad((a: number): [number, Cjs] => [a * a, new Cjs(a, a)], { hasAux: true })(1);
log([isVec(kept), isCjs(kept)], [isVec(keptCjs), isCjs(keptCjs)]);
log(grad((a: number) => (isVec(new Vec(a, 1)) && isCjs(new Cjs(a, 1)) ? a * a : 0))(3));
`;

/** What the program prints. The count is that of the calls of \`dot\`: the primals' and the derivatives' together. */
export const packagesPrinted = `[5,[0.6000000000000001,0.8],2]
[[45.6,60.8],5,5]
[4.666666666666667,[-1.3333333333333333,-0.6666666666666667,2]]
[27.5]
[80,9]
[{"k":4.5,"rest":-6},6]
[9,17,8,{"x":8,"y":12},10]
[9,17,8,{"x":8,"y":12},10]
[[true,false],[false,true]]
[6]
`;
