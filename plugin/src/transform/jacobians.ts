/** Jacobians: one sweep for each block of directions, or one pullback for each number of the result (book, section 7.1). */
import { type Builder, emptyRegion } from "../ir/builder.js";
import type { Func, Value } from "../ir/ops.js";
import { hasPlaces } from "../ir/shapes.js";
import { F64, OPAQUE } from "../ir/types.js";
import type { Calculus } from "./calculus.js";
import { type Block, eachBlock } from "./directions.js";
import { expectRoom } from "./room.js";
import { eachNumber, makeRows, zerosApart } from "./rows.js";
import { countOf, Selection, sizeOf } from "./selection.js";

export interface JacobianOptions {
  readonly captures: number;
  readonly argnums: number | readonly number[];
  /** In whose name errors are, if not in that of this operator; `null` where it has been seen that there is room for the rows. */
  readonly caller?: string | null;
}

/** Directions that share a sweep: more need more registers than there are. */
const mostLanes = 4;

/** Forward or reverse mode, whichever has less to do; where the types do not tell, the call does. */
export function jacobian(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  const isForward = isByForwardMode(calculus, func, selection);
  const { caller = `jacobian(${func.source})` } = options;
  if (isForward !== undefined) return (isForward ? jacfwd : jacrev)(calculus, func, { ...options, caller });
  const params = func.body.params;
  return calculus.compose(func, recipe("jacobian", options, params), (build, args) => {
    const [value] = build.call(func, [...args]);
    const rows = sizeOf(build, value);
    const columns = selection.size(build, args);
    if (caller !== null) expectRoom(build, caller, value, selection, args);
    const [forward, reverse] = [jacfwd, jacrev].map((mode) => {
      const region = emptyRegion();
      const made = mode(calculus, func, { ...options, caller: null });
      region.yields = build.within(region, () => build.call(made, [...args]));
      return region;
    });
    return build.if(build.prim("le", columns, rows), forward, reverse, [forward.yields[0].type])[0];
  });
}

/** Whether forward mode has less to do than reverse mode; undefined where the call tells. */
export function isByForwardMode(calculus: Calculus, func: Func, selection: Selection): boolean | undefined {
  if (!canSweepOften(calculus, func, selection)) return false;
  const [inputs, outputs] = [selection.count, countOf(func.results[0])];
  if (inputs !== undefined && (inputs <= mostLanes || outputs !== undefined))
    return inputs === 1 || (outputs === undefined ? inputs <= mostLanes : inputs <= outputs);
  return outputs !== undefined && outputs <= 1 ? false : undefined;
}

/** By forward mode, where the function may run several times; otherwise as `jacrev`. */
export function jacfwd(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  if (!canSweepOften(calculus, func, selection)) return jacrev(calculus, func, options);
  const { caller = `jacfwd(${func.source})` } = options;
  return calculus.compose(func, recipe("jacfwd", options, func.body.params), (build, args) =>
    new ForwardJacobian(calculus, func, selection, build, args).make(caller),
  );
}

/** By reverse mode: the function runs once. */
export function jacrev(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  const { params } = func.body;
  const named = { caller: `jacrev(${func.source})`, ...options };
  return calculus.compose(
    func,
    recipe("jacrev", options, params),
    (build, args) => pulledBack(calculus, func, selection, build, args, named).rows,
  );
}

/** The value, and for each number of it a pullback. */
export function pulledBack(
  calculus: Calculus,
  func: Func,
  selection: Selection,
  build: Builder,
  args: readonly Value[],
  { captures, caller = null }: JacobianOptions,
): { value: Value; rows: Value } {
  const { forward, map } = calculus.vjp(func, captures, selection.mask);
  // It has been refused, which has been said.
  if (map.results[0].kind !== "ref") {
    const nothing = build.const(undefined, OPAQUE);
    return { value: nothing, rows: nothing };
  }
  const [value, tape] = build.call(forward, [...args]);
  const pulled = (cotangent: Value): Value => selection.pick(build, build.call(map, [tape, cotangent])[0]);
  if (value.type.kind === "f64") return { value, rows: pulled(build.const(1, F64)) };
  if (caller !== null) expectRoom(build, caller, value, selection, args);
  const cotangent = zerosApart(build, value);
  const rows = makeRows(build, value, selection.type, (place) => {
    place.set(build, cotangent, build.const(1, F64));
    const row = pulled(cotangent);
    place.set(build, cotangent, build.const(0, F64));
    return row;
  });
  return { value, rows };
}

function recipe(operator: string, { argnums, caller }: JacobianOptions, params: readonly Value[]) {
  return { operator, key: `${JSON.stringify(argnums)} ${caller}`, params, alike: {} };
}

/** Whether the directions are known and the function may run once for each block of them. */
export function canSweepOften(calculus: Calculus, func: Func, selection: Selection): boolean {
  return selection.types.every(hasPlaces) && calculus.isRepeatable(func);
}

export class ForwardJacobian {
  private readonly lanes: number;
  /** The tangents of parameters in memory, for each lane. */
  private readonly shadows: readonly Map<number, Value>[];

  constructor(
    private readonly calculus: Calculus,
    private readonly func: Func,
    private readonly selection: Selection,
    private readonly build: Builder,
    private readonly args: readonly Value[],
  ) {
    this.lanes = Math.min(selection.count ?? mostLanes, mostLanes);
    this.shadows = Array.from({ length: this.lanes }, () => selection.shadows(build, args));
  }

  make(caller: string | null): Value {
    const { build, selection, args, func } = this;
    if (func.results[0].kind === "f64" && selection.isNumber) return this.slope();
    const [value] = build.call(func, [...args]);
    if (caller !== null) expectRoom(build, caller, value, selection, args);
    const zeros = selection.isNumber ? undefined : (): Value => selection.zeros(build, args);
    const rows = makeRows(build, value, selection.type, zeros);
    this.fill(rows, value);
    return rows;
  }

  /** Puts all derivatives into rows that are zero. */
  fill(rows: Value, value: Value): void {
    eachBlock(this.build, this.selection, this.args, this.lanes, (block) => this.put(rows, value, block));
  }

  /** The derivative of a number by a number. */
  private slope(): Value {
    let slope = this.build.const(0, F64);
    eachBlock(this.build, this.selection, this.args, 1, (block) =>
      this.sweep(block, ([tangent]) => {
        slope = tangent ?? slope;
      }),
    );
    return slope;
  }

  /** Puts the derivatives by the directions of a block into the rows. */
  private put(rows: Value, value: Value, block: Block): void {
    const { build, selection } = this;
    this.sweep(block, (tangents) => {
      if (tangents.every((tangent) => !tangent)) return;
      eachNumber(build, value, (place) => {
        const entry = selection.isNumber ? undefined : place.get(build, rows);
        block.forEach((direction, lane) => {
          const tangent = tangents[lane];
          if (!tangent) return;
          if (entry) direction.put(build, entry, place.get(build, tangent));
          else place.set(build, rows, place.get(build, tangent));
        });
      });
    });
  }

  /**
   * Hands on the tangents of the result in the directions of a block, none where it does not depend on a parameter. They may be memory of
   * the parameters' tangents.
   */
  private sweep(block: Block, use: (tangents: readonly (Value | undefined)[]) => void): void {
    const { build, args, func } = this;
    const { callee, lanes } = this.calculus.tangents(
      func,
      block.map((direction) => func.body.params.map((_, k) => direction.isIn(k))),
    );
    this.seed(block, 1);
    const tangents = block.flatMap((direction, lane) =>
      func.body.params.flatMap((param, k) => {
        if (!lanes[lane].params[k]) return [];
        if (param.type.kind === "f64") return [build.const(direction.isIn(k) ? 1 : 0, F64)];
        return [this.shadows[lane].get(k) ?? build.zeros(args[k])];
      }),
    );
    const found = build.call(callee, [...args, ...tangents]).slice(func.results.length);
    use(lanes.map(({ results }) => (results[0] ? found.shift() : undefined)));
    this.seed(block, 0);
  }

  private seed(block: Block, tangent: number): void {
    const { build } = this;
    block.forEach((direction, lane) => direction.seed(build, this.shadows[lane], build.const(tangent, F64)));
  }
}
