import { interpret } from "../../plugin/src/ir/interpreter.js";
import type { Func } from "../../plugin/src/ir/ops.js";

/** Everything that a caller can notice of a call: results, the arguments after it, effects, and the exception. */
export interface Behaviour {
  readonly results: unknown;
  readonly args: unknown;
  readonly log: readonly unknown[];
  readonly error: unknown;
}

export function behaviour(func: Func, args: readonly unknown[]): Behaviour {
  const log: unknown[] = [];
  let results: unknown;
  let error: unknown;
  const extern = (_: unknown, operands: readonly unknown[]): void => {
    log.push(...operands);
  };
  try {
    results = interpret(func, args, { extern });
  } catch (thrown) {
    error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown;
  }
  return { results, args, log, error };
}
