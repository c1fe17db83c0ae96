import { expect, test } from "vitest";
import { reachable } from "../../plugin/src/ir/traverse.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { errorsOf, execute, lower, run } from "../support/lower.js";
import { SourceGenerator } from "./random-source.js";

const COUNT = Number(process.env.RANDOM_PROGRAMS ?? 150);
const FIRST = Number(process.env.RANDOM_SEED ?? 1);
const points = [
  [0.5, 2],
  [3, -1],
  [-2, 1.5],
]; // prettier-ignore

test(`${COUNT} random functions do what their source does`, () => {
  const sources = Array.from({ length: COUNT }, (_, index) => new SourceGenerator(FIRST + index).function(`f${index}`));
  const source = sources.join("\n");
  const lowered = lower(source, { allowTypeErrors: true });
  const module = execute(source);
  for (const [index, text] of sources.entries()) {
    const func = lowered.func(`f${index}`);
    expect(errorsOf(lowered), text).toEqual([]);
    for (const reached of reachable([func])) verify(reached);
    for (const [x, y] of points) {
      const [one, two] = [Float64Array.of(1, 2, -3), Float64Array.of(1, 2, -3)];
      const call = module[`f${index}`] as (...args: unknown[]) => unknown;
      const expected = call(x, y, one);
      const actual = run(func, [x, y, two]);
      expect({ actual, memory: two }, `seed ${FIRST + index} at (${x}, ${y}):\n${text}`).toEqual({
        actual: expected,
        memory: one,
      });
    }
  }
});
