/** Parallel assignment: all sources are read before any target is written, with as few temporaries as possible. */
import { type Expr, forEachVariable, replaceVariables, type Variable, variable } from "./js.js";

export interface Copy {
  readonly target: Variable;
  readonly source: Expr;
}

/** The same copies one after the other. A copy whose target is fresh is a temporary that has to be declared. */
export function sequentialize(copies: readonly Copy[], temporary: (like: Variable) => Variable): Copy[] {
  const pending = copies.filter(({ target, source }) => !(source.kind === "variable" && source.variable === target));
  const readers = new Map<Variable, number>();
  const count = (expr: Expr, by: number): void => {
    forEachVariable(expr, (read) => readers.set(read, (readers.get(read) ?? 0) + by));
  };
  for (const { source } of pending) count(source, 1);

  const ordered: Copy[] = [];
  while (pending.length > 0) {
    const free = pending.findIndex(({ target, source }) => (readers.get(target) ?? 0) === timesRead(source, target));
    if (free >= 0) {
      const [copy] = pending.splice(free, 1);
      count(copy.source, -1);
      ordered.push(copy);
      continue;
    }
    // Every target is still needed by another copy: a cycle, broken by saving one of them.
    const saved = pending[0].target;
    const kept = temporary(saved);
    ordered.push({ target: kept, source: variable(saved) });
    pending.forEach(({ target, source }, index) => {
      const replaced = replaceVariables(source, (read) => (read === saved ? variable(kept) : undefined));
      count(source, -1);
      count(replaced, 1);
      pending[index] = { target, source: replaced };
    });
  }
  return ordered;
}

function timesRead(expr: Expr, of: Variable): number {
  let times = 0;
  forEachVariable(expr, (read) => {
    if (read === of) times++;
  });
  return times;
}
