/** Which references of some functions may reach common memory, whoever calls them with what. */
import type { Func, Value } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { connect } from "./aliases.js";

/** Gives one value that stands for all that a reference is connected with. */
export function connected(funcs: readonly Func[]): (value: Value) => Value {
  const parents = new Map<Value, Value>();
  const find = (value: Value): Value => {
    const parent = parents.get(value);
    if (!parent) return value;
    const root = find(parent);
    parents.set(value, root);
    return root;
  };
  const unify = (a: Value, b: Value): void => {
    if (a?.type.kind !== "ref" || b?.type.kind !== "ref") return;
    const [first, second] = [find(a), find(b)];
    if (first !== second) parents.set(first, second);
  };
  for (const func of funcs)
    for (const op of allOps(func.body)) {
      if (op.kind !== "call") {
        connect(op, unify);
        continue;
      }
      const { params, yields } = op.callee.body;
      op.operands.forEach((operand, k) => unify(operand, params[k]));
      op.results.forEach((result, k) => unify(result, yields[k]));
    }
  return find;
}
