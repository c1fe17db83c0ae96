import { describe, expect, test } from "vitest";
import {
  assertDerivatives,
  type Check,
  checkDerivatives,
  type Mode,
  type Subject,
} from "../../../runtime/src/check/index.js";
import { seededRandom } from "../../support/slopes.js";
import { cubic, curve, type Spring, smooth, springs } from "./subjects.js";

const spring: Spring = { k: 2, rest: 0.5, name: "s" };
const springArgs: [Spring, Float64Array, number] = [spring, Float64Array.of(1, 2, 4), 3];

function failures<A extends readonly unknown[], R>(
  subject: Subject<A, R>,
  args: readonly [...A],
  options: Parameters<typeof checkDerivatives>[2] = {},
): Check[] {
  const report = checkDerivatives(subject, args, options);
  const failed = report.checks.filter(({ ok }) => !ok);
  expect(report.ok).toBe(failed.length === 0);
  return failed;
}

describe("the first number of the arguments that is wrong is named", () => {
  test("by a complex step", () => {
    const f = (x: number[]): number => x[0] ** 2 * x[1];
    const along =
      (factor: number) =>
      ([x]: readonly [number[]], [t]: readonly [number[]]): [number, number] => [
        f(x),
        2 * x[0] * x[1] * t[0] + factor * x[0] ** 2 * t[1],
      ];
    const subject: Subject<[number[]], number> = { name: "f", f, jvp: along(1), complexStep: along(2) };
    const [failure, ...others] = failures(subject, [[3, 5]]);
    expect(others).toEqual([]);
    expect(failure.detail).toBe("the derivative by args[0][1] is 9, but 18 by a complex step");
    expect(failures({ ...subject, complexStep: along(1) }, [[3, 5]])).toEqual([]);
  });

  test.each<[Mode, number, number]>([
    ["forward", 2, 4],
    ["reverse", 2, 4],
  ])("%s", (mode, expected, found) => {
    const wrong = springs(({ byX }) => {
      byX[1] += 1;
      byX[2] *= 2;
    });
    const [failure] = failures(wrong, springArgs, { argnums: [0, 1], modes: [mode] });
    expect(failure).toMatchObject({ name: `${mode}: differences`, leaf: "xs[1]" });
    expect(failure.expected).toBeCloseTo(3, 8);
    expect(failure.found).toBeCloseTo(expected * found - 4, 8);
    expect(failure.detail).toBe("the derivative of value.total by xs[1] is 4, but 3 by central differences");
  });

  test("in a record", () => {
    const [failure] = failures(
      springs(({ byRest }) => void (byRest[0] *= -1)),
      springArgs,
      { argnums: [0, 1] },
    );
    expect(failure.leaf).toBe("spring.rest");
    expect(failure.expected).toBeCloseTo(-11, 8);
    expect(failure.found).toBeCloseTo(-9, 8);
  });

  test("in one component only", () => {
    const right = springs();
    const wrong: typeof right = {
      ...right,
      jvp: (primals, tangents) => {
        const [value, { total, parts }] = right.jvp(primals, tangents);
        return [value, { total, parts: parts.map((part, i) => (i === 2 ? part + tangents[1][0] : part)) }];
      },
    };
    const [failure] = failures(wrong, springArgs, { argnums: [0, 1] });
    expect(failure.detail).toBe("the derivative of value.parts[2] by xs[0] is 1, but 0 by central differences");
  });

  test("in random functions with one wrong entry", () => {
    const random = seededRandom(11);
    const positive = (): number => (random() + 1) / 2;
    for (let k = 0; k < 100; k++) {
      const right = smooth(positive) as Required<ReturnType<typeof smooth>>;
      const [i, j] = [Math.floor(3 * positive()), Math.floor(2 * positive())];
      const error = 1e-3 * (1 + positive());
      const wrong: Subject<[Float64Array], Float64Array> = {
        ...right,
        jvp: (x, [v]) => {
          const [value, tangent] = right.jvp(x, [v]);
          return [value, tangent.map((d, m) => (m === j ? d + error * v[i] : d))];
        },
        vjp: (x) => {
          const [value, pullback] = right.vjp(x);
          return [value, (u) => [pullback(u)[0].map((d, m) => (m === i ? d + error * u[j] : d))]];
        },
      };
      const x = Float64Array.from({ length: 3 }, () => 2 * random());
      const found = failures(wrong, [x], { seed: k });
      expect(found.map(({ name, leaf }) => [name, leaf])).toEqual([
        ["forward: differences", `x[${i}]`],
        ["reverse: differences", `x[${i}]`],
      ]);
      for (const { detail } of found) expect(detail).toContain(`the derivative of value[${j}] by`);
    }
  });

  test("among many, by few calls", () => {
    let calls = 0;
    const f = (x: Float64Array): number => {
      calls++;
      return x.reduce((sum, v) => sum + v * v, 0);
    };
    const wrong: Subject<[Float64Array], number> = {
      name: "squares",
      f,
      vjp: (x) => [f(x), (u) => [x.map((v, i) => (i === 1234 ? 0 : 2 * u * v))]],
    };
    const [failure] = failures(wrong, [Float64Array.from({ length: 5000 }, (_, i) => 1 + (i % 7))]);
    expect(failure.leaf).toBe("args[0][1234]");
    expect(calls).toBeLessThan(1000);
  });
});

test("reverse mode alone is wrong: it is not the transpose either", () => {
  const right = springs();
  const wrong = { ...right, vjp: springs(({ byK }) => byK.reverse()).vjp };
  const found = failures(wrong, springArgs, { argnums: [0, 1] });
  expect(found.map(({ name }) => name)).toEqual(["reverse: differences", "<u, J v> = <J^T u, v>"]);
});

test("an error too small for differences breaks the transpose", () => {
  const right = smooth(Math.abs.bind(null, 0.3)) as Required<ReturnType<typeof smooth>>;
  const wrong: typeof right = {
    ...right,
    jvp: (x, v) => {
      const [value, tangent] = right.jvp(x, v);
      return [value, tangent.map((d) => d * (1 + 1e-7))];
    },
  };
  expect(failures(wrong, [Float64Array.of(0.5, 1, 2)]).map(({ name }) => name)).toEqual(["<u, J v> = <J^T u, v>"]);
});

test("the remainder of an expansion falls too slowly", () => {
  const wrong: Subject<[number], number> = {
    name: "exp",
    f: Math.exp,
    jvp: ([x], [v]) => [Math.exp(x), 1.2 * v * Math.exp(x)],
    vjp: (x) => [Math.exp(x), (u) => [1.2 * u * Math.exp(x)]],
  };
  const found = failures(wrong, [1], { tolerance: 0.5 });
  expect(found.map(({ name }) => name)).toEqual(["forward: Taylor remainder", "reverse: Taylor remainder"]);
  expect(found[0].detail).toMatch(/^falls with power 1\.0\d of the distance, must be 2$/);
});

describe("what is returned beside the derivative", () => {
  const f = (x: number[]): number => x[0] * x[1];
  const right: Required<Pick<Subject<[number[]], number>, "name" | "f" | "jvp" | "vjp">> = {
    name: "product",
    f,
    jvp: ([x], [v]) => [f(x), x[0] * v[1] + v[0] * x[1]],
    vjp: (x) => [f(x), (u) => [[u * x[1], u * x[0]]]],
  };

  test.each<[string, Partial<Subject<[number[]], number>>, string]>([
    [
      "value of jvp",
      { jvp: (x, v) => [f(x[0]) * (1 + 2 ** -52), right.jvp(x, v)[1]] },
      "forward: structure: jvp returns another value: 6.000000000000002 instead of 6",
    ],
    [
      "value of vjp",
      { vjp: (x) => [-f(x), right.vjp(x)[1]] },
      "reverse: structure: vjp returns another value: -6 instead of 6",
    ],
    [
      "arguments",
      {
        vjp: (x) => {
          const result = right.vjp(x.slice());
          x[0] = 0;
          return result;
        },
      },
      "reverse: structure: vjp does not leave its arguments as the function does",
    ],
    [
      "kind of the tangent",
      { jvp: (x, v) => [f(x[0]), [right.jvp(x, v)[1]] as unknown as number] },
      "forward: structure: the tangent of the value must be a number like its value, but is an Array of 1 number",
    ],
    [
      "length of the gradient",
      { vjp: (x) => [f(x), () => [[1]]] },
      "reverse: structure: the gradient by args[0] has length 1, but its value has length 2",
    ],
    [
      "gradients without a list",
      { vjp: (x) => [f(x), () => 1 as unknown as [number[]]] },
      "reverse: structure: the gradients are no Array, one for each parameter",
    ],
    [
      "a tangent that is not finite",
      { jvp: ([x]) => [f(x), Number.NaN] },
      "forward: differences: the derivative by args[0][0] is NaN, but 3 by central differences",
    ],
    [
      "a tangent that is not linear",
      { jvp: ([x], [v]) => [f(x), right.jvp([x], [v])[1] + v[0] * v[1]] },
      "no single number of the arguments shows it",
    ],
    [
      "a pullback that accumulates",
      {
        vjp: (x) => {
          const gradient = [0, 0];
          return [
            f(x),
            (u) => {
              gradient[0] += u * x[1];
              gradient[1] += u * x[0];
              return [gradient.slice()];
            },
          ];
        },
      },
      "reverse: differences",
    ],
    [
      "a pullback that works once",
      {
        vjp: (x) => {
          let calls = 0;
          return [f(x), (u) => [calls++ < 2 ? [u * x[1], u * x[0]] : [0, 0]]];
        },
      },
      "reverse: pullback: called twice, by args[0][0] it gives",
    ],
  ])("%s", (_, change, message) => {
    expect(checkDerivatives(right, [[2, 3]], { directions: 1 }).ok).toBe(true);
    const wrong: Subject<[number[]], number> = { ...right, ...change };
    expect(String(checkDerivatives(wrong, [[2, 3]], { directions: 1 }))).toContain(message);
    expect(() => assertDerivatives(wrong, [[2, 3]], { directions: 1 })).toThrow(message);
  });
});

describe("where differences say nothing", () => {
  const scalar = (f: (x: number) => number): Subject<[x: number], number> => ({
    name: "f",
    parameters: ["x"],
    f,
    vjp: (x) => [f(x), (u) => [0 * u]],
  });

  test.each<[string, (x: number) => number, number, RegExp]>([
    [
      "a corner",
      Math.abs,
      0,
      /smoothness: there is a corner or a jump at the point: .* slope of the value is -?\S+ on one side and/,
    ],
    ["a jump", Math.sign, 0, /smoothness: there is a corner or a jump at the point/],
    ["a step", (x) => Math.floor(x), 2, /smoothness: there is a corner or a jump at the point/],
    ["the end of the domain", Math.sqrt, 0, /smoothness: the function has no finite value on both sides of the point/],
    ["an infinite slope", Math.cbrt, 0, /smoothness: /],
    ["no value", Math.log, -1, /value: the function is not finite at the point: the value is NaN/],
    ["an infinite value", (x) => 1 / x, 0, /value: the function is not finite at the point: the value is Infinity/],
    ["an erratic function", (x) => x + 1e-3 * Math.sin(1e9 * x), 1, /smoothness: /],
  ])("%s", (_, f, x, message) => {
    const report = checkDerivatives(scalar(f), [x]);
    expect(report.ok).toBe(false);
    expect(String(report)).toMatch(message);
  });
});

describe("second order", () => {
  const at: [number, number] = [1.5, -0.5];

  test("a wrong entry of the Hessian", () => {
    const found = failures(cubic({ hessian: (x, y) => [6 * x * y, 3 * x * x, 1] }), at, { order: 2 });
    expect(found.map(({ name, leaf }) => [name, leaf])).toEqual([
      ["second order, forward: differences", "y"],
      ["second order, reverse: differences", "y"],
    ]);
    expect(found[0].detail).toBe("the derivative of the gradient by y by y is 1, but 0 by central differences");
  });

  test("a gradient that is another than that of first order", () => {
    const [failure] = failures(cubic({ gradient: (x, y) => [3 * x * x * y + 1, x ** 3] }), at, { order: 2 });
    expect(failure.name).toBe("second order, gradient");
    expect(failure.detail).toBe("x is -2.375, but -3.375 by the gradient of first order");
  });

  test("a wrong product of a jvp", () => {
    const found = failures(
      curve(([a, b]) => [a, 2 * b]),
      [0.75, 2],
      { order: 2 },
    );
    expect(found[0].name).toBe("second order, forward: differences");
    expect(found[0].detail).toMatch(/^the derivative of the tangent\[1\] by x is /);
    expect(found[1].leaf).toBe("y");
  });

  test("a corner of the gradient", () => {
    const f = (x: number): number => x * Math.abs(x);
    const g = (x: number): [number] => [2 * Math.abs(x)];
    const subject: Subject<[number], number> = {
      name: "f",
      f,
      vjp: (x) => [f(x), (u) => [u * g(x)[0]]],
      second: { of: "gradient", f: g, vjp: (x) => [g(x), ([u]) => [2 * Math.sign(x) * u]] },
    };
    expect(checkDerivatives(subject, [0]).ok).toBe(true);
    const [failure] = failures(subject, [0], { order: 2 });
    expect(failure.name).toBe("second order, smoothness");
    expect(failure.detail).toMatch(/the slope of the gradient by args\[0\] is/);
  });
});

describe("what cannot be checked", () => {
  const f = (x: number, s: string): number => x * s.length;
  const subject: Subject<[number, string], number> = {
    name: "f",
    f,
    vjp: (x, s) => [f(x, s), (u) => [u * s.length, null]],
  };

  test.each<[string, () => unknown]>([
    ["argument 1 holds no number that could be moved", () => checkDerivatives(subject, [1, "s"], { argnums: [1] })],
    ["no argument holds a number", () => checkDerivatives({ name: "f", f: () => 1, vjp: () => [1, () => []] }, [])],
    ["forward mode has no jvp to check", () => checkDerivatives(subject, [1, "s"], { modes: ["forward"] })],
    ["there is neither a jvp nor a vjp to check", () => checkDerivatives({ name: "f", f }, [1, "s"])],
    ["there are no products of second order to check", () => checkDerivatives(subject, [1, "s"], { order: 2 })],
    [
      "the function returns no number",
      () => checkDerivatives({ name: "f", f: (x: number) => x > 0, vjp: (x: number) => [x > 0, () => [0]] }, [1]),
    ],
  ])("TypeError: %s", (message, run) => {
    expect(run).toThrow(TypeError);
    expect(run).toThrow(message);
  });

  test("a result that contains itself", () => {
    interface Ring {
      x: number;
      self?: Ring;
    }
    const ring = (x: number): Ring => {
      const result: Ring = { x };
      result.self = result;
      return result;
    };
    expect(() => checkDerivatives({ name: "ring", f: ring, vjp: (x) => [ring(x), () => [1]] }, [1])).toThrow(
      new TypeError("checkGrads: the result contains itself, so its places have no end"),
    );
  });

  test("RangeErrors", () => {
    expect(() => checkDerivatives(subject, [1, "s"], { directions: 0 })).toThrow(RangeError);
    expect(() => checkDerivatives(subject, [1, "s"], { tolerance: 0 })).toThrow(RangeError);
    expect(() => checkDerivatives(subject, [1, "s"], { tolerance: Number.NaN })).toThrow(RangeError);
    expect(() => checkDerivatives(subject, [1, "s"], { seed: 0.5 })).toThrow(RangeError);
    expect(() => checkDerivatives(subject, [1, "s"], { order: 3 as 2 })).toThrow(RangeError);
  });

  test("an exception of the function at the point is the caller's", () => {
    const throwing = {
      ...subject,
      f: (): number => {
        throw new Error("mine");
      },
    };
    expect(() => checkDerivatives(throwing, [1, "s"])).toThrow("mine");
  });
});
