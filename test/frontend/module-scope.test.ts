/** Modules whose code stands in functions that run once. */
import { test } from "vitest";
import { check } from "../support/harness.js";

const body = `
  var K = 3;
  function square(x) { return x * x; }
  var cube = function (x) { return x * square(x); };
  function Vec(x, y) { this.x = x; this.y = y; }
  Vec.prototype.norm = function () { return Math.sqrt(square(this.x) + square(this.y)); };
`;
const main = `import whole from "./lib.js";
const lib: any = whole;
export function f(x: number, y: number): number {
  const v = new lib.Vec(x, y);
  return lib.cube(x) * v.norm() + lib.scaled(y);
}`;
const points = { points: [[1.5, 0.7]] };

test.each([
  [
    "a function that is given exports",
    `(function (exports) {${body}
  exports.Vec = Vec;
  exports.cube = cube;
  exports.scaled = function (x) { return K * x; };
})(typeof exports === "undefined" ? this.lib = {} : exports);`,
  ],
  [
    "a factory that fills exports",
    `(function (root, factory) {
  typeof exports === "object" && typeof module !== "undefined" ? factory(exports)
    : typeof define === "function" && define.amd ? define(["exports"], factory)
    : factory((root.lib = {}));
})(this, function (e) { "use strict";${body}
  e.Vec = Vec, e.cube = cube;
  e.scaled = (x) => K * x;
});`,
  ],
  [
    "a factory that returns the exports",
    `!function (root, factory) {
  if (typeof module === "object" && module.exports) module.exports = factory();
  else root.lib = factory();
}(this, function () {${body}
  var lib = { Vec: Vec, cube: cube };
  lib.scaled = function (x) { return K * x; };
  return lib;
});`,
  ],
])("%s", (_, lib) => check({ "lib.js": lib, "main.ts": main }, points));

test("tables that other modules add functions to", () =>
  check(
    {
      "rgb.js": `const rgb = { name: "rgb", gray: (r) => r / 255 };
export default rgb;`,
      "hsl.js": `import rgb from "./rgb.js";
const hsl = { rgb: (h) => rgb.gray(h) ** 2 };
export default hsl;
rgb.hsl = function (r, g) { return hsl.rgb(r) * g; };`,
      "main.ts": `import rgb from "./rgb.js";
import hsl from "./hsl.js";
const table: any = rgb;
export function f(x: number, y: number): number { return table.hsl(x, y) + hsl.rgb(y); }`,
    },
    { points: [[1.5, 0.7]] },
  ));
