// Writes functions of very many statements without a loop: what unrolled or generated models look like.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { statements } from "./straight-line.js";

const folder = fileURLToPath(new URL("../src/generated/", import.meta.url));

mkdirSync(folder, { recursive: true });
for (const count of [500, 5000]) {
  writeFileSync(
    new URL(`../src/generated/straight-line-${count}.ts`, import.meta.url),
    [
      'import { valueAndGrad } from "cotangent";',
      "",
      `export function straightLine${count}(x: Float64Array): number {`,
      ...statements(count),
      `  return v${count - 1};`,
      "}",
      "",
      `export const straightLine${count}Gradient = valueAndGrad(straightLine${count});`,
      "",
    ].join("\n"),
  );
}
