/** What the parts of the oracle ask of one another. */
import type ts from "typescript-6";
import type { Scope } from "./scope.js";
import type { Value } from "./values.js";

export interface Machine {
  /** Counts what runs, and ends what runs for too long. */
  burn(): void;
  expression(node: ts.Expression, scope: Scope): Value;
  call(callee: Value, args: readonly Value[], self?: Value): Value;
}

export class OutOfFuel extends Error {}
