import { child } from "../random/key.js";
import { zerosLike } from "../tree/linear.js";
import { isClose } from "./differences.js";
import { checkProducts, fail, forwardLine, reverseLine, type Settings, shaped, taylor } from "./first-order.js";
import { Flat, type Functions, type Layout } from "./flat.js";
import { type Check, digits } from "./report.js";
import type { Mode } from "./subject.js";
import { concat, dot, randomDirection, size } from "./vectors.js";

/** A function at a point, with what was made of it for the checks of first order. */
export interface Point {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly layout: Layout;
  readonly flat: Flat;
  readonly settings: Settings;
}

/** Checks the products of the gradient of a function that returns a number. */
export function checkGradient(point: Point, gradient: Functions): Check[] {
  const { name, args, layout, flat: first, settings } = point;
  const resultAt = (path: string): string => {
    const [, k, rest] = /^\[(\d+)\](.*)$/.exec(path) as RegExpExecArray;
    return `the gradient by ${layout.names[layout.moved[Number(k)]]}${rest}`;
  };
  return shaped("second order", () => {
    const value = first.ravelGradient(gradient.f(...first.copies()));
    const flat = new Flat(name, byMoved(gradient, layout.moved), args, layout, resultAt);
    const checks = checkProducts(flat, "second order, ", settings);
    if (first.canReverse) checks.unshift(agrees("gradient", (i) => first.inputName(i), value, first.reverse()(one)));
    // Memory that is in two places of a parameter moves as one, but is in the gradient twice.
    if (flat.outputs !== first.inputs) return checks;
    const { v } = directions(point);
    const curvature = (mode: Mode): number => dot(mode === "forward" ? flat.forward(v) : flat.reverse()(v), v);
    return expanded(checks, settings.modes, (mode) =>
      taylor(`second order, ${mode}`, forwardLine(first, { v }), numbers(dot(value, v), curvature(mode))),
    );
  });
}

const one = Float64Array.of(1);

/** A gradient with its entries for the parameters that are moved only. */
function byMoved({ f, jvp, vjp }: Functions, moved: readonly number[]): Functions {
  const pick = (tree: unknown): unknown[] => moved.map((k) => (tree as unknown[])[k]);
  return {
    f: (...args) => pick(f(...args)),
    jvp: jvp && ((primals, tangents) => jvp(primals, tangents).map(pick) as [unknown, unknown]),
    vjp:
      vjp &&
      ((...args) => {
        const [value, pullback] = vjp(...args);
        const zeros = (value as unknown[]).map((entry) => zerosLike(entry) as unknown);
        const put = (cotangent: unknown): unknown[] =>
          zeros.map((zero, k) => (moved.includes(k) ? (cotangent as unknown[])[moved.indexOf(k)] : zero));
        return [pick(value), (cotangent) => pullback(put(cotangent))];
      }),
  };
}

/** Checks the products of the jvp of a function. */
export function checkJvp(point: Point, jvp: Functions): Check[] {
  const { name, args, layout, flat: first, settings } = point;
  const count = layout.names.length;
  const both: Layout = {
    names: [...layout.names, ...layout.names.map((each) => `the tangent of ${each}`)],
    moved: [...layout.moved, ...layout.moved.map((k) => count + k)],
    split: ([primals, tangents]) => [...(primals as unknown[]), ...(tangents as unknown[])],
    join: (parts) => [parts.slice(0, count), parts.slice(count)],
  };
  const resultAt = (path: string): string => path.replace(/^\[0\]/, "value").replace(/^\[1\]/, "the tangent");
  const { u, v } = directions(point);
  return shaped("second order", () => {
    const flat = new Flat(name, jvp, [args, first.tangents(v)], both, resultAt);
    const tangent = flat.y.subarray(first.outputs);
    const checks = checkProducts(flat, "second order, ", settings);
    if (first.canForward) checks.unshift(agrees("jvp", (j) => first.outputName(j), tangent, first.forward(v)));
    const along = concat([v, new Float64Array(first.inputs)]);
    return expanded(checks, settings.modes, (mode) => {
      if (mode === "forward") {
        const second = flat.forward(along).subarray(first.outputs);
        return taylor("second order, forward", forwardLine(first, { v }), [tangent, second]);
      }
      const pulled = flat.reverse()(concat([new Float64Array(first.outputs), u]));
      return taylor(
        "second order, reverse",
        reverseLine(first, { u, v }),
        numbers(dot(u, tangent), dot(pulled, along)),
      );
    });
  });
}

/** Directions that no check of products takes. */
function directions({ flat, settings }: Point): { readonly u: Float64Array; readonly v: Float64Array } {
  const key = child(settings.key, settings.directions);
  return {
    v: randomDirection(child(key, 0), flat.inputs, (i) => flat.reach(i)),
    u: randomDirection(child(key, 1), flat.outputs, () => 1),
  };
}

/** The checks, with those of the expansion if so far all is well. */
function expanded(checks: Check[], modes: readonly Mode[], expand: (mode: Mode) => Check): Check[] {
  return checks.every(({ ok }) => ok) ? [...checks, ...modes.map(expand)] : checks;
}

function numbers(...values: number[]): Float64Array[] {
  return values.map((x) => Float64Array.of(x));
}

/** The derivative that is differentiated is the one of first order. */
function agrees(what: string, nameOf: (i: number) => string, found: Float64Array, expected: Float64Array): Check {
  const name = `second order, ${what}`;
  const scale = 1e-3 * size(expected);
  const i = expected.findIndex((x, k) => !isClose(x, 0, found[k], 1e-6, scale));
  if (i < 0) return { name, ok: true, detail: `as the ${what} of first order` };
  return fail(
    name,
    `${nameOf(i) || "it"} is ${digits(found[i])}, but ${digits(expected[i])} by the ${what} of first order`,
  );
}
