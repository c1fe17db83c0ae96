/** Jacobians in memory of the caller. */
import type { Builder } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { hasPlaces } from "../ir/shapes.js";
import { F64, isDifferentiable, memoryOf, typedArray } from "../ir/types.js";
import type { Calculus, RowsOptions } from "./calculus.js";
import { moduleMemory } from "./distinct.js";
import { apartFrom, listOf } from "./into.js";
import {
  canSweepOften,
  ForwardJacobian,
  isByForwardMode,
  jacobian,
  type JacobianOptions,
  pulledBack,
} from "./jacobians.js";
import { eachNumber, rowsType } from "./rows.js";
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
    const name = `${operator}(${func.source})`;
    const caller = JSON.stringify(name);
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
      const { value, rows } = valueAndRows(calculus, func, selection, build, args, { ...options, caller: name });
      expectLike(rows);
      assign(build, target, rows);
      return value;
    };
    const value = made();
    return isValueWanted ? value : undefined;
  });
}

/** (captures, an array, a place in it, parameters) -> the value. The numbers of the Jacobian are put there one after the other. */
export function packedJacobianInto(calculus: Calculus, func: Func, options: RowsOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  const rows = calculus.rowsInto(func, options);
  if (rows) return rows;
  const { captures, argnums } = options;
  const { params } = func.body;
  const [array, place] = [new Value(typedArray("Float64Array"), "values"), new Value(F64, "at")];
  const signature = [...params.slice(0, captures), array, place, ...params.slice(captures)];
  const operator = "packedJacobianInto";
  const alike = { inserted: captures, count: 2 };
  const recipe = { operator, key: JSON.stringify(argnums), params: signature, alike };
  return calculus.compose(func, recipe, (build, given) => {
    const name = `${operator}(${func.source})`;
    const caller = JSON.stringify(name);
    const [values, at] = given.slice(captures, captures + 2);
    const args = [...given.slice(0, captures), ...given.slice(captures + 2)];
    const globals = moduleMemory(func).map(({ binding, type }) => build.global(binding, type));
    for (const other of [...args, ...globals]) apartFrom(build, caller, values, other);
    const made = valueAndRows(calculus, func, selection, build, args, { ...options, caller: name });
    const expectPacked = (count: Value): void => {
      const gaps = [`expectPacked(${caller}, `, ", ", ", ", ")"];
      build.externStatement(gaps, [values, at, count], { uses: ["expectPacked"] });
    };
    expectPacked(build.const(0));
    // Where the next number comes.
    const next = build.alloc(typedArray("Float64Array"), build.const(1), "next");
    const first = build.const(0);
    build.store(next, first, at);
    const put = (value: Value): void => {
      const index = build.load(next, first);
      build.store(values, index, value);
      build.store(next, first, build.prim("add", index, build.const(1)));
    };
    eachNumber(build, made.value, (row) => {
      const entry = row.get(build, made.rows);
      selection.arguments(build, args).forEach((arg, k) => {
        const part = selection.part(build, entry, k);
        const go = (): void =>
          arg.value.type.kind === "f64"
            ? put(part)
            : eachNumber(build, arg.value, (number) => put(number.get(build, part)));
        if (arg.mayLack) doIfPresent(build, arg.value, go);
        else go();
      });
    });
    // What may be missing is counted as it is there. Nothing is written behind the end of a typed array.
    expectPacked(build.prim("sub", build.load(next, first), at));
    return made.value;
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
  options: JacobianOptions,
): { value: Value; rows: Value } {
  if (!canSweepOften(calculus, func, selection)) return pulledBack(calculus, func, selection, build, args, options);
  const [value] = build.call(func, [...args]);
  const [rows] = build.call(jacobian(calculus, func, options), [...args]);
  return { value, rows };
}
