/** What a bundler keeps of the entry: a kernel, and what its value and its rule are made of. */
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** The files of the library in a bundle of a module that exports some names of an entry, and its size, minified and compressed. */
async function bundled(names: string, entry: string): Promise<{ files: string[]; size: number }> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "${entry}";`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    minify: true,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.entries(inputs).filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && file !== "<stdin>");
  return { files: files.map(([file]) => path.basename(file, ".js")), size: gzipSync(outputFiles[0].contents).length };
}

test.each([
  ["dot", ["dot", "elementwise", "shapes"]],
  ["axpy, axpyInto", ["shapes"]],
  ["nrm2", ["dot", "elementwise", "nrm2", "shapes"]],
  ["gemv, outer", ["elementwise", "gemv", "shapes"]],
  ["gemm", ["elementwise", "gemm", "multiply", "shapes"]],
  ["solveTriangular", ["elementwise", "gemm", "multiply", "shapes", "triangular"]],
  ["cholesky", ["cholesky", "elementwise", "gemm", "multiply", "shapes", "symmetry", "triangular"]],
  ["logsumexp, softmax", ["dot", "elementwise", "logsumexp", "shapes"]],
  ["cumsum", ["cumsum"]],
  ["convolve", ["convolve", "elementwise", "shapes"]],
  ["fft, ifft", ["fft", "fourier", "shapes"]],
  ["solveTridiagonal", ["banded", "elementwise", "shapes"]],
  ["ShapeError", ["shapes"]],
])("%s", async (names, expected) => {
  const { files } = await bundled(names, "cotangent/linalg");
  const shared = ["axpy", "custom-rules", "describe", "kernel-arguments", "numerical-errors"];
  expect(files.filter((file) => !shared.includes(file)).sort()).toEqual(expected);
});

test("operators alone are small", async () => {
  const { files, size } = await bundled("grad", "cotangent");
  expect(files).not.toContain("shapes");
  expect(size).toBeLessThan(3000);
});
