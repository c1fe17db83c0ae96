/** Jacobians against differences of the primal, in every mode, with and without the optimizer, run as JavaScript and by the interpreter. */
import { expect } from "vitest";
import { type Callable, type Compiled, compile, type Level } from "./compile.js";
import { slopes } from "./slopes.js";
import { close, clone, difference, hasReals, isTypedArray, members, reals, tangentLike, withReals } from "./trees.js";

const operators = ["jacobian", "jacfwd", "jacrev"] as const;

export interface JacobianCheck {
  readonly args: readonly unknown[];
  readonly argnums?: number | readonly number[];
  /** What the program writes to the console in one call. */
  readonly log?: readonly unknown[];
}

/** `source` declares a function `f`. Returns the Jacobian. */
export function checkJacobian(source: string, { args, argnums, log = [] }: JacobianCheck): unknown {
  const options = argnums === undefined ? "" : `, { argnums: ${JSON.stringify(argnums)} }`;
  const declare = (operator: string): string => `export const of_${operator} = ${operator}(f${options});`;
  const into = ["packedJacobianInto", "packedValueAndJacobianInto", "valueAndJacobianInto"];
  const text = `import { ${[...operators, ...into].join(", ")} } from "cotangent";\n${source}\nexport const primal = f;\n${operators
    .map(declare)
    .join("\n")}`;
  const wanted = argnums ?? 0;
  let found: unknown;
  for (const level of [1, 0] as const) {
    const compiled = compiledAt(text, level);
    const primal = compiled.exports.primal as Callable;
    const left = clone(args);
    const value = primal(...left);
    compiled.takeLog();
    const expected = expectedJacobian(primal, args, wanted, value);
    compiled.takeLog();
    for (const operator of operators) {
      for (const run of [compiled.exports[`of_${operator}`] as Callable, compiled.interpreted(`of_${operator}`)]) {
        const given = clone(args);
        found = run(...given);
        expect([operator, level, difference(found, expected, close(1e-9))]).toEqual([operator, level, undefined]);
        expect(difference(given, left, Object.is)).toBeUndefined();
        expect(compiled.takeLog()).toEqual(log);
      }
    }
    const packing = `${text}\n${declare("packedJacobianInto")}\n${declare("packedValueAndJacobianInto")}`;
    checkPacked(packing, level, args, {
      value,
      left,
      log,
      expected: reals(expected),
    });
    if (typeof found === "number") continue;
    const writing = compiledAt(`${text}\n${declare("valueAndJacobianInto")}`, level);
    for (const run of [
      writing.exports.of_valueAndJacobianInto as Callable,
      writing.interpreted("of_valueAndJacobianInto"),
    ]) {
      const rows = withReals(
        clone(found),
        reals(found).map(() => 99),
      );
      // What is there before does not matter, and a second call finds what the first has left.
      for (let times = 0; times < 2; times++) {
        const given = clone(args);
        expect(difference(run(rows, ...given), value, close(1e-12))).toBeUndefined();
        expect(["into", level, difference(rows, expected, close(1e-9))]).toEqual(["into", level, undefined]);
        expect(difference(given, left, Object.is)).toBeUndefined();
        expect(writing.takeLog()).toEqual(log);
      }
    }
  }
  return found;
}

/** The numbers of the Jacobian one after the other, in the middle of an array. */
function checkPacked(
  text: string,
  level: Level,
  args: readonly unknown[],
  known: {
    readonly value: unknown;
    readonly left: unknown;
    readonly log: readonly unknown[];
    readonly expected: readonly number[];
  },
): void {
  const compiled = compile(text, level);
  // By what has no places there is no such operator.
  if (compiled.diagnostics.some(({ code }) => code === "AD1015")) return;
  expect(compiled.diagnostics).toEqual([]);
  const numbers = reals(known.value);
  for (const run of [
    compiled.exports.of_packedValueAndJacobianInto as Callable,
    compiled.interpreted("of_packedValueAndJacobianInto"),
  ]) {
    const [value, values] = [numbers, known.expected].map(({ length }) => new Float64Array(length + 2).fill(99));
    const given = clone(args);
    expect(run(value, 1, values, 2, ...given)).toBeUndefined();
    expect(["value", level, difference(value, Float64Array.of(99, ...numbers, 99), close(1e-12))]).toEqual([
      "value",
      level,
      undefined,
    ]);
    const expected = Float64Array.of(99, 99, ...known.expected);
    expect(["packed", level, difference(values, expected, close(1e-9))]).toEqual(["packed", level, undefined]);
    expect(difference(given, known.left, Object.is)).toBeUndefined();
    expect(compiled.takeLog()).toEqual(known.log);
    expect(() => run(value, 3, values, 2, ...clone(args))).toThrow(numbers.length === 0 ? undefined : RangeError);
    expect(() => run(values, 0, values, 2, ...clone(args))).toThrow(/memory/);
    compiled.takeLog();
  }
  for (const run of [
    compiled.exports.of_packedJacobianInto as Callable,
    compiled.interpreted("of_packedJacobianInto"),
  ]) {
    const values = new Float64Array(known.expected.length + 3).fill(99);
    const given = clone(args);
    expect(difference(run(values, 2, ...given), known.value, close(1e-12))).toBeUndefined();
    const expected = Float64Array.of(99, 99, ...known.expected, 99);
    expect(["packed", level, difference(values, expected, close(1e-9))]).toEqual(["packed", level, undefined]);
    expect(difference(given, known.left, Object.is)).toBeUndefined();
    expect(compiled.takeLog()).toEqual(known.log);
    expect(() => run(values, 4, ...clone(args))).toThrow(known.expected.length === 0 ? undefined : RangeError);
    compiled.takeLog();
  }
}

function compiledAt(text: string, level: Level): Compiled {
  const compiled = compile(text, level);
  expect(compiled.diagnostics).toEqual([]);
  return compiled;
}

/** What the function returns with the derivative by the selected arguments in place of each number. */
function expectedJacobian(
  primal: Callable,
  args: readonly unknown[],
  argnums: number | readonly number[],
  value: unknown,
): unknown {
  const selected = typeof argnums === "number" ? [argnums] : argnums;
  const columns = selected.map((k) =>
    reals(args[k]).map((_, j) =>
      slopes((t) => {
        const moved = clone(args) as unknown[];
        moved[k] = withReals(
          args[k],
          reals(args[k]).map((x, i) => (i === j ? x + t : x)),
        );
        return reals(primal(...moved));
      }, 0.01),
    ),
  );
  let row = -1;
  const entry = (): unknown => {
    row++;
    const parts = selected.map((k, s) =>
      withReals(
        tangentLike(args[k], () => 0),
        columns[s].map((column) => column[row]),
      ),
    );
    return typeof argnums === "number" ? parts[0] : parts;
  };
  const isNumber = typeof argnums === "number" && typeof args[argnums] === "number";
  const rows = (part: unknown): unknown => {
    if (typeof part === "number") return entry();
    if (isTypedArray(part)) {
      const entries = Array.from(part, entry);
      return isNumber ? part.map((_, k) => entries[k] as number) : entries;
    }
    if (Array.isArray(part)) return part.map(rows);
    if (!hasReals(part)) return null;
    return Object.fromEntries(members(part).map(([key, member]) => [key, rows(member)]));
  };
  return rows(value);
}
