/** What a bundler takes of `cotangent/special` when a program imports one function. */
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

async function bundle(contents: string): Promise<{ readonly files: string[]; readonly size: number }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  const names = files.filter((file) => file !== "<stdin>").map((file) => file.slice(file.lastIndexOf("dist/") + 5));
  return { files: names.sort(), size: gzipSync(outputFiles[0].contents).length };
}

test("erf comes with what it is made of", async () => {
  const { files, size } = await bundle('import { erf } from "cotangent/special"; console.log(erf(0.3));');
  expect(files).toEqual(["special/erf.js", "special/stdlib/erf.js"]);
  // A third of it is the notice of its authors.
  expect(size).toBeLessThan(2000);
});

test("Bessel functions come without the others", async () => {
  const { files } = await bundle('import { besselJ } from "cotangent/special"; console.log(besselJ(1, 0.3));');
  expect(files).toEqual([
    "special/bessel-jy.js",
    "special/bessel-series.js",
    "special/orders.js",
    "special/stdlib/besselj0.js",
    "special/stdlib/besselj1.js",
  ]);
});

test("the main entry has none of them", async () => {
  const { files, size } = await bundle('import { grad } from "cotangent"; console.log(grad);');
  expect(files.filter((file) => /special|random/.test(file))).toEqual([]);
  expect(size).toBeLessThan(3000);
});

test("uniform numbers come without the gamma distribution", async () => {
  const { files } = await bundle(
    'import { keyOf, uniform } from "cotangent/random"; console.log(uniform(keyOf(1), 2));',
  );
  expect(files.filter((file) => /special|gamma|discrete/.test(file))).toEqual([]);
});
