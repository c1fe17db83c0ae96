/** What bundles of programs with a few imports have in them. */
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { repository } from "../../support/temp-project.js";

function bundle(text: string): { code: string; inputs: string[] } {
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: text, resolveDir: `${repository}/test` },
    ...{ bundle: true, minify: true, write: false, metafile: true, format: "esm", platform: "neutral" },
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [file] : [],
  );
  return { code: outputFiles[0].text, inputs };
}

test("an optimizer brings no other one with it", () => {
  const { code, inputs } = bundle('import { adam, minimize } from "cotangent/optim"; console.log(minimize, adam);');
  const files = inputs.map((file) => file.split("optim/")[1]).filter((file) => file !== undefined);
  expect(files).toContain("first-order/adam.js");
  expect(
    files.filter((file) => /^(second-order|constrained|line-search|svg|minibatches|schedules)/.test(file)),
  ).toEqual(["schedules.js"]);
  expect(code).not.toContain("bfgs");
  expect(gzipSync(code).length).toBeLessThan(6000);
});

test("what is not used leaves nothing behind", () => {
  expect(bundle('import { adam } from "cotangent/optim";').code.trim()).toBe("");
});

test("operators alone take less than three kilobytes", () => {
  const { code, inputs } = bundle('import { grad } from "cotangent"; console.log(grad);');
  expect(gzipSync(code).length).toBeLessThan(3000);
  expect(inputs.filter((file) => file.includes("optim"))).toEqual([]);
});

test("the progress bar's package is loaded by its own entry only", () => {
  expect(bundle('import * as all from "cotangent/optim"; console.log(all);').code).not.toContain("cli-progress");
});
