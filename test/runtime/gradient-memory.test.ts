import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { addOnce, expectApart, expectInto, expectIntoList, setZero } from "cotangent/runtime";
import { describe, expect, test } from "vitest";

const fits = (into: unknown, primal: unknown) => () => expectInto("gradInto(f)", "x", into, primal);
const apart = (into: unknown, other: unknown) => () => expectApart("gradInto(f)", into, "'y'", other);
const two = () => new Float64Array(2);

describe("memory for a gradient", () => {
  const primal = { w: two(), rows: [[1, 2], [3]], s: new Float32Array(1), n: 1, tag: "t" };

  test("has the containers, lengths and fields of the parameter; what has no derivative is not looked at", () => {
    const into = () => ({ w: two(), rows: [[0, 0], [0]], s: new Float32Array(1), n: 0, tag: null as unknown });
    expect(fits(into(), primal)).not.toThrow();
    expect(fits({ ...into(), tag: 3 }, primal)).not.toThrow();
    const misfits = [
      { ...into(), w: new Float64Array(3) },
      { ...into(), w: [0, 0] },
      { ...into(), rows: [[0, 0]] },
      {
        ...into(),
        rows: [
          [0, 0],
          [0, 0],
        ],
      },
      { ...into(), rows: [[0, "0"], [0]] },
      { ...into(), s: new Float64Array(1) },
      { ...into(), n: null },
      { w: two() },
      null,
      7,
    ];
    for (const misfit of misfits) expect(fits(misfit, primal)).toThrow(TypeError);
    expect(fits([two(), two()], [two(), new Float64Array(1)])).toThrow(
      "at [1], has length 2, but the parameter has length 1",
    );
  });

  test("may be cyclic where the parameter is", () => {
    interface Node {
      value: number;
      next: Node | null;
    }
    const cycle = (value: number): Node => {
      const node: Node = { value, next: null };
      node.next = { value, next: node };
      return node;
    };
    expect(fits(cycle(0), cycle(1))).not.toThrow();
    expect(apart(cycle(0), cycle(1))).not.toThrow();
    const one = cycle(1);
    expect(apart(one.next, one)).toThrow(Error);
  });

  test("may be nested deeply", () => {
    const nest = (depth: number, leaf: unknown): unknown => (depth === 0 ? leaf : [nest(depth - 1, leaf)]);
    const leaf = two();
    expect(fits(nest(20, two()), nest(20, leaf))).not.toThrow();
    expect(fits(nest(20, new Float64Array(3)), nest(20, leaf))).toThrow(TypeError);
    expect(apart(leaf, nest(20, leaf))).toThrow(Error);
    expect(apart(two(), nest(20, leaf))).not.toThrow();
  });

  test("comes in a list of the right length", () => {
    expect(() => expectIntoList("gradInto(f)", [1, 2], 2)).not.toThrow();
    for (const list of [[1], [1, 2, 3], two(), undefined])
      expect(() => expectIntoList("f", list, 2)).toThrow(TypeError);
  });
});

describe("memory apart", () => {
  const buffer = new Float64Array(6);
  const [first, middle, last] = [buffer.subarray(0, 2), buffer.subarray(1, 3), buffer.subarray(2, 4)];
  const list = [1, 2];
  const record = { x: 1 };

  test.each([
    ["the same array", first, first],
    ["the same list", list, list],
    ["the same record", record, record],
    ["views that overlap", middle, first],
    ["a view of another type", new Float32Array(buffer.buffer, 8, 2), first],
    ["a row", first, [two(), first]],
    ["a view of a row", middle, { rows: [[two()], [last]] }],
    ["a field", list, { a: { b: list } }],
    ["a part of the gradient's memory", [two(), middle], { a: last }],
    ["a nested list", { a: [list] }, list],
  ])("is refused: %s", (_, into, other) => {
    expect(apart(into, other)).toThrow("gradInto(f): 'y' shares memory with what the gradient is written into");
  });

  test.each([
    ["views side by side", first, last],
    ["empty views", buffer.subarray(0, 0), buffer],
    ["lists of equal numbers", [1, 2], list],
    ["something missing", first, undefined],
    [
      "what has no derivative",
      first,
      { a: "a", b: new Int32Array(buffer.buffer), c: null, d: new Map([[first, first]]) },
    ],
    ["rows side by side", [first], [last, two()]],
  ])("is accepted: %s", (_, into, other) => {
    expect(apart(into, other)).not.toThrow();
  });

  test("is looked at again where another pair is given, or a view has grown", () => {
    expect(apart(first, last)).not.toThrow();
    expect(apart(first, middle)).toThrow(Error);
    expect(apart(middle, last)).toThrow(Error);
    expect(apart(first, last)).not.toThrow();
    const growing = new (ArrayBuffer as new (size: number, options: { maxByteLength: number }) => ArrayBuffer)(16, {
      maxByteLength: 64,
    });
    const [all, rest] = [new Float64Array(growing), new Float64Array(growing, 16)];
    expect(apart(all, rest)).not.toThrow();
    (growing as unknown as { resize: (size: number) => void }).resize(64);
    expect(apart(all, rest)).toThrow(Error);
  });

  test("is forgotten with the job at hand", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const found = ((): WeakRef<Float64Array> => {
      const into = new Float64Array(1000);
      apart(into, first)();
      return new WeakRef(into);
    })();
    await new Promise((resolve) => setTimeout(resolve, 0));
    collect();
    expect(found.deref()).toBeUndefined();
  });
});

test("single precision takes sums and zeros as double precision does", () => {
  const into = { s: Float32Array.of(1, 2) };
  setZero(into);
  addOnce(into, { s: Float64Array.of(3, 0.1) });
  expect(into.s).toEqual(Float32Array.of(3, 0.1));
});
