/** Loops over Maps and Sets that have no derivative, by the iterators that the language makes: what is added meanwhile comes, too. */
import type ts from "typescript-6";
import type { Value } from "../ir/ops.js";
import { BOOL, OPAQUE, type Type } from "../ir/types.js";
import { collectionNamed } from "./collection-types.js";
import { runBodies } from "./iteration.js";
import { LoopLowering } from "./loops.js";
import type { Iterable, Lowering } from "./lowering.js";
import { type FrontValue, Variable } from "./values.js";

/** Nothing for what is no Map or Set of the language. */
export function overCollection(l: Lowering, collection: Value, node: ts.Expression): Iterable | undefined {
  const type = l.checker.getTypeAtLocation(node);
  const declarations = type.symbol?.declarations ?? [];
  const isLibrary = declarations.some((each) => l.session.program.isSourceFileDefaultLibrary(each.getSourceFile()));
  const kind = isLibrary ? collectionNamed(type.symbol.name.replace("Readonly", "")) : undefined;
  if (!kind) return undefined;
  const held = l.checker.getTypeArguments(type as ts.TypeReference).map((each) => l.session.types.of(each));
  return {
    each: (lowering, { node: at, assigned = [], leaves = false }, body) => {
      const iterator = call(lowering, ["", "[Symbol.iterator]()"], collection, OPAQUE);
      const step = new Variable("step", OPAQUE);
      lowering.write(step, lowering.undefined());
      const current = (): Value => lowering.toValue(lowering.read(step), at);
      new LoopLowering(lowering, runBodies, at).lower({
        node: { assigned, leaves },
        condition: () => {
          lowering.write(step, call(lowering, ["", ".next()"], iterator, OPAQUE));
          return lowering.build.prim("not", part(lowering, ["", ".done"], current(), BOOL));
        },
        testFirst: true,
        steps: [() => body(kind === "Map" ? entry(lowering, current(), held) : element(lowering, current(), held[0]))],
        hidden: [step],
      });
      lowering.env.delete(step);
    },
  };
}

function call(l: Lowering, template: readonly string[], operand: Value, type: Type): Value {
  return l.build.extern(template, [operand], type, { effect: "writes", discreet: true });
}

function part(l: Lowering, template: readonly string[], operand: Value, type: Type): Value {
  return l.build.extern(template, [operand], type, { effect: "reads", discreet: true });
}

function element(l: Lowering, step: Value, type: Type): Value {
  return part(l, ["", ".value"], step, type);
}

function entry(l: Lowering, step: Value, held: readonly Type[]): FrontValue {
  const elements = held.map((type, index) => part(l, ["", `.value[${index}]`], step, type));
  return { kind: "tuple", elements };
}
