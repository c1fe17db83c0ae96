import { describe, expect, test } from "vitest";
import { FIXED, join, type Response, respond, ZERO } from "../../plugin/src/analysis/shift-responses.js";
import type { PrimitiveName } from "../../plugin/src/ir/primitives.js";

const moves = (by: number): Response => ({ kind: "moves", by });
const scales = (by: number): Response => ({ kind: "scales", by });

/** A number stands for a constant. */
function of(name: PrimitiveName, ...operands: (Response | number)[]): Response | undefined {
  const responses = operands.map((each) => (typeof each === "number" ? (each === 0 ? ZERO : FIXED) : each));
  return respond(
    name,
    responses,
    operands.map((each) => (typeof each === "number" ? each : undefined)),
  );
}

describe("the tangent of a result", () => {
  test.each<[PrimitiveName, (Response | number)[], Response | undefined]>([
    ["add", [moves(1), moves(-1)], FIXED],
    ["add", [moves(1), FIXED], moves(1)],
    ["sub", [FIXED, moves(1)], moves(-1)],
    ["add", [ZERO, scales(2)], scales(2)],
    ["sub", [scales(2), scales(2)], scales(2)],
    ["add", [scales(1), FIXED], undefined],
    ["add", [scales(1), scales(2)], undefined],
    ["add", [scales(1), moves(1)], undefined],
    ["add", [moves(2 ** 20), moves(1)], undefined],
    ["neg", [moves(1)], moves(-1)],
    ["neg", [scales(1)], scales(1)],
    ["mul", [scales(1), scales(-1)], FIXED],
    ["mul", [scales(1), FIXED], scales(1)],
    ["mul", [moves(1), 0.5], moves(0.5)],
    ["mul", [moves(1), 0.1], undefined],
    ["mul", [moves(1), FIXED], undefined],
    ["mul", [moves(1), moves(1)], undefined],
    ["mul", [moves(1), 0], ZERO],
    ["div", [scales(1), scales(1)], FIXED],
    ["div", [FIXED, scales(1)], scales(-1)],
    ["div", [moves(1), 2], moves(0.5)],
    ["div", [moves(1), 3], undefined],
    ["div", [moves(1), 0], undefined],
    ["div", [FIXED, moves(1)], undefined],
    ["exp", [moves(3)], scales(3)],
    ["exp", [scales(1)], undefined],
    ["exp", [ZERO], FIXED],
    ["log", [scales(3)], moves(3)],
    ["log", [moves(1)], undefined],
    ["log2", [scales(1)], undefined],
    ["sqrt", [scales(1)], scales(0.5)],
    ["pow", [scales(1), 3], scales(3)],
    ["pow", [scales(1), FIXED], undefined],
    ["pow", [2, moves(1)], undefined],
    ["abs", [scales(1)], scales(1)],
    ["abs", [moves(1)], undefined],
    ["max", [moves(1), moves(1)], moves(1)],
    ["max", [moves(1), FIXED], undefined],
    ["max", [ZERO, scales(1)], scales(1)],
    ["floor", [moves(1)], FIXED],
    ["stopGradient", [moves(1)], FIXED],
    ["fround", [moves(1)], undefined],
    ["sin", [scales(1)], undefined],
    ["sin", [FIXED], FIXED],
  ])("%s of %o is %o", (name, operands, expected) => {
    expect(of(name, ...operands)).toEqual(expected);
  });
});

test.each<[Response, Response, Response | undefined]>([
  [moves(1), moves(1), moves(1)],
  [moves(1), moves(2), undefined],
  [moves(1), FIXED, undefined],
  [moves(1), ZERO, undefined],
  [scales(1), moves(1), undefined],
  [scales(1), ZERO, scales(1)],
  [ZERO, scales(1), scales(1)],
  [ZERO, FIXED, FIXED],
  [scales(1), FIXED, undefined],
])("%o or %o is %o", (a, b, expected) => {
  expect(join(a, b)).toEqual(expected);
});
