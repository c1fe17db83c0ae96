import { expect, test } from "vitest";
import { node } from "../support/run.js";
import { repository } from "../support/temp-project.js";

test("the pictures of docs/rates are those of real runs; `npm run rates` renews them", () => {
  expect(node(repository, "runtime/scripts/rates.js", "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
});
