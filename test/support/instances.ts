/** Derivatives by class instances: gradients, tangents and pullbacks against differences in the numbers that make them. */
import { expect } from "vitest";
import { type Callable, compile, type Level } from "../support/compile.js";
import { slopes } from "../support/slopes.js";
import { clone, close, difference, realsOnce, sameBits, tangentLike, withReals } from "../support/trees.js";

/**
 * `source` exports `f`, and `make` which makes its arguments. Their reals, wherever they are in objects and arrays, are moved;
 * memory that is shared in the arguments is shared in every tangent.
 */
export function checkInstances(source: string, wrt: readonly number[] = [0]): void {
  for (const level of [1, 0] as Level[]) {
    const text = `${source}
import { grad as grad_, jvp as jvp_, vjp as vjp_, valueAndGrad as both_ } from "cotangent";
export const checked = {
  grad: grad_(f, { argnums: [${wrt.join(", ")}] }),
  both: both_(f, { argnums: [${wrt.join(", ")}] }),
  jvp: jvp_(f),
  vjp: vjp_(f),
};`;
    const { diagnostics, exports, code } = compile(text, level);
    if (process.env.SHOW && level === 1) console.log(code["main.ts"]);
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    const { f, make, checked } = exports as Record<string, Callable> & { checked: Record<string, Callable> };
    const args = make() as unknown[];
    const left = clone(args);
    const value = f(...left) as number;
    const at = realsOnce(args);
    const along = tangentLike(args, seeded()) as unknown[];
    const direction = realsOnce(args.map((arg, k) => (wrt.includes(k) ? along[k] : tangentLike(arg, () => 0))));
    const expected = slopes(
      (t) => [
        f(
          ...withReals(
            args,
            at.map((x, k) => x + t * direction[k]),
          ),
        ) as number,
      ],
      0.01,
    )[0];
    const dot = (gradient: unknown): number => {
      const slope = realsOnce(gradient);
      const used = realsOnce(wrt.map((k) => along[k]));
      expect(slope.length).toBe(used.length);
      return slope.reduce((sum, x, k) => sum + x * used[k], 0);
    };
    const same = (found: unknown, wanted: unknown, what: string): void =>
      expect(difference(found, wanted, close(1e-8)), `${what} at level ${level}`).toBeUndefined();
    const whole = (found: unknown, wanted: unknown, what: string): void =>
      expect(difference(found, wanted, sameBits), `${what} at level ${level}`).toBeUndefined();
    const given = clone(args);
    const gradient = checked.grad(...given) as unknown[];
    whole(given, left, "arguments after grad");
    same(dot(gradient), expected, "grad against differences");
    const [again, second] = checked.both(...clone(args)) as [number, unknown];
    same(again, value, "value");
    whole(second, gradient, "valueAndGrad");
    // What has no derivative is null; the rest has the shape of the arguments.
    const shape = wrt.map((k) => tangentLike(args, () => 0) && (tangentLike(args, () => 0) as unknown[])[k]);
    expect(
      difference(gradient, shape, () => true),
      "shape",
    ).toBeUndefined();
    const tangents = args.map((arg, k) => (wrt.includes(k) ? along[k] : tangentLike(arg, () => 0)));
    const [primal, slope] = checked.jvp(clone(args), tangents) as [number, number];
    same(primal, value, "value of jvp");
    same(slope, expected, "jvp against differences");
    const own = clone(args);
    const [, pullback] = checked.vjp(...own) as [number, Callable];
    for (const scale of [1, 3]) {
      const pulled = pullback(scale) as unknown[];
      same(dot(wrt.map((k) => pulled[k])), scale * expected, "vjp against differences");
    }
  }
}

function seeded(): () => number {
  let state = 7;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647 - 0.5;
  };
}
