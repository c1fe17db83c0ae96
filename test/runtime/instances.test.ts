import { expect, test } from "vitest";
import { addOnce, copyLike, makeInstance } from "../../runtime/src/generated.js";

class Point {
  constructor(
    public x: number,
    public y: number,
  ) {}
  get sum(): number {
    return this.x + this.y;
  }
}

test("an object of a class without its constructor", () => {
  const point = makeInstance(Point, { x: 1, y: 2 });
  expect(point).toStrictEqual(new Point(1, 2));
  expect(point.sum).toBe(3);
});

test("a copy like another keeps what has a place there", () => {
  const row = [1, 2];
  const shape: unknown[] = [row, row, new Float32Array(1), "text", { point: new Point(0, 0) }];
  shape.push(shape);
  const value = [[3, 4, 5], null, Float64Array.of(0.1), 7, { point: { x: 6, z: 8 } }];
  const copy = copyLike(value, shape) as unknown as unknown[];
  expect(copy.slice(0, 5)).toStrictEqual([[3, 4], [3, 4], Float32Array.of(0.1), null, { point: { x: 6, y: 0 } }]);
  expect(copy[1]).toBe(copy[0]);
  expect(copy[5]).toBe(copy);
});

test("shared memory counts once", () => {
  const row = [1];
  const other = [10];
  expect(addOnce([row, row], [other, other])).toStrictEqual([[11], [11]]);
});
