/** Blocks that run on every way out. */
import { test } from "vitest";
import { check } from "../support/harness.js";

test("finally runs at the end and on jumps", () => {
  check(
    `export function f(x: number, log: number[]) {
      let s = 0;
      let open = 0;
      for (let i = 0; i < 5; i++) {
        try {
          open++;
          if (i === 1) continue;
          if (i === 3) break;
          s += x * i;
        } finally {
          open--;
          s *= x;
          log.push(i);
        }
      }
      try {
        return s + open;
      } finally {
        s = 100;
        log[0] += 7;
      }
    }`,
    { points: [[1.5, [1]]], wrt: [0] },
  );
});

test("finally runs on throw", () => {
  check(
    `export function f(x: number, log: number[]) {
      try {
        if (x < 0) throw new RangeError(\`negative: \${x}\`);
        return Math.sqrt(x);
      } finally {
        log.push(x * 2);
      }
    }`,
    {
      points: [
        [1.5, [1]],
        [-1, [1]],
      ],
    },
  );
});

test("nested blocks, innermost first", () => {
  check(
    `export function f(x: number, log: number[]) {
      const inner = (v: number): number => {
        try {
          if (v > 3) throw new Error("big");
          return v * v;
        } finally {
          log.push(1);
        }
      };
      try {
        try {
          return inner(x) * inner(2 * x);
        } finally {
          log.push(2);
        }
      } finally {
        log.push(3);
      }
    }`,
    {
      points: [
        [1.2, []],
        [2, []],
      ],
      wrt: [0],
    },
  );
});

test("generators are closed", () => {
  check(
    `function* g(x: number, log: number[]) {
      try {
        yield x;
        yield x * x;
        yield x * x * x;
      } finally {
        log.push(9);
      }
    }
    export function f(x: number, log: number[]) {
      let s = 0;
      for (const v of g(x, log)) {
        if (v > 2) break;
        s += v;
      }
      for (const v of g(x, log)) {
        if (v > 100) throw new Error("big");
        s += v * v;
      }
      return s * log.length;
    }`,
    {
      points: [
        [1.6, []],
        [20, []],
      ],
      wrt: [0],
    },
  );
});

test("exceptions of other code", () => {
  check(
    `function check(x: number): number {
      if (x > 2) throw new RangeError("too big");
      return x > 1 ? check(x - 1) : x;
    }
    export function f(x: number) {
      let depth = 1;
      let y = 0;
      try {
        y = check(x) * depth;
      } finally {
        depth--;
        y += depth + x;
      }
      return y * x;
    }`,
    { points: [[1.5], [3.5]] },
  );
});
