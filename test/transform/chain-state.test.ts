import { expect, test } from "vitest";
import { Value } from "../../plugin/src/ir/ops.js";
import { F64 } from "../../plugin/src/ir/types.js";
import { recordOfValues } from "../../plugin/src/transform/chain-state.js";

test("each value has a field of its own, whatever the names of others", () => {
  const names = ["a", "a", "a1", "a0", undefined, "x4", "x4_4", "b"];
  const { fields } = recordOfValues(names.map((name) => new Value(F64, name)));
  expect(new Set(fields.map(({ name }) => name)).size).toBe(names.length);
  expect(fields[7].name).toBe("b");
});
