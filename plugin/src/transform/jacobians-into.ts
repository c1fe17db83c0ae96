/** Jacobians in memory of the caller. */
import type { Builder } from "../ir/builder.js";
import { type Func, Value } from "../ir/ops.js";
import { doUnlessMissing } from "../ir/presence.js";
import { hasPlaces } from "../ir/shapes.js";
import { isDifferentiable, isOptional, memoryOf, typedArray } from "../ir/types.js";
import { type Calculus, type RowsOptions, rowsOperator } from "./calculus.js";
import { moduleMemory } from "./distinct.js";
import { apartFrom, expectPacked, listOf, packedParams } from "./into.js";
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
  const operator = rowsOperator(options);
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

/**
 * (captures, an array, a place in it, parameters) -> the value, unless that is put into an array in front of this one. The numbers are put there
 * one after the other.
 */
export function packedJacobianInto(calculus: Calculus, func: Func, options: RowsOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  const rows = calculus.rowsInto(func, options);
  if (rows) return rows;
  const { captures, argnums } = options;
  const { params } = func.body;
  const memory = packedParams(options.packs ?? "rows");
  const signature = [...params.slice(0, captures), ...memory, ...params.slice(captures)];
  const operator = rowsOperator(options);
  const alike = { inserted: captures, count: memory.length };
  const recipe = { operator, key: JSON.stringify(argnums), params: signature, alike };
  return calculus.compose(func, recipe, (build, given) => {
    const name = `${operator}(${func.source})`;
    const caller = JSON.stringify(name);
    const targets = given.slice(captures, captures + memory.length);
    const rows = targets.slice(-2);
    const args = [...given.slice(0, captures), ...given.slice(captures + memory.length)];
    const others = [...args, ...moduleMemory(func).map(({ binding, type }) => build.global(binding, type))];
    // How many numbers there are is known when they have been made.
    expectPacked(build, caller, rows, build.const(0), others);
    if (targets.length > 2) expectPacked(build, caller, targets, build.const(0), [...others, rows[0]]);
    const made = valueAndRows(calculus, func, selection, build, args, { ...options, caller: name });
    pack(build, caller, rows, (put) =>
      eachNumber(build, made.value, (row) => {
        const entry = row.get(build, made.rows);
        selection.arguments(build, args).forEach((arg, k) => {
          const part = selection.part(build, entry, k);
          const go = (): void =>
            arg.value.type.kind === "f64"
              ? put(part)
              : eachNumber(build, arg.value, (number) => put(number.get(build, part)));
          doUnlessMissing(build, arg.mayLack, arg.value, go);
        });
      }),
    );
    if (targets.length === 2) return made.value;
    pack(build, caller, targets, (put) =>
      eachNumber(build, made.value, (number) => put(number.get(build, made.value))),
    );
    return undefined;
  });
}

/** Puts numbers one after the other into an array, from some place on. */
function pack(
  build: Builder,
  caller: string,
  [array, at]: readonly Value[],
  each: (put: (number: Value) => void) => void,
): void {
  // Where the next number comes.
  const next = build.alloc(typedArray("Float64Array"), build.const(1), "next");
  const first = build.const(0);
  build.store(next, first, at);
  each((number) => {
    const index = build.load(next, first);
    build.store(array, index, number);
    build.store(next, first, build.prim("add", index, build.const(1)));
  });
  // What may be missing is counted as it is there. Nothing is written behind the end of a typed array.
  expectPacked(build, caller, [array, at], build.prim("sub", build.load(next, first), at));
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
    build.each(build.length(source), (index) => {
      const part = build.load(source, index);
      const go = (): void =>
        put(
          part,
          () => build.load(target, index),
          (value) => build.store(target, index, value),
        );
      doUnlessMissing(build, isOptional(memory), part, go);
    });
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
    doUnlessMissing(build, optional === true || nullable === true, part, go);
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
