import { expect, test } from "vitest";
import { node } from "../support/run.js";
import { repository } from "../support/temp-project.js";

test("pages that the compiler writes are up to date; `npm run docs` renews them", () => {
  expect(node(repository, "plugin/scripts/docs.js", "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
});
