import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, type Region, Value } from "../../plugin/src/ir/ops.js";
import { cloneValue } from "../../plugin/src/ir/traverse.js";
import { F64 } from "../../plugin/src/ir/types.js";
import { getRule } from "../../plugin/src/rules/table.js";

/**
 * The derivative of a scalar function of constants, primitives and `if`s in one of its parameters: just enough forward
 * mode to differentiate the table's own partial derivatives, as often as wanted.
 */
export function tangentFunc(func: Func, wrt: number): Func {
  const params = func.body.params.map(cloneValue);
  const values = new Map(func.body.params.map((param, index) => [param, params[index]]));
  const tangents = new Map<Value, Value>();
  const constants = new Map<Value, number>();
  const build = new Builder(emptyRegion(params));
  tangents.set(func.body.params[wrt], build.const(1, F64));
  const old = (value: Value): Value => values.get(value) ?? value;

  const walk = (region: Region): void => {
    for (const op of region.ops) {
      if (op.kind === "const") {
        const value = build.const(op.value, op.results[0].type);
        values.set(op.results[0], value);
        if (typeof op.value === "number") constants.set(value, op.value);
      } else if (op.kind === "prim") {
        const args = op.operands.map(old);
        const y = build.prim(op.name, ...args);
        values.set(op.results[0], y);
        op.operands.forEach((operand, i) => {
          const t = tangents.get(operand);
          const term = t && getRule(op.name).partial?.({ build, i, t, args, y, constant: (v) => constants.get(v) });
          if (!term) return;
          const sum = tangents.get(op.results[0]);
          tangents.set(op.results[0], sum ? build.prim("add", sum, term) : term);
        });
      } else if (op.kind === "if") {
        const arms = op.regions.map((arm) => {
          const region = emptyRegion();
          build.within(region, () => {
            walk(arm);
            const dots = arm.yields.map((value) => tangents.get(value) ?? build.const(0, F64));
            region.yields = [...arm.yields.map(old), ...dots];
          });
          return region;
        });
        const types = [...op.results.map((result) => result.type), ...op.results.map(() => F64)];
        const results = build.if(old(op.operands[0]), arms[0], arms[1], types);
        op.results.forEach((result, index) => {
          values.set(result, results[index]);
          if (result.type.kind === "f64") tangents.set(result, results[op.results.length + index]);
        });
      } else {
        throw new Error(`${op.kind} is not part of a partial derivative`);
      }
    }
  };
  walk(func.body);
  build.region.yields = func.body.yields.map((value) => tangents.get(value) ?? build.const(0, F64));
  return { ...func, name: `${func.name}_t`, body: build.region };
}

/** A function of `arity` reals whose body is `make`. */
export function scalarFunc(name: string, arity: number, make: (build: Builder, args: Value[]) => Value): Func {
  const params = Array.from({ length: arity }, (_, index) => new Value(F64, `x${index}`));
  const build = new Builder(emptyRegion(params));
  build.region.yields = [make(build, params)];
  return { name, body: build.region, results: [F64], file: "test.ts", source: name };
}
