import { expect, test } from "vitest";
import { accumulations } from "../../plugin/src/analysis/accumulations.js";
import { AliasAnalysis } from "../../plugin/src/analysis/aliases.js";
import { lowerF, opsOf } from "../support/ir.js";

test.each([
  ["c[i] += x;", true],
  ["c[i] -= x;", true],
  ["c[i] = x + c[i];", true],
  ["const v = c[i]; other[i] = 3; c[i] = v + x;", true],
  ["c[i] = x - c[i];", false],
  ["c[i] *= x;", false],
  ["c[i] = c[i + 1] + x;", false],
  ["c[i] = other[i] + x;", false],
  ["const v = c[i]; c[i] = v + x; other[i] = v;", false],
  ["const v = c[i] + x; c[i] = v; other[i] = v;", false],
  ["const v = c[i]; c[i + 1] = 2; c[i] = v + x;", false],
  ["const v = c[i]; for (let k = 0; k < 2; k++) c[k] = 2; c[i] = v + x;", false],
  ["const v = c[i]; set(c); c[i] = v + x;", false],
])("%s", (body, expected) => {
  const func = lowerF(`function set(a: Float64Array): void { a[0] = 1; }
  export function f(c: Float64Array, other: Float64Array, i: number, x: number): void { ${body} }`);
  const found = accumulations(func.body, new AliasAnalysis().of(func));
  const stores = opsOf(func, "store").filter((store) => found.has(store));
  expect(stores.length).toBe(expected ? 1 : 0);
  for (const store of stores) {
    const load = found.get(store)!;
    expect([load.kind, load.operands]).toEqual(["load", store.operands.slice(0, 2)]);
  }
});
