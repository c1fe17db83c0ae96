/** Typed arrays ignore what is stored past their ends: no derivative comes from there. */
import { test } from "vitest";
import { check } from "../support/harness.js";

const points = [[Float64Array.of(0.5, -1.25, 2)]];

const programs: Record<string, string> = {
  "the next element": `
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) y[i + 1] = x[i] * x[i];
    for (let i = 0; i < x.length; i++) s += y[i] * y[i];`,
  "the element before": `
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) y[i - 1] = x[i] * x[i];
    for (let i = 0; i < x.length; i++) s += y[i] * y[i];`,
  "added to": `
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) y[i + 1] += x[i] * x[i];
    for (let i = 0; i < x.length; i++) s += y[i] * y[i];`,
  "into single precision": `
    const y = new Float32Array(2);
    for (let i = 0; i < x.length; i++) y[i] = x[i];
    s = y[0] * y[1];`,
  "at a constant place": `
    const y = new Float64Array(2);
    y[0] = x[0]; y[1] = x[1]; y[2] = x[2];
    s = y[0] * y[1];`,
  "at an index that is no integer": `
    const y = new Float64Array(3);
    for (let i = 0; i < x.length; i++) y[i / 2] = x[i] * x[i];
    s = y[0] * y[1];`,
  "read again, and not used": `
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      y[i + 1] = x[i] * x[i];
      const next = y[i + 1];
      if (i + 1 < x.length) s += next * x[i];
    }`,
  "read again with a default": `
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      y[i + 1] = x[i] * x[i];
      s += (y[i + 1] ?? x[0]) * x[i];
    }`,
  "into the argument": `
    for (let i = 0; i < 3; i++) x[i + 1] = x[i] * 1.5;
    s = x[0] * x[1] * x[2];`,
  "into a part": `
    const y = new Float64Array(4);
    const part = y.subarray(1, 3);
    for (let i = 0; i < x.length; i++) part[i] = x[i] * x[i];
    s = y[0] + y[1] * y[2] + y[3];`,
  "by a function": `
    const put = (to: Float64Array, at: number, value: number): void => { to[at] = value; };
    const y = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) put(y, 2 * i, x[i] * x[i]);
    s = y[0] * y[1] + y[2] * y[2];`,
  "in scratch memory of each turn": `
    const y = new Float64Array(2);
    for (let t = 0; t < 2; t++) {
      for (let i = 0; i < x.length; i++) y[i] = x[i] * (t + 1);
      s += y[0] * y[1];
    }`,
  "between checkpoints": `
    let y = Float64Array.from(x), z = new Float64Array(3);
    /** @checkpoint every 2 */
    for (let t = 0; t < 5; t++) {
      for (let i = 0; i < y.length; i++) z[i + 1] = y[i] * y[i] * 0.25;
      [y, z] = [z, y];
    }
    for (let i = 0; i < x.length; i++) s += y[i] * (i + 1);`,
  "of a row of a flat matrix": `
    const y = new Float64Array(4);
    for (let i = 0; i < 3; i++) for (let j = 0; j < 2; j++) y[i * 2 + j] = x[i] * x[j];
    s = y[0] * y[1] + y[2] * y[3];`,
};

test.each(Object.entries(programs))("%s", (_, body) =>
  check(`export function f(x: Float64Array): number { let s = 0;${body}\n return s; }`, {
    points,
    smooth: !body.includes("Float32Array"),
  }),
);

test("into memory of the caller that is shorter", () =>
  check(
    `export function f(x: Float64Array, y: Float64Array): number {
      for (let i = 0; i < x.length; i++) y[i] = x[i] * x[i];
      let s = 0;
      for (let i = 0; i < y.length; i++) s += y[i] * y[i];
      return s;
    }`,
    { points: [[Float64Array.of(0.5, -1.25, 2), Float64Array.of(1, 1)]] },
  ));
