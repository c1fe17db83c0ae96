/** Gradients that are written into memory of the caller. */
import { describe, expect, test } from "vitest";
import { type Callable, compile, type Level } from "../support/compile.js";
import { errorsOf, lower } from "../support/lower.js";
import { check } from "../support/harness.js";

type Variant = readonly [label: string, call: (name: string) => Callable];

function variants(source: string, names: readonly string[]): Variant[] {
  const text = `import { grad, gradInto, jvp, valueAndGradInto, vjp } from "cotangent";\n${source}`;
  return ([1, 0] as Level[]).flatMap((level): Variant[] => {
    const compiled = compile(text, level);
    expect(compiled.diagnostics).toEqual([]);
    const interpreted = Object.fromEntries(names.map((name) => [name, compiled.interpreted(name)]));
    return [
      [`level ${level}`, (name) => compiled.exports[name] as Callable],
      [`level ${level}, interpreted`, (name) => interpreted[name] ?? (compiled.exports[name] as Callable)],
    ];
  });
}

describe("what is written where", () => {
  const source = `
    interface Model { u: Float64Array; v: [number, number]; name: string }
    function f(w: Float64Array, b: number, rows: number[][], m: Model, ys: readonly number[]): number {
      let sum = b * m.v[1];
      for (let i = 0; i < rows.length; i++) for (let j = 0; j < w.length; j++) sum += w[j] * rows[i][j] * ys[i] * m.u[0];
      return sum;
    }
    export const byArray = gradInto(f);
    export const byRows = gradInto(f, { argnums: 2 });
    export const byRecord = gradInto(f, { argnums: 3 });
    export const byList = valueAndGradInto(f, { argnums: [1, 0, 3, 2, 0] });
    export const byNumbers = gradInto((x: number, y: number) => x * y, { argnums: [1, 0] });
    export const bySingles = gradInto((x: Float32Array) => x[0] * x[1] * x[1]);
    export const byGrowing = gradInto((x: number[]) => { x.push(x[0] * x[0]); return x[x.length - 1] * x[1]; });
    export const byRest = gradInto((a: number, ...x: Float64Array[]) => a * x[0][0] * x[1][0], { argnums: [2, 0] });
    export const byOptional = gradInto((x: Float64Array, y?: Float64Array) => x[0] * (y ? y[0] : 2), { argnums: [0, 1] });
    export const withAux = gradInto((x: Float64Array): [number, string] => [x[0] * x[0], "aux"], { hasAux: true });
    export const withBoth = valueAndGradInto((x: Float64Array): [number, string] => [x[0] * x[0], "aux"], { hasAux: true });
    export const unused = gradInto((x: Float64Array, y: Float64Array) => x[0], { argnums: 1 });
  `;
  const args = (): unknown[] => [
    Float64Array.of(2, 3),
    5,
    [
      [1, 2],
      [3, 4],
    ],
    { u: Float64Array.of(7), v: [11, 13], name: "m" },
    [1, 2],
  ];
  const model = () => ({ u: Float64Array.of(99), v: [99, 99], name: null });
  const rows = () => [
    [99, 99],
    [99, 99],
  ];
  const gradient = {
    w: Float64Array.of(49, 70),
    b: 13,
    rows: [
      [14, 21],
      [28, 42],
    ],
    m: { u: Float64Array.of(44), v: [0, 5], name: null },
  };

  describe.each(variants(source, ["byArray", "byRows", "byRecord", "byList"]))("%s", (_, call) => {
    test("into the memory of one parameter", () => {
      const [w, r, m] = [Float64Array.of(99, 99), rows(), model()];
      expect(call("byArray")(w, ...args())).toBeUndefined();
      call("byRows")(r, ...args());
      call("byRecord")(m, ...args());
      expect([w, r, m]).toStrictEqual([gradient.w, gradient.rows, gradient.m]);
    });

    test("into a list, numbers into its slots, a parameter twice", () => {
      const [w, u, own] = [new Float64Array(2), Float64Array.of(1, 1), { m: model(), rows: rows() }];
      const into = [0, w, own.m, own.rows, u];
      expect(call("byList")(into, ...args())).toBe(65 + 7 * 44);
      expect(into).toStrictEqual([gradient.b, gradient.w, gradient.m, gradient.rows, gradient.w]);
      expect([into[1] === w, into[2] === own.m, into[3] === own.rows, into[4] === u]).toEqual([true, true, true, true]);
      const numbers = [0, 0];
      call("byNumbers")(numbers, 3, 4);
      expect(numbers).toEqual([3, 4]);
    });

    test("single precision, lists that grow, rest and optional parameters", () => {
      const [single, list] = [Float32Array.of(9, 9), [9, 9]];
      call("bySingles")(single, Float32Array.of(2, 3));
      call("byGrowing")(list, [3, 4]);
      expect([single, list]).toEqual([Float32Array.of(9, 12), [24, 9]]);
      const rest = [Float64Array.of(9), 9];
      call("byRest")(rest, 2, Float64Array.of(3), Float64Array.of(5));
      expect(rest).toEqual([Float64Array.of(6), 15]);
      const both = [Float64Array.of(9), Float64Array.of(9)];
      call("byOptional")(both, Float64Array.of(3), Float64Array.of(5));
      expect(both).toEqual([Float64Array.of(5), Float64Array.of(3)]);
      const one = [Float64Array.of(9), null];
      call("byOptional")(one, Float64Array.of(3));
      expect(one).toEqual([Float64Array.of(2), null]);
    });

    test("with an auxiliary value", () => {
      const into = Float64Array.of(9);
      expect(call("withAux")(into, Float64Array.of(3))).toBe("aux");
      expect(into).toEqual(Float64Array.of(6));
      expect(call("withBoth")(into, Float64Array.of(4))).toEqual([16, "aux"]);
      expect(into).toEqual(Float64Array.of(8));
    });

    test("zeros where nothing depends on the parameter", () => {
      const into = Float64Array.of(9, 9);
      call("unused")(into, Float64Array.of(3), Float64Array.of(4, 5));
      expect(into).toEqual(Float64Array.of(0, 0));
    });
  });
});

describe("memory that does not fit", () => {
  const source = `
    const TABLE = Float64Array.of(1, 2);
    let calls = 0;
    function f(w: Float64Array, rows: Float64Array[], s: { u: Float64Array }): number {
      calls++;
      return w[0] * rows[0][0] * s.u[0] * TABLE[0];
    }
    export const table = TABLE;
    export const count = () => calls;
    export const by0 = gradInto(f);
    export const by1 = gradInto(f, { argnums: 1 });
    export const by2 = gradInto(f, { argnums: 2 });
    export const both = gradInto(f, { argnums: [0, 1] });
  `;
  const { exports } = compile(`import { gradInto } from "cotangent";\n${source}`);
  const call = (name: string, ...given: unknown[]): unknown => (exports[name] as Callable)(...given);
  const buffer = new Float64Array(8);
  const w = buffer.subarray(0, 2);
  const rows = [buffer.subarray(2, 4), buffer.subarray(4, 6)];
  const s = { u: Float64Array.of(1) };
  const two = () => new Float64Array(2);

  test.each([
    ["by0", new Float64Array(3), /'w' is written into has length 3, but the parameter has length 2/],
    ["by0", [0, 0], /'w' is written into must be a Float64Array like the parameter, but is an Array/],
    ["by0", undefined, /'w' is written into must be a Float64Array like the parameter, but is undefined/],
    ["by1", [two()], /'rows' is written into has length 1, but the parameter has length 2/],
    ["by1", [two(), new Float64Array(1)], /'rows' is written into, at \[1\], has length 1/],
    ["by2", {}, /'s' is written into has no field 'u'/],
    ["both", [two()], /written into must be an Array of length 2, but is an Array of 1 Float64Array/],
    ["both", undefined, /written into must be an Array of length 2, but is undefined/],
  ])("%s into %o", (name, into, message) => {
    const before = call("count");
    expect(() => call(name, into, w, rows, s)).toThrow(TypeError);
    expect(() => call(name, into, w, rows, s)).toThrow(message);
    expect(call("count")).toBe(before);
  });

  const row = two();
  test.each([
    ["by0", w, "'w' shares memory"],
    ["by0", rows[1], "'rows' shares memory"],
    ["by0", buffer.subarray(3, 5), "'rows' shares memory"],
    ["by0", exports.table, "'TABLE' shares memory"],
    ["by1", rows, "'rows' shares memory"],
    ["by1", [two(), w], "'w' shares memory"],
    ["by1", [two(), buffer.subarray(5, 7)], "'rows' shares memory"],
    ["by2", s, "'s' shares memory"],
    ["by2", { u: w.subarray(1) }, "'w' shares memory"],
    ["both", [row, [two(), row]], "other memory of the gradient shares memory"],
  ])("%s into memory that is still read", (name, into, message) => {
    expect(() => call(name, into, w, rows, s)).toThrow(message);
  });

  test("memory in two places, unless it is so in the argument", () => {
    expect(() => call("by1", [row, row], w, rows, s)).toThrow(
      "'rows' is written into has the same memory in two places",
    );
    const wide = new Float64Array(3);
    const overlapping = [wide.subarray(0, 2), wide.subarray(1, 3)];
    expect(() => call("by1", overlapping, w, rows, s)).toThrow(TypeError);
    const apart = [buffer.subarray(6, 8), two()];
    expect(() => call("by1", apart, w, rows, s)).not.toThrow();
    expect(() => call("by1", [row, row], w, [w.slice(), w.slice()], s)).toThrow(TypeError);
    const shared = w.slice();
    expect(() => call("by1", [row, row], w, [shared, shared], s)).not.toThrow();
  });
});

test("a call that throws leaves nothing behind", () => {
  const { exports } = compile(`import { valueAndGradInto } from "cotangent";
    function f(x: Float64Array, limit: number): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        if (x[i] > limit) throw new RangeError("too large");
        sum += x[i] ** 3;
      }
      return sum;
    }
    export const into = valueAndGradInto(f);`);
  const into = exports.into as Callable;
  const memory = new Float64Array(3);
  expect(() => into(memory, Float64Array.of(1, 2, 9), 5)).toThrow("too large");
  expect(into(memory, Float64Array.of(1, 2, 3), 5)).toBe(36);
  expect(memory).toEqual(Float64Array.of(3, 12, 27));
});

describe("inside of differentiated functions it is a write to memory", () => {
  const inner = `
    import { gradInto, valueAndGradInto } from "cotangent";
    function energy(x: Float64Array, k: number): number {
      let sum = 0;
      for (let i = 0; i + 1 < x.length; i++) sum += k * (x[i + 1] - x[i]) ** 2 * x[i];
      return sum;
    }`;

  test("in place of grad", () => {
    check(
      `${inner}
      export function f(x: Float64Array, k: number): number {
        const force = new Float64Array(x.length);
        let sum = 0;
        for (let step = 0; step < 3; step++) {
          gradInto(energy)(force, x, k + step);
          for (let i = 0; i < x.length; i++) sum += force[i] ** 2;
        }
        return sum;
      }`,
      { points: [[Float64Array.of(0.3, -0.5, 0.8), 0.7]] },
    );
  });

  test("into lists, with the value", () => {
    check(
      `${inner}
      export function f(x: Float64Array, k: number): number {
        const into: [Float64Array, number] = [new Float64Array(x.length), 0];
        const value = valueAndGradInto(energy, { argnums: [0, 1] })(into, x, k);
        return value * into[0][1] + into[1] ** 2;
      }`,
      { points: [[Float64Array.of(0.3, -0.5, 0.8), 0.7]] },
    );
  });

  test("in a branch: elsewhere the lengths may differ", () => {
    check(
      `${inner}
      export function f(x: Float64Array, y: Float64Array, k: number): number {
        if (k > 0) gradInto(energy)(y, x, k);
        let s = 0;
        for (let i = 0; i < x.length; i++) {
          y[i] = x[i] * k;
          s += (y[i] ?? 0) * x[i];
        }
        return s;
      }`,
      {
        points: [
          [Float64Array.of(0.3, -0.5, 0.8), new Float64Array(3), 0.7],
          [Float64Array.of(0.3, -0.5, 0.8), new Float64Array(1), -0.7],
        ],
        wrt: [0, 2],
      },
    );
  });

  test("into memory that is read as an argument it throws", () => {
    const { exports } = compile(`${inner}
      import { grad } from "cotangent";
      function f(x: Float64Array): number {
        gradInto(energy)(x, x, 1);
        return x[0];
      }
      export const d = grad(f);`);
    expect(() => (exports.d as Callable)(Float64Array.of(1, 2))).toThrow("'x' shares memory");
  });
});

test("by a number alone there is no memory to write into", () => {
  const source = `import { gradInto } from "cotangent";
    export const d = gradInto((x: number, y: Float64Array) => x * y[0]);
    export const e = gradInto((...x: number[]) => x[0] * x[1], { argnums: 1 });`;
  const lowered = lower(source, { allowTypeErrors: true });
  lowered.uses();
  expect(errorsOf(lowered)).toEqual(["AD1013 (x: number, y: Float64Array) => x * y[0]", "AD1013 { argnums: 1 }"]);
});

test("operands that capture variables and their types", () => {
  const { exports, diagnostics } = compile(`import { gradInto } from "cotangent";
    export function scaled(factor: number, into: Float64Array, x: Float64Array): void {
      gradInto((into: Float64Array, s = 2) => factor * s * into[0])(into, x);
    }`);
  expect(diagnostics).toEqual([]);
  const into = Float64Array.of(9);
  (exports.scaled as Callable)(3, into, Float64Array.of(1));
  expect(into).toEqual(Float64Array.of(6));
});
