/** Modules whose code stands in functions that run once. */
import { describe, test } from "vitest";
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

const inner = `
  "use strict"
  var D2R = Math.PI / 180, EPS = 1e-3
  var table = [1, 2, 3], rows = [[1, 2], [3, 4]];
  var opts = { scale: 3, name: "x" };
  const { scale: factor } = opts;
  var calls = 0, memo;
  var M = Math;
  function horner(t, y) { var s = 0; for (var i = 0; i < t.length; i++) s = s * y + t[i]; return s; }
  function f(x) {
    calls++;
    memo = memo || [M.sqrt(5)];
    return horner(table, x * D2R) * opts.scale + rows[1][0] * x * factor + EPS * memo[0] * M.sin(x);
  }
  function count() { return calls; }
  var cache = {};
  function root(n) { return cache[n] || (cache[n] = Math.sqrt(n)); }
  function g(x) { return x * x * root(2); }
`;

describe("data that only the function around a module sees", () => {
  test.each([
    [
      "a factory",
      `(function (root, factory) {
  if (typeof module === "object" && module.exports) module.exports = factory();
  else root.lib = factory();
}(this, function () {${inner}
  return { f: f, g: g, count: count };
}));`,
    ],
    [
      "a function that is given exports",
      `(function (exports) {${inner}
  exports.f = f; exports.g = g; exports.count = count;
})(typeof exports === "undefined" ? this.lib = {} : exports);`,
    ],
    [
      "a function that returns an object, in an ES module",
      `const lib = (() => {${inner}
  return { f, g, count };
})();
export default lib;`,
    ],
    [
      "parameters",
      `(function (exports, options, root) {
  exports.f = function (x) { return x * options.scale * root; };
  exports.g = function (x) { return x + root; };
  exports.count = function () { return 0; };
})(exports, { scale: 3 }, Math.sqrt(2));`,
    ],
  ])("%s", (_, lib) =>
    check(
      {
        "lib.js": lib,
        "main.ts": `import whole from "./lib.js";
const lib: any = whole;
export function f(x: number): number { const before = lib.count(); return lib.f(x) + lib.g(x) * (lib.count() - before + 1); }`,
      },
      { points: [[1.5]] },
    ),
  );

  test("objects that functions change by key are read where they are used", () =>
    check(
      {
        "lib.js": `const lib = (() => {
  var opts = { scale: 3 };
  function f(x) { return x * opts.scale; }
  function set(o) { for (var k in o) opts[k] = o[k]; }
  return { f, set };
})();
export default lib;`,
        "main.ts": `import lib from "./lib.js";
export function f(x: number): number { lib.set({ scale: 5 }); return lib.f(x); }`,
      },
      { points: [{ args: [1.5], value: 7.5, gradient: [5] }] },
    ));
});
