/**
 * What every differentiated program must satisfy. `check` compiles a module with an exported function and compares, at each
 * point: forward with reverse mode by the dot-product identity, both with differences and with the interpreter of the IR,
 * second derivatives by nesting, primal values to the last bit, side effects, what becomes of the arguments, and who owns
 * what an operator returns; with and without the optimizer.
 */
import { expect } from "vitest";
import type { Sources } from "./compile.js";
import { PointCheck } from "./point-check.js";
import { strictErrors } from "./strict.js";
import { type CheckOptions, type Point, Subject } from "./subject.js";
import { show } from "./trees.js";

export type { CheckOptions, Point };

/** Throws where a program violates any of it. */
export function check(source: string | Sources, options: CheckOptions): void {
  const points = options.points.map((point): Point => ("args" in point ? point : { args: point }));
  const subject = new Subject(typeof source === "string" ? { "main.ts": source } : source, options, points[0]);
  const errors: unknown[] = [];
  for (const point of points) {
    try {
      const { error } = new PointCheck(subject, point, options).run();
      if (error !== undefined) errors.push(error);
    } catch (error) {
      const code = process.env.HARNESS_CODE ? `\n${subject.variants[1].compiled.code["main.ts"]}` : "";
      throw new Error(
        `at ${show(point.args)}: ${error instanceof Error ? (error.stack ?? error.message) : error}${code}`,
      );
    }
  }
  // A program that always throws says nothing of its derivatives.
  if (options.throws ? errors.length < points.length : errors.length === points.length)
    throw new Error(options.throws ? "does not throw at every point" : `throws at every point: ${errors[0]}`);
  if (options.typecheck ?? process.env.HARNESS_TYPECHECK)
    for (const { compiled } of subject.variants.slice(0, 2)) expect(strictErrors(compiled.code)).toEqual([]);
}
