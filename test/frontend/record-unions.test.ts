/** Records of several kinds, told apart by one of their fields. */
import { describe, test } from "vitest";
import { check } from "../support/harness.js";

const SHAPES = `type Shape =
  | { kind: "disc"; r: number }
  | { kind: "frame"; w: number; h: number; hole?: { r: number } }
  | { kind: "path"; points: number[]; closed: boolean };
function area(shape: Shape, price = 1): number {
  switch (shape.kind) {
    case "disc":
      return Math.PI * shape.r ** 2 * price;
    case "frame":
      return shape.w * shape.h - (shape.hole?.r ?? 0) ** 2;
    case "path":
      return shape.points.reduce((sum, p) => sum * 0.5 + p * p, shape.closed ? 1 : 0);
  }
}
`;

test("as parameters, in lists", () =>
  check(
    `${SHAPES}
export function f(shapes: Shape[], one: Shape, price: number): number {
  let sum = 0;
  for (const shape of shapes) {
    sum += area(shape, price);
    if (shape.kind === "frame") shape.w *= 2;
  }
  return sum * area(one);
}`,
    {
      points: [
        [
          [
            { kind: "disc", r: 2 },
            { kind: "frame", w: 2, h: 3 },
            { kind: "path", points: [1, 2], closed: true },
          ],
          { kind: "frame", w: 1.5, h: 2, hole: { r: 0.5 } },
          0.7,
        ],
        [[{ kind: "path", points: [1.5], closed: false }], { kind: "disc", r: 2 }, 1.5],
      ],
    },
  ));

test("made, returned and replaced", () =>
  check(
    `${SHAPES}
const grown = (shape: Shape, by: number): Shape =>
  shape.kind === "disc" ? { ...shape, r: shape.r * by } : { kind: "disc", r: Math.sqrt(area(shape)) * by };
export function f(x: number, y: number): number {
  const shapes: Shape[] = [{ kind: "disc", r: x }, { kind: "frame", w: x, h: y, hole: { r: 0.1 * y } }];
  shapes.push({ kind: "path", points: [x, x * y], closed: x > 1 });
  let last: Shape = shapes[0];
  for (const shape of shapes) last = grown(shape, y);
  shapes[0] = last;
  return shapes.map((shape) => area(shape)).reduce((a, b) => a * b, 1);
}`,
    {
      points: [
        [1.5, 2],
        [0.8, 0.6],
      ],
    },
  ));

test("trees of them", () =>
  check(
    `interface Leaf { op: "number"; value: number }
interface Binary { op: "add" | "multiply"; left: Expr; right: Expr }
type Expr = Leaf | Binary;
function evaluate(e: Expr): number {
  if (e.op === "number") return e.value;
  const [a, b] = [evaluate(e.left), evaluate(e.right)];
  return e.op === "add" ? a + b : a * b;
}
export function f(e: Expr, x: number): number {
  const outer: Expr = { op: "multiply", left: e, right: { op: "add", left: { op: "number", value: x }, right: e } };
  return evaluate(outer) * evaluate(e);
}`,
    {
      points: [
        [
          {
            op: "add",
            left: { op: "number", value: 2 },
            right: { op: "multiply", left: { op: "number", value: 3 }, right: { op: "number", value: 1.5 } },
          },
          0.5,
        ],
      ],
    },
  ));

test("events that are reduced, and results that may have failed", () =>
  check(
    `type Event = { type: "add"; amount: number } | { type: "scale"; factor: number } | { type: "reset" };
type Result = { ok: true; value: number } | { ok: false; message: string };
const step = (state: number, event: Event): number => {
  switch (event.type) {
    case "add":
      return state + event.amount;
    case "scale":
      return state * event.factor;
    case "reset":
      return 0;
  }
};
const root = (x: number): Result => (x < 0 ? { ok: false, message: "negative" } : { ok: true, value: Math.sqrt(x) });
export function f(events: Event[], x: number): number {
  const result = root(events.reduce(step, x));
  return result.ok ? result.value * x : x * result.message.length;
}`,
    {
      points: [
        [
          [
            { type: "add", amount: 2 },
            { type: "scale", factor: 3 },
            { type: "add", amount: 1 },
          ],
          1.5,
        ],
        [[{ type: "add", amount: 2 }, { type: "reset" }, { type: "add", amount: -1 }], 1.5],
      ],
    },
  ));

describe("with what they have in common beside the union", () => {
  const ELEMENTS = `type Base = { at: number; label?: string };
type Element = Base & ({ kind: "a"; k: number } | { kind: "b"; c: number; next?: Element });
const value = (e: Element): number => e.at * (e.kind === "a" ? e.k : e.c ** 2 + (e.next ? value(e.next) : 0));
`;

  test("as parameters", () =>
    check(
      `${ELEMENTS}export const f = (es: Element[], x: number): number => es.reduce((s, e) => s + value(e) * x, x);`,
      {
        points: [
          [
            [
              { at: 2, kind: "a", k: 3 },
              { at: 1.5, label: "last", kind: "b", c: 3, next: { at: 0.5, kind: "b", c: 2 } },
            ],
            0.7,
          ],
        ],
      },
    ));

  test("made and changed", () =>
    check(
      `${ELEMENTS}export function f(x: number): number {
        const es: Element[] = [{ at: x, kind: "a", k: 3 }, { at: 2 * x, kind: "b", c: x }];
        for (const e of es) e.at *= x;
        if (es[1].kind === "b") es[1].next = es[0];
        return value(es[1]) + value({ ...es[0], label: "again" });
      }`,
      { points: [[1.3]] },
    ));

  test("as a union of intersections", () =>
    check(
      `type Base = { at: number };
      type A = { kind: "a"; k: number };
      type B = { kind: "b"; c: number };
      export const f = (e: (Base & A) | (Base & {} & B)): number => e.at * (e.kind === "a" ? e.k : e.c * e.c);`,
      { points: [[{ at: 2, kind: "a", k: 3 }], [{ at: 2, kind: "b", c: 3 }]] },
    ));
});
