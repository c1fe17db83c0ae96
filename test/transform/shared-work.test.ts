/** What both sweeps compute is computed once; what only one branch has shares its place in the tape. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

/** The functions that the compiler has written, by their names. */
function generated(source: string): Record<string, string> {
  const { code } = compile(`import { grad } from "cotangent";\n${source}\nexport const g = grad(f);`);
  const parts = code["main.ts"].split(/^(?:export )?function /m).slice(1);
  return Object.fromEntries(parts.map((part) => [/^\w+/.exec(part)![0], part]));
}

const calls = (code: string): number => code.replace(/\/\/.*/g, "").match(/Math\.(sin|cos)\(/g)?.length ?? 0;

describe("sines and cosines of one angle", () => {
  const turned = `for (let k = 0; k < x.length; k++) {
      const [c, s] = [Math.cos(x[k]), Math.sin(x[k])];
      [u, v] = [u * c - v * s, u * s + v * c + w];
    }`;
  const inTurns = `export function f(x: Float64Array, w: number): number {
    let [u, v] = [1, w];
    ${turned}
    return u * v;
  }`;
  const inWhile = `export function f(angle: number, w: number): number {
    let [u, a] = [w, angle];
    while (u < 3) {
      const c = Math.cos(a);
      u += 1 + w * c * Math.sin(a) * u;
      a += u * w;
    }
    return u + a;
  }`;
  const inCalls = `interface Bone { angle: number; length: number; children: Bone[] }
  function reach(bone: Bone, x: number, y: number): number {
    const [c, s] = [Math.cos(bone.angle), Math.sin(bone.angle)];
    let total = x * c + y * s;
    for (const each of bone.children) total += reach(each, total * s + bone.length, total * c);
    return total * c * s;
  }
  export function f(bone: Bone): number {
    return reach(bone, 1, 2);
  }`;
  const leaf = (angle: number) => ({ angle, length: 0.5, children: [] });

  test.each([
    [
      "in turns",
      inTurns,
      [
        [Float64Array.of(0.3, 1, -2), 0.7],
        [new Float64Array(), 2],
      ],
    ],
    [
      "in turns that data ends",
      inWhile,
      [
        [0.4, 0.3],
        [2, 4],
      ],
    ],
    [
      "in a function that calls itself",
      inCalls,
      [[{ angle: 0.3, length: 1, children: [leaf(1), leaf(2)] }], [leaf(0)]],
    ],
  ] as const)("%s", (_, source, points) => {
    check(source, { points, wrt: [0] });
    const { f_grad, reach_forward = "", reach_reverse = "" } = generated(source);
    expect(calls(f_grad)).toBe(2);
    expect([calls(reach_forward), calls(reach_reverse)]).toEqual([source === inCalls ? 2 : 0, 0]);
  });

  test("not where the forward sweep has it in another branch, or behind", () => {
    const source = `export function f(x: Float64Array, w: number): number {
      let s = w;
      for (let k = 0; k < x.length; k++) {
        if (x[k] > 0) s += Math.sin(s * w);
        else s += Math.cos(s * w) - 1;
        s += 0.1 * s * s;
      }
      return s * Math.cos(s * w);
    }`;
    check(source, {
      points: [
        [Float64Array.of(1, -1, 2, -0.5), 0.7],
        [new Float64Array(), 0.4],
      ],
    });
  });
});

describe("what one branch of a function keeps", () => {
  const expressions = `type Tree =
    | { kind: "variable"; index: number }
    | { kind: "sum" | "product" | "power"; left: Tree; right: Tree }
    | { kind: "sine" | "log"; of: Tree; scale: number };
  function value(tree: Tree, x: Float64Array): number {
    switch (tree.kind) {
      case "variable":
        return x[tree.index];
      case "sum":
        return value(tree.left, x) + value(tree.right, x);
      case "product":
        return value(tree.left, x) * value(tree.right, x);
      case "power":
        return value(tree.left, x) ** value(tree.right, x);
      default: {
        const inner = value(tree.of, x) * tree.scale;
        if (tree.kind === "sine") return Math.sin(inner) * tree.scale;
        return Math.log(2 + inner * inner);
      }
    }
  }
  export function f(x: Float64Array, tree: Tree): number {
    return value(tree, x) * value(tree, x);
  }`;
  const at = (index: number) => ({ kind: "variable", index });
  const node = (kind: string, left: object, right: object) => ({ kind, left, right });
  const of = (kind: string, inner: object) => ({ kind, of: inner, scale: 0.75 });
  const tree = node(
    "sum",
    node("product", of("sine", at(0)), node("power", at(1), at(0))),
    of("log", node("sum", of("sine", node("product", at(1), at(1))), at(0))),
  );

  test("has the places that others do not need", () => {
    check(expressions, {
      points: [
        [Float64Array.of(0.7, 1.4), tree],
        [Float64Array.of(2), at(0)],
      ],
      wrt: [0],
    });
    const [, tape] = /return \{([^}]*)\};/.exec(generated(expressions).value_forward) ?? [];
    expect(tape.match(/value_tape/g)).toHaveLength(2);
    expect(tape.split(",").length).toBeLessThanOrEqual(9);
  });

  test("of branches in branches", () =>
    check(
      `function step(x: number, y: number, depth: number): number {
        let r = x;
        if (x > y) {
          const a = Math.exp(-x * y);
          if (depth > 2) {
            const b = step(a * x, y, depth - 1);
            r = b * b * a;
          } else r = a * a * x;
        } else if (depth > 0) {
          const c = step(y, x * 0.5, depth - 1);
          r = c * Math.tanh(c * y);
        } else r = x * y * y;
        return r * r + y;
      }
      export function f(x: number, y: number): number {
        return step(x, y, 4) * step(y, x, 2);
      }`,
      {
        points: [
          [0.5, 0.7],
          [1.5, 0.2],
          [-0.4, 0.9],
        ],
      },
    ));
});
