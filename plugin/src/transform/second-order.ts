/** Hessians and their products, as compositions of the two modes (book, section 8.1), and second derivatives in one direction. */
import type { Builder } from "../ir/builder.js";
import type { HvpMethod } from "../ir/operator-names.js";
import { type Func, Value } from "../ir/ops.js";
import { F64, tangentType, typedArray } from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import type { Calculus, GradOptions } from "./calculus.js";
import { type Direction, eachBlock } from "./directions.js";
import { jacfwd, type JacobianOptions } from "./jacobians.js";
import { zerosApart } from "./rows.js";
import { publicTangent, Selection, zeroTangent } from "./selection.js";

/** Forward mode over the gradient. */
export function hessian(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const caller = `hessian(${func.source})`;
  return jacfwd(calculus, calculus.grad(func, gradientOf(options)), { ...options, caller });
}

function gradientOf({ captures, argnums }: JacobianOptions): GradOptions {
  return { captures, argnums, hasAux: false, value: false, into: false };
}

/** (captures, primals, tangents) -> the product of the Hessian, in the rows that `argnums` select, with the tangents. */
export function hvp(calculus: Calculus, func: Func, options: JacobianOptions, method: HvpMethod): Func {
  switch (method) {
    case "forward-over-reverse":
      return forwardOverReverse(calculus, func, options);
    case "reverse-over-reverse":
      return vhp(calculus, func, options, "hvp");
    case "reverse-over-forward":
      return ofSlope(calculus, func, options, (slope, inner) => calculus.grad(slope, gradientOf(inner)));
    case "double-directional":
      return ofSlope(calculus, func, options, (slope, inner) => jacfwd(calculus, slope, inner));
  }
}

function forwardOverReverse(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const along = calculus.jvp(calculus.grad(func, gradientOf(options)), options.captures);
  return product(calculus, func, options, ["hvp", "forward-over-reverse"], (build, args) =>
    build.getField(build.call(along, [...args])[0], "1"),
  );
}

/** The gradient of the derivative in the direction of the tangents. */
function ofSlope(
  calculus: Calculus,
  func: Func,
  options: JacobianOptions,
  derive: (slope: Func, options: JacobianOptions) => Func,
): Func {
  const { captures, argnums } = options;
  const list = argumentList(func, captures);
  const derived = derive(slope(calculus, func, captures), { captures: captures + 1, argnums });
  return product(calculus, func, options, ["hvp", derived.name], (build, args) => {
    const [primals, tangents] = args.slice(captures);
    const values = func.body.params.slice(captures).map((param, k) => list.read(build, primals, k, param.name));
    return build.call(derived, [...args.slice(0, captures), tangents, ...values])[0];
  });
}

/** (captures, tangents, parameters) -> the derivative in the direction of the tangents. */
function slope(calculus: Calculus, func: Func, captures: number): Func {
  const list = argumentList(func, captures);
  const along = calculus.jvp(func, captures);
  const tangents = new Value(tangentType(list.type), "tangents");
  const { params } = func.body;
  const signature = [...params.slice(0, captures), tangents, ...params.slice(captures)];
  return calculus.compose(
    func,
    { operator: "slope", key: "", params: signature, alike: { inserted: captures } },
    (build, args) => {
      const primals = list.write(build, args.slice(captures + 1));
      return build.getField(build.call(along, [...args.slice(0, captures), primals, args[captures]])[0], "1");
    },
  );
}

/** (captures, primals, cotangents) -> the product of the cotangents with the Hessian, by a pullback of the gradient. */
export function vhp(calculus: Calculus, func: Func, options: JacobianOptions, operator: "hvp" | "vhp" = "vhp"): Func {
  const { captures } = options;
  const list = argumentList(func, captures);
  const selection = new Selection(func, captures, options.argnums);
  const { forward, map } = calculus.vjp(gradients(calculus, func, captures), captures);
  return product(calculus, func, options, [operator, "reverse-over-reverse"], (build, args) => {
    const [primals, cotangents] = args.slice(captures);
    const values = func.body.params.slice(captures).map((param, k) => list.read(build, primals, k, param.name));
    const tape = build.call(forward, [...args.slice(0, captures), ...values])[1];
    return selection.pick(build, build.call(map, [tape, cotangents])[0]);
  });
}

/** (captures, parameters) -> the list of the derivatives by all parameters. */
function gradients(calculus: Calculus, func: Func, captures: number): Func {
  const { params } = func.body;
  return calculus.compose(func, { operator: "gradients", key: "", params, alike: {} }, (build, args) => {
    const { forward, map } = calculus.vjp(func, captures);
    const tape = build.call(forward, [...args])[1];
    return build.call(map, [tape, build.const(1, F64)])[0];
  });
}

function product(
  calculus: Calculus,
  func: Func,
  { captures, argnums }: JacobianOptions,
  [operator, way]: readonly [operator: "hvp" | "vhp", way: string],
  body: (build: Builder, args: readonly Value[]) => Value,
): Func {
  const { type } = argumentList(func, captures);
  const lists = [new Value(type, "primals"), new Value(tangentType(type), "tangents")];
  const params = [...func.body.params.slice(0, captures), ...lists];
  return calculus.compose(func, { operator, key: `${way} ${JSON.stringify(argnums)}`, params }, body);
}

/** (captures, parameters) -> the second derivative by a parameter that is a number. */
export function secondDerivative(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const { captures, argnums } = options;
  const selection = new Selection(func, captures, argnums);
  const recipe = { operator: "secondDerivative", key: JSON.stringify(argnums), params: func.body.params, alike: {} };
  return calculus.compose(func, recipe, (build, args) => {
    const curvature = new Curvature(calculus, func, selection, build, args);
    let result: Value | undefined;
    eachBlock(build, selection, args, 1, ([direction]) => {
      const { value, second } = curvature.along(direction);
      result = second ? publicTangent(build, value, second) : zeroTangent(build, value);
    });
    return result ?? build.const(0, F64);
  });
}

/** (captures, parameters) -> the trace of the Hessian: the sum of the second derivatives in the unit directions. */
export function laplacian(calculus: Calculus, func: Func, options: JacobianOptions): Func {
  const selection = new Selection(func, options.captures, options.argnums);
  const recipe = { operator: "laplacian", key: JSON.stringify(options.argnums), params: func.body.params, alike: {} };
  return calculus.compose(func, recipe, (build, args) => {
    const total = build.alloc(typedArray("Float64Array"), build.const(1), "total");
    const second = calculus.isRepeatable(func)
      ? bySweeps(new Curvature(calculus, func, selection, build, args))
      : byPullbacks(calculus, func, options, selection, build, args);
    eachBlock(build, selection, args, 1, ([direction]) => {
      const found = second(direction);
      if (!found) return;
      const index = build.const(0);
      build.store(total, index, build.prim("add", build.load(total, index), found));
    });
    return build.load(total, build.const(0));
  });
}

type SecondDerivative = (direction: Direction) => Value | undefined;

function bySweeps(curvature: Curvature): SecondDerivative {
  return (direction) => curvature.along(direction).second;
}

/** Of a function that may run only once: rows of the Hessian, of which the diagonal is read. */
function byPullbacks(
  calculus: Calculus,
  func: Func,
  options: JacobianOptions,
  selection: Selection,
  build: Builder,
  args: readonly Value[],
): SecondDerivative {
  const { forward, map } = calculus.vjp(calculus.grad(func, gradientOf(options)), options.captures, selection.mask);
  // It has been refused, which has been said.
  if (map.results[0].kind !== "ref") return () => undefined;
  const [gradient, tape] = build.call(forward, [...args]);
  const cotangent = gradient.type.kind === "ref" ? zerosApart(build, gradient) : undefined;
  return (direction) => {
    if (!cotangent) return selection.pick(build, build.call(map, [tape, build.const(1, F64)])[0]);
    direction.put(build, cotangent, build.const(1, F64));
    const row = selection.pick(build, build.call(map, [tape, cotangent])[0]);
    direction.put(build, cotangent, build.const(0, F64));
    return direction.get(build, row);
  };
}

/** Second derivatives in one direction: forward mode over forward mode, both in that direction. */
class Curvature {
  private readonly shadows: readonly Map<number, Value>[];

  constructor(
    private readonly calculus: Calculus,
    private readonly func: Func,
    selection: Selection,
    private readonly build: Builder,
    private readonly args: readonly Value[],
  ) {
    this.shadows = [0, 1].map(() => selection.shadows(build, args));
  }

  along(direction: Direction): { value: Value; second: Value | undefined } {
    const { build, args, func, shadows } = this;
    const moved = func.body.params.map((_, k) => direction.isIn(k));
    const first = this.calculus.tangents(func, [moved]);
    this.calculus.settle(first.callee);
    const second = this.calculus.tangents(first.callee, [first.callee.body.params.map((_, k) => moved[k] ?? false)]);
    for (const shadow of shadows) direction.seed(build, shadow, build.const(1, F64));
    const tangents = (lane: number, isActive: readonly boolean[]): Value[] =>
      func.body.params.flatMap((param, k) => {
        if (!isActive[k]) return [];
        if (param.type.kind === "f64") return [build.const(moved[k] ? 1 : 0, F64)];
        return [shadows[lane].get(k) ?? build.zeros(args[k])];
      });
    const [inner] = first.lanes;
    const [outer] = second.lanes;
    const results = build.call(second.callee, [...args, ...tangents(0, inner.params), ...tangents(1, outer.params)]);
    for (const shadow of shadows) direction.seed(build, shadow, build.const(0, F64));
    // The value and its tangent, then the tangents of those of the two that are active.
    const isCurved = inner.results[0] && outer.results[1];
    return { value: results[0], second: isCurved ? results[outer.results[0] ? 3 : 2] : undefined };
  }
}
