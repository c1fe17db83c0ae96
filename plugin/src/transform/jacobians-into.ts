/** Jacobians in memory of the caller. */
import type { Builder } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { hasPlaces } from "../ir/shapes.js";
import { isDifferentiable, memoryOf } from "../ir/types.js";
import type { Calculus, RowsOptions } from "./calculus.js";
import { moduleMemory } from "./distinct.js";
import { apartFrom, listOf } from "./into.js";
import { ForwardJacobian, isByForwardMode, jacobian, pulledBack, canSweepOften } from "./jacobians.js";
import { rowsType } from "./rows.js";
import { Selection, setSlot, slotOf } from "./selection.js";

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
      const gaps = operands.map((_, k) => (k === 0 ? `expectIntoRows(${caller}, ` : ", "));
      build.externStatement([...gaps, ")"], operands, { uses: ["expectIntoRows"] });
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
      assign(build, target, rows);
      return value;
    };
    const value = made();
    return isValueWanted ? value : undefined;
  });
}

/** Puts the numbers of one piece of memory into another of the same shape. */
function assign(build: Builder, target: Value, source: Value): void {
  if (!hasPlaces(source.type)) {
    build.clear(target);
    build.accumulate(target, source, { once: true });
    return;
  }
  const put = (from: Value, into: () => Value, set: (value: Value) => void): void => {
    if (from.type.kind === "f64") set(from);
    else if (from.type.kind === "ref" && isDifferentiable(from.type)) assign(build, into(), from);
  };
  const memory = memoryOf(source.type);
  if (memory.kind !== "record") {
    build.each(build.length(source), (index) =>
      put(
        build.load(source, index),
        () => build.load(target, index),
        (value) => build.store(target, index, value),
      ),
    );
    return;
  }
  for (const { name, type, optional, nullable } of memory.fields) {
    if (!isDifferentiable(type)) continue;
    const part = build.getField(source, name);
    const go = (): void =>
      put(
        part,
        () => slotOf(build, target, name),
        (value) => setSlot(build, target, name, value),
      );
    if (optional || nullable) doIfPresent(build, part, go);
    else go();
  }
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
