/** `Math.max(...xs)` and its like: loops over the array. */
import type ts from "typescript-6";
import { emptyRegion } from "../ir/builder.js";
import { Value } from "../ir/ops.js";
import { F64, INT } from "../ir/types.js";
import type { Lowering } from "./lowering.js";
import { numeric } from "./operations.js";

const EXTREMA = { max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY } as const;

/** Nothing for a function that takes no list, or for what is no array. */
export function spreadMath(l: Lowering, method: string, array: Value, node: ts.Node): Value | undefined {
  if (array.type.kind !== "ref" || array.type.memory.kind !== "array") return undefined;
  if (method === "hypot") return spreadHypot(l, array, node);
  if (method !== "max" && method !== "min") return undefined;
  return fold(l, array, node, EXTREMA[method], (sofar, element) => l.build.prim(method, sofar, element));
}

function fold(
  l: Lowering,
  array: Value,
  node: ts.Node,
  first: number,
  step: (sofar: Value, element: Value) => Value,
): Value {
  const index = new Value(INT, "i");
  const carried = new Value(F64);
  const body = emptyRegion([index, carried]);
  l.build.within(body, () => {
    body.yields = [step(carried, numeric(l, l.build.load(array, index), node))];
  });
  const range = { start: l.constant(0), end: l.build.length(array), step: 1, inclusive: false };
  return l.build.for(range, [l.constant(first, F64)], body)[0];
}

/**
 * The value is that of the engine, which a loop would not round to; the derivative is that of the scaled root of the sum
 * of squares, 0 at the origin.
 */
function spreadHypot(l: Lowering, array: Value, node: ts.Node): Value {
  const { build } = l;
  const exact = detached(l, () => build.extern(["Math.hypot(...", ")"], [array], F64, { effect: "reads" }));
  const greatest = fold(l, array, node, 0, (sofar, element) => build.prim("max", sofar, build.prim("abs", element)));
  const scale = detached(l, () => greatest);
  const isOrdinary = build.select(
    build.prim("isFinite", exact),
    build.prim("gt", scale, l.constant(0)),
    l.constant(false),
  );
  const [ordinary, other] = [emptyRegion(), emptyRegion()];
  build.within(ordinary, () => {
    const sum = fold(l, array, node, 0, (sofar, element) => {
      const ratio = build.prim("div", element, scale);
      return build.prim("add", sofar, build.prim("mul", ratio, ratio));
    });
    const root = build.prim("mul", scale, build.prim("sqrt", sum));
    const correction = detached(l, () => build.prim("sub", exact, root));
    ordinary.yields = [build.prim("add", root, correction)];
  });
  other.yields = [exact];
  return build.if(isOrdinary, ordinary, other, [F64])[0];
}

/** A part of a rule that has no derivative: it has no place in the source, where it would count as a zero by convention. */
function detached({ build }: Lowering, make: () => Value): Value {
  const { span } = build;
  build.span = undefined;
  const value = build.prim("stopGradient", make());
  build.span = span;
  return value;
}
