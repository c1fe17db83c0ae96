import { expect, test } from "vitest";
import { reachable } from "../../plugin/src/ir/traverse.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { errorsOf, execute, lower, run } from "../support/lower.js";

export type Case = readonly [name: string, source: string, args: readonly (readonly unknown[])[]];

/** The exported function `f` of each source, run as IR and as it is, must agree to the last bit, and so must what it does to its arguments. */
export function agree(cases: readonly Case[]): void {
  test.each(cases)("%s", (_, source, calls) => {
    const lowered = lower(source);
    const func = lowered.func("f");
    expect(errorsOf(lowered)).toEqual([]);
    for (const reached of reachable([func])) verify(reached);
    for (const args of calls) {
      // A module's state is fresh for each of the two.
      const actual = outcome((given) => run(func, given, execute(source)), args);
      const expected = outcome((given) => execute(source).f(...(given as never[])), args);
      expect(actual).toEqual(expected);
    }
  });
}

function outcome(call: (args: unknown[]) => unknown, args: readonly unknown[]): unknown {
  const given = structuredClone([...args]);
  try {
    return { result: call(given), args: given };
  } catch (error) {
    return { thrown: error instanceof Error ? error.message : error, args: given };
  }
}
