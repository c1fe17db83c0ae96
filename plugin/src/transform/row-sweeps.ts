/**
 * The Jacobian of a function that returns a few numbers, into memory of the caller: one forward sweep, and one reverse sweep that carries an
 * adjoint for each of the numbers.
 */
import type { AliasAnalysis } from "../analysis/aliases.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { cloneValue, substitute } from "../ir/traverse.js";
import { F64, isDifferentiable } from "../ir/types.js";
import type { RowsOptions } from "./calculus.js";
import { gradientAt } from "./gradients.js";
import { Into, insertParams, type Rows } from "./into.js";
import type { Joint, Reverse } from "./reverse.js";
import type { Selection } from "./selection.js";
import type { Unboxed } from "./unboxing.js";

/** With more rows than this the sweep would need more registers than there are. */
const mostRows = 4;

/** A function by its numbers: what it returns is made of them, unless it returns one. */
export interface Numbers {
  /** With the members of the result as results of its own. */
  readonly func: Func;
  readonly rows: Rows | undefined;
  /** For each row, which of the results it is of. */
  readonly lanes: readonly (readonly boolean[])[];
  /** What the function returns. */
  value(build: Builder, results: readonly Value[]): Value;
}

/** Nothing if the numbers in the result of a function are not known one by one. */
export function numbersOf(func: Func, unboxed: Unboxed | undefined): Numbers | undefined {
  const [result] = func.results;
  if (result.kind === "f64") return { func, rows: undefined, lanes: [[true]], value: (_, [value]) => value };
  const [box] = unboxed?.boxes ?? [];
  if (!unboxed || !box || box.members.some(({ type }) => type.kind === "ref" && isDifferentiable(type)))
    return undefined;
  const real = box.members.filter(({ type }) => type.kind === "f64");
  if (real.length === 0 || real.length > mostRows) return undefined;
  return {
    func: unboxed.func,
    rows: { result, members: real.map(({ name }) => name) },
    lanes: real.map((member) => box.members.map((each) => each === member)),
    value: (build, results) => build.literal(result, [...results], undefined, box.made),
  };
}

export interface RowSweeps {
  readonly reverse: Reverse;
  readonly aliases: AliasAnalysis;
  /** Checks that memory which the function writes to is none of another parameter's. */
  requireDistinct(build: Builder, func: Func, args: readonly Value[]): void;
}

/** Fills `made`: (captures, into, parameters) -> the value, if it is asked for. */
export function fillRowSweeps(
  { reverse, aliases, requireDistinct }: RowSweeps,
  { func, rows, lanes, value }: Numbers,
  selection: Selection,
  made: Func,
  options: RowsOptions,
): void {
  const into = new Into(func, selection.positions, options.argnums, rows, options.packs);
  const guard = emptyRegion();
  const args = func.body.params.map(cloneValue);
  into.check(new Builder(guard), args, made.source);
  const seed = ({ adjoint, forward, source }: Joint): void =>
    forward.eachLane((lane) =>
      source.body.yields.forEach((result, k) => {
        if (lanes[lane][k]) adjoint.add(result, adjoint.build.const(1, F64));
      }),
    );
  const finish = (joint: Joint): Value[] => {
    const { build } = joint.adjoint;
    into.write(joint, aliases.of(func), (position) => gradientAt(joint, position));
    const results = joint.source.body.yields.map((result) => joint.forward.primal(result));
    if (options.packs === "valueAndRows") {
      const [array, at] = into.params;
      lanes.forEach((lane, k) => {
        build.store(array, build.prim("add", at, build.const(k)), results[lane.indexOf(true)]);
      });
    }
    return options.value ? [value(build, results)] : [];
  };
  reverse.joint(func, selection.mask, made, seed, finish, lanes);
  made.results = made.body.yields.map(({ type }) => type);
  const { params } = made.body;
  requireDistinct(new Builder(guard), func, params);
  made.body.ops.unshift(...guard.ops);
  into.replaceShadows(made.body);
  substitute(made.body, new Map(args.map((arg, k) => [arg, params[k]])));
  insertParams(made, options.captures, into.params);
}
