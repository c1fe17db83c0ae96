/** Jacobians in memory of the caller. */
import type { Builder } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import type { Calculus, RowsOptions } from "./calculus.js";
import { moduleMemory } from "./distinct.js";
import { apartFrom, listOf } from "./into.js";
import { ForwardJacobian, isByForwardMode, jacobian, pulledBack, canSweepOften } from "./jacobians.js";
import { rowsType } from "./rows.js";
import { Selection } from "./selection.js";

/** (captures, into, parameters) -> the value, if it is asked for. */
export function jacobianInto(calculus: Calculus, func: Func, options: RowsOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  const isForward = isByForwardMode(calculus, func, selection) === true;
  const rows = isForward ? undefined : calculus.rowsInto(func, options);
  if (rows) return rows;
  const { captures, argnums, value: isValueWanted } = options;
  const { params } = func.body;
  const row = Array.isArray(argnums) ? listOf(selection.rowTypes) : selection.type;
  const into = new Value(rowsType(func.results[0], row), "into");
  const signature = [...params.slice(0, captures), into, ...params.slice(captures)];
  const operator = isValueWanted ? "valueAndJacobianInto" : "jacobianInto";
  const recipe = { operator, key: JSON.stringify(argnums), params: signature, alike: { inserted: captures } };
  return calculus.compose(func, recipe, (build, given) => {
    const caller = JSON.stringify(`${operator}(${func.source})`);
    const target = given[captures];
    const args = given.filter((param) => param !== target);
    const globals = moduleMemory(func).map(({ binding, type }) => build.global(binding, type));
    for (const other of [...args, ...globals]) apartFrom(build, caller, target, other);
    const expectLike = (template: Value, entry?: Value): void => {
      const operands = entry ? [target, template, entry] : [target, template];
      const gaps = operands.map((_, k) => (k === 0 ? `expectRows(${caller}, ` : ", "));
      build.externStatement([...gaps, ")"], operands, { uses: ["expectRows"] });
    };
    const made = (): Value => {
      if (isForward) {
        const jacobian = new ForwardJacobian(calculus, func, selection, build, args);
        const [value] = build.call(func, [...args]);
        expectLike(value, selection.isNumber ? undefined : selection.selected(build, args));
        build.clear(target);
        jacobian.fill(target, value);
        return value;
      }
      const { value, rows } = valueAndRows(calculus, func, selection, build, args, options);
      expectLike(rows);
      build.clear(target);
      build.accumulate(target, rows, { once: true });
      return value;
    };
    const value = made();
    return isValueWanted ? value : undefined;
  });
}

/** In memory of their own. */
function valueAndRows(
  calculus: Calculus,
  func: Func,
  selection: Selection,
  build: Builder,
  args: readonly Value[],
  options: RowsOptions,
): { value: Value; rows: Value } {
  if (!canSweepOften(calculus, func, selection)) return pulledBack(calculus, func, selection, build, args, options);
  const [value] = build.call(func, [...args]);
  const [rows] = build.call(jacobian(calculus, func, options), [...args]);
  return { value, rows };
}
