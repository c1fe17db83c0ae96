/** Parameters that may be missing, and one of which a record is chosen. */
import { test } from "vitest";
import { check } from "../support/harness.js";

const point = { x: 0.3, y: -0.7 };

test.each(["undefined", "null"])("a record made here or one that may be %s", (nothing) => {
  const source = `
    interface Point { x: number; y: number }
    export function f(x: number, p: Point | ${nothing}): number {
      const chosen = x > 0 ? { x: x * x, y: 2 } : p;
      return (chosen?.x ?? x) * Math.sin(x) + (chosen ? chosen.y : 0);
    }`;
  const missing = nothing === "null" ? null : undefined;
  check(source, {
    points: [
      [0.4, missing],
      [-0.4, missing],
      [0.4, point],
      [-0.4, point],
    ],
    wrt: [0],
  }); // prettier-ignore
});

test("in functions that are called with it", () => {
  check(
    `interface Point { x: number; y: number }
    function norm(p: Point | null, q: Point, depth: number): number {
      const chosen = depth > 1 ? q : (p ?? { x: q.y, y: 1 });
      return depth > 0 ? chosen.x * norm(p, chosen, depth - 1) : chosen.x * chosen.y;
    }
    export function f(x: number): number {
      return norm(null, { x, y: x * x }, 2) + norm({ x, y: 3 }, { x: 2, y: x }, 2);
    }`,
    { points: [[0.6]] },
  );
});
