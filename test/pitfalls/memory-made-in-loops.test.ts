import { describe, test } from "vitest";
import { check } from "../support/harness.js";

const points = [[[0.7, -0.4, 1.3]], [[0.2, 0.9, -0.6, 0.5]]];

/** Memory that is made in an iteration can be read again in the reverse sweep only where nothing has been written since. */
describe("memory made in loops", () => {
  const program = (body: string): void => {
    check(`export function f(x: number[]): number { const n = x.length; let s = 0.3; ${body} return s; }`, { points });
  };

  test("that is written once and read by later iterations", () => {
    program(`
      let state: number[] = x;
      for (let t = 0; t < 4; t++) {
        const next = state.map((v, i) => Math.sin(v) * x[i]);
        s += next[0] * state[1] * state[1];
        state = next;
      }`);
  });

  test("that is written after it was read", () => {
    program(`
      for (let t = 0; t < 4; t++) {
        const y = new Float64Array(n);
        for (let i = 0; i < n; i++) y[i] = s * x[i];
        s += y[0] * y[0] * y[1];
        y[0] = Math.sin(s);
        y[1] *= y[0];
        s += y[0] * y[0] * y[1];
      }`);
  });

  test("that is read by another name and then written", () => {
    program(`
      for (let t = 0; t < 4; t++) {
        const y = [x[0], s];
        const box = { inner: y };
        const other = box.inner;
        s += other[0] * other[0] * other[1] * 0.1;
        y[0] = s;
        s += other[0] * other[0] * other[1] * 0.1;
      }`);
  });

  test("that an inner loop reads and writes in turn", () => {
    program(`
      for (let t = 0; t < 3; t++) {
        const y = new Float64Array(n + 1).fill(0.5);
        for (let j = 0; j < n; j++) {
          s += y[j] * y[j] * y[j + 1] * x[j];
          y[j + 1] = Math.cos(s) * y[j];
          y[0] += 0.1 * s * y[0];
        }
      }`);
  });

  test("that an inner loop writes before it reads, and writes again", () => {
    program(`
      for (let t = 0; t < 2; t++) {
        const y = new Float64Array(n).fill(0.4);
        for (let j = 0; j < 2 * n; j++) {
          y[j % n] *= Math.cos(s);
          s += y[(j + 1) % n] * y[(j + 1) % n] * x[j % n];
        }
      }`);
  });

  test("that takes the place of what was read before", () => {
    program(`
      let previous = x;
      for (let t = 0; t < 3; t++) {
        const y = [s, 0.5 * s];
        let r = previous;
        for (let j = 0; j < 3; j++) {
          s += r[0] * r[0] * r[1] * 0.2;
          y[0] += 0.3 * s * y[0];
          r = y;
        }
        previous = y;
      }`);
  });

  test("that is made in turns, one read while the other is written", () => {
    program(`
      let [a, b] = [[...x], x.map((v) => v * v)];
      for (let t = 0; t < 4; t++) {
        for (let i = 0; i < n; i++) {
          s += a[i] * a[i] * b[(i + 1) % n] * 0.1;
          b[i] = Math.sin(a[i] * s);
        }
        [a, b] = [b, a];
      }`);
  });

  test("that is new on some paths only", () => {
    program(`
      let kept = [x[0], x[1]];
      for (let t = 0; t < 5; t++) {
        const y = t % 2 === 0 ? [s, x[1]] : kept;
        s += y[0] * y[0] * y[1] * 0.3;
        y[1] = Math.sin(s);
        s += kept[1] * kept[1];
        kept = y;
      }`);
  });

  test("that grows while it is read", () => {
    program(`
      for (let t = 0; t < 3; t++) {
        const list = [s];
        for (let j = 0; j < n; j++) {
          s += list[list.length - 1] * list[0] * x[j];
          list.push(s * s);
          if (j % 2 === 1) list.pop();
          list[0] = 0.9 * list[list.length - 1];
        }
      }`);
  });

  test("that objects hold, whose fields change", () => {
    check(
      `class Cell {
        constructor(private weights: Float64Array, private state: Float64Array) {}
        step(input: Float64Array): Float64Array {
          const gate = input.map((v, i) => Math.tanh(v * this.weights[i]));
          this.state = this.state.map((v, i) => v * gate[i] + gate[i] * gate[i]);
          return this.state.map((v, i) => v * gate[i]);
        }
        nudge(by: number): void { this.state[0] += by * this.state[0]; }
      }
      export function f(w: Float64Array, x: Float64Array): number {
        const cells = [new Cell(w, x), new Cell(x.map((v) => v * 0.5), w.map((v) => v + 1))];
        let signal = x;
        let s = 0;
        for (let t = 0; t < 3; t++) {
          for (const cell of cells) {
            signal = cell.step(signal);
            s += signal[0] * signal[1];
            if (t === 1) cell.nudge(s);
          }
        }
        return s;
      }`,
      { points: [[Float64Array.of(0.4, -0.8), Float64Array.of(1.1, 0.6)]], wrt: [0, 1] },
    );
  });

  test("that a function fills which calls itself", () => {
    program(`
      const visit = (depth: number, from: number[]): number => {
        const y = from.map((v) => v * 0.9);
        y[0] = Math.sin(y[0] * y[1]);
        let sum = y[0] * y[0];
        if (depth > 0) sum += visit(depth - 1, y) * y[0];
        y[0] += sum;
        return sum * y[0] * from[0];
      };
      s = visit(3, x);`);
  });

  test.each([
    ["a copy", "const w = v.slice(); for (let i = 0; i < 3; i++) v[2 - i] = w[i] * w[i];"],
    ["two of its elements", "const w = [v[0], v[1]]; v[0] = w[1]; v[1] = w[0];"],
    ["what sorting leaves", "v.sort((p: number, q: number) => p - q);"],
  ])("that a function makes which is pulled back twice: %s", (_, body) => {
    check(
      `function change(v: Float64Array): void {
        for (let k = 0; k < 2; ) { ${body} k += v[1] > 0 ? 1 : 2; }
      }
      export function f(x: number): number {
        const v = new Float64Array([Math.cos(x), 1, 0.4]);
        change(v);
        return x * v[0] * v[1];
      }`,
      { points: [[-0.576]] },
    );
  });
});
