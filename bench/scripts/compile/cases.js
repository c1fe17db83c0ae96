// Programs whose compilation is measured: texts by the names of their files.
import { readdirSync, readFileSync } from "node:fs";
import { statements } from "../straight-line.js";

const root = new URL("../../../", import.meta.url);

/** What the tests and the benchmark differentiate: many small functions of many kinds. */
function varied() {
  const files = {};
  for (const folder of ["test/golden/", "bench/src/models/"]) {
    for (const name of readdirSync(new URL(folder, root))) {
      if (!/^[^.]+\.ts$/.test(name)) continue;
      const text = readFileSync(new URL(folder + name, root), "utf8");
      if (/from "\.\.?\//.test(text)) continue;
      files[`${folder.replace(/\W/g, "_")}${name}`] = text;
    }
  }
  return files;
}

function straight(count) {
  const body = `${statements(count).join("\n")}\n  return v${count - 1};`;
  return {
    "main.ts": `import { grad } from "cotangent";
export function f(x: Float64Array): number {\n${body}\n}
export const gradient = grad(f);\n`,
  };
}

/** One function of some 200 lines: loops three deep, over and over. */
function nested() {
  const loops = Array.from({ length: 18 }, (_, k) => {
    const [a, b] = k % 2 === 0 ? ["a", "b"] : ["b", "a"];
    return `
  for (let i = 0; i < n; i++) {
    let row = 0.${k};
    for (let j = 0; j < n; j++) {
      let s = ${a}[i * n + j];
      for (let k = 0; k < n; k++) {
        s += ${a}[i * n + k] * ${b}[k * n + j] / (1 + s * s);
        if (s > ${k + 1}) s -= Math.tanh(s) * x[k];
      }
      ${b}[i * n + j] = s + row * x[j];
      row += Math.sin(s) * x[i];
    }
  }`;
  });
  return {
    "main.ts": `import { grad } from "cotangent";
export function f(x: Float64Array): number {
  const n = x.length;
  const a = new Float64Array(n * n).fill(0.5);
  const b = new Float64Array(n * n).fill(0.25);${loops.join("")}
  let sum = 0;
  for (let i = 0; i < n * n; i++) sum += a[i] * b[i];
  return sum;
}
export const gradient = grad(f);\n`,
  };
}

/** Many files, each with a function of its own and a gradient. */
function manyFiles() {
  const files = {};
  for (let k = 0; k < 100; k++) {
    files[`model${k}.ts`] = `import { grad } from "cotangent";
export function model${k}(w: Float64Array, x: Float64Array): number {
  let s = ${k};
  for (let i = 0; i < w.length; i++) {
    const z = w[i] * x[i] + Math.sin(s);
    s += z > 0 ? Math.log1p(Math.exp(z)) : z * z;
  }
  return s / (1 + s * s);
}
export const gradient${k} = grad(model${k});\n`;
  }
  return files;
}

/** Ten files of some 200 lines, each a model of its own. */
function tenModels() {
  const part = (model, k) => `
function part${k}(w: Float64Array, x: Float64Array, rate: number): number {
  const n = w.length;
  const h = new Float64Array(n);
  let total = ${model}.${k};
  for (let i = 0; i < n; i++) {
    const z = w[i] * x[i] + Math.sin(total * ${k + 1});
    h[i] = z > ${k} ? Math.log1p(Math.exp(z)) : z * z * rate;
    total += h[i] / (1 + ${model} + h[i] * h[i]);
  }
  for (let i = 1; i < n; i++) {
    h[i] = h[i] + rate * (h[i - 1] - h[i]) * Math.exp(-h[i] / ${k + 2});
    if (h[i] > ${model + 1}) h[i] = Math.tanh(h[i]);
  }
  for (let i = 0; i < n; i++) total += h[i] * h[i] * ${k + 1};
  return total;
}`;
  const files = {};
  for (let model = 0; model < 10; model++) {
    const parts = Array.from({ length: 10 }, (_, k) => part(model, k));
    const calls = parts.map((_, k) => `part${k}(w, x, 0.${k + 1})`);
    files[`model${model}.ts`] = `import { grad } from "cotangent";${parts.join("\n")}

export function model${model}(w: Float64Array, x: Float64Array): number {
  return ${calls.join(" + ")};
}
export const gradient${model} = grad(model${model});\n`;
  }
  return files;
}

export const cases = {
  "varied code": varied,
  "straight line, 1000 statements": () => straight(1000),
  "straight line, 5000 statements": () => straight(5000),
  "nested loops in one function": nested,
  "100 files": manyFiles,
  "ten models": tenModels,
};
