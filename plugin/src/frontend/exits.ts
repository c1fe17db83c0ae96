/**
 * How a statement list ended: normally, by a jump (`return`, `break`, `continue`), never (after `throw`), or one of several. There
 * are no jumps in the IR, so where it depends on the path, what follows is guarded by an exit code: 0 for normal, a number per
 * target otherwise. The code is made only when something asks for it; most early exits become nesting and need none.
 */
import { Builder } from "../ir/builder.js";
import { type IfOp, Value } from "../ir/ops.js";
import { INT } from "../ir/types.js";

export class Target {
  constructor(readonly kind: "return" | "break" | "continue") {}
}

export type Exit =
  | { readonly kind: "normal" }
  | { readonly kind: "never" }
  | { readonly kind: "jump"; readonly target: Target }
  /** The exits of the two arms of an `if`. */
  | { readonly kind: "arms"; readonly op: IfOp; readonly arms: readonly [Exit, Exit] }
  /** A code computed earlier (the result of a loop); `possible` are the ways that it may stand for, undefined for normal. */
  | { readonly kind: "code"; readonly code: Value; readonly possible: ReadonlySet<Target | undefined> };

export const NORMAL: Exit = { kind: "normal" };
export const NEVER: Exit = { kind: "never" };

/** The ways in which control may go on; empty after a `throw`. */
export function possibleExits(exit: Exit): ReadonlySet<Target | undefined> {
  switch (exit.kind) {
    case "normal":
      return new Set([undefined]);
    case "never":
      return new Set();
    case "jump":
      return new Set([exit.target]);
    case "arms":
      return new Set([...possibleExits(exit.arms[0]), ...possibleExits(exit.arms[1])]);
    case "code":
      return exit.possible;
  }
}

/** The exit as one of the plain kinds where only one way is possible. */
function simplify(exit: Exit): Exit {
  const possible = [...possibleExits(exit)];
  if (possible.length === 0) return NEVER;
  if (possible.length > 1) return exit;
  return possible[0] === undefined ? NORMAL : { kind: "jump", target: possible[0] };
}

export function joinExits(op: IfOp, first: Exit, second: Exit): Exit {
  return simplify({ kind: "arms", op, arms: [first, second] });
}

/** The numbers of the targets of one function. */
export class ExitCodes {
  private readonly numbers = new Map<Target, number>();

  of(target: Target | undefined): number {
    if (target === undefined) return 0;
    const known = this.numbers.get(target);
    if (known !== undefined) return known;
    this.numbers.set(target, this.numbers.size + 1);
    return this.numbers.size;
  }

  /** The code of an exit as a value at the builder's place; `name` is a hint for it. */
  materialize(build: Builder, exit: Exit): Value {
    switch (exit.kind) {
      case "normal":
      case "never":
        return build.const(0);
      case "jump":
        return build.const(this.of(exit.target));
      case "code":
        return exit.code;
      case "arms": {
        const { op, arms } = exit;
        arms.forEach((arm, index) => {
          const region = op.regions[index];
          const inner = new Builder(region);
          inner.span = op.span;
          region.yields.push(arm.kind === "never" ? inner.const(undefined, INT) : this.materialize(inner, arm));
        });
        const code = new Value(INT, "exit");
        op.results.push(code);
        return code;
      }
    }
  }
}

/** The exit once its target is reached: a jump to one of `targets` is a normal end. */
export function arriveAt(build: Builder, codes: ExitCodes, exit: Exit, targets: readonly Target[]): Exit {
  const arrives = (target: Target | undefined): boolean => target !== undefined && targets.includes(target);
  switch (exit.kind) {
    case "normal":
    case "never":
      return exit;
    case "jump":
      return arrives(exit.target) ? NORMAL : exit;
    case "arms": {
      if (![...possibleExits(exit)].some(arrives)) return exit;
      const inner = (index: 0 | 1): Exit => {
        const arm = new Builder(exit.op.regions[index]);
        return arriveAt(arm, codes, exit.arms[index], targets);
      };
      return joinExits(exit.op, inner(0), inner(1));
    }
    case "code": {
      if (![...exit.possible].some(arrives)) return exit;
      const possible = new Set([...exit.possible].map((target) => (arrives(target) ? undefined : target)));
      const simple = simplify({ ...exit, possible });
      if (simple.kind !== "code") return simple;
      let { code } = exit;
      for (const target of exit.possible) {
        if (!arrives(target)) continue;
        const reached = build.prim("eq", code, build.const(codes.of(target)));
        code = build.select(reached, build.const(0), code);
      }
      return { kind: "code", code, possible };
    }
  }
}

/** The exit where it is known not to be normal. */
export function abruptOnly(exit: Exit, code: Value): Exit {
  const possible = new Set([...possibleExits(exit)].filter((target) => target !== undefined));
  return simplify({ kind: "code", code, possible });
}
