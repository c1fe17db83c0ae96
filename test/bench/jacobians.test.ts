/** What whole Jacobians cost, in operations of the function: in proportion to the inputs by forward mode, to the outputs by reverse mode. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Random } from "../../bench/src/random.js";
import { countsOf } from "./counts.js";

const text = readFileSync(new URL("../../bench/src/models/layer.ts", import.meta.url), "utf8");
const source = `${text.replace("import { jacobian }", "import { jacfwd, jacobian, jacrev }")}
  export const forward = jacfwd(layer);
  export const reverse = jacrev(layer);`;

function cost(jacobian: string, units: number, inputs: number): number {
  const random = new Random(4);
  const args = [inputs, units * inputs, units].map((count) => random.normals(count, 0.3));
  return countsOf({ "main.ts": source }, jacobian, () => args).arithmetic;
}

test.each([
  ["layerJacobian", 100, 10],
  ["forward", 100, 10],
  ["layerJacobian", 10, 100],
  ["reverse", 10, 100],
])(
  "%s of %i units with %i inputs: ten directions, each for less than two runs of the function",
  (name, units, inputs) => {
    expect(cost(name, units, inputs)).toBeLessThan(1 + 2 * 10);
  },
);

test.each([
  ["reverse", 100, 10],
  ["forward", 10, 100],
])("%s of %i units with %i inputs is the wrong mode: a hundred directions", (name, units, inputs) => {
  expect(cost(name, units, inputs)).toBeGreaterThan(50);
});
