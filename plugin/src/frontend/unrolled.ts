/** `for...of` over a few elements that are known only while compiling: each has an iteration of its own. */
import ts from "typescript-6";
import { Target } from "./exits.js";
import type { Lowering } from "./lowering.js";
import { type FrontValue, Scope } from "./values.js";

type Step = ts.Statement | (() => void);

/** Above this a loop that chooses its element is shorter. */
export const MAX_UNROLLED = 8;

export function lowerUnrolled(
  l: Lowering,
  node: ts.ForOfStatement,
  elements: readonly FrontValue[],
  label: string | undefined,
  run: (l: Lowering, steps: readonly Step[]) => void,
): void {
  const breakTarget = new Target("break");
  const continueTarget = new Target("continue");
  const { scope, jumps } = l;
  const iteration = (index: number): void => {
    if (index === elements.length) return;
    // What an iteration declares is its own: closures of the one before keep theirs.
    l.scope = new Scope(scope);
    bindElement(l, node, elements[index]);
    run(l, [node.statement]);
    l.arrive(continueTarget);
    run(l, [() => iteration(index + 1)]);
  };
  l.jumps = [...jumps, { label, breakTarget, continueTarget }];
  iteration(0);
  l.jumps = jumps;
  l.scope = scope;
  l.arrive(breakTarget);
}

/** Gives the loop's variable its value. */
export function bindElement(l: Lowering, node: ts.ForOfStatement, value: FrontValue): void {
  const { initializer } = node;
  if (!ts.isVariableDeclarationList(initializer)) return l.handlers.assign(l, initializer, value);
  l.at(initializer, () => l.handlers.bind(l, initializer.declarations[0].name, value, node));
}
