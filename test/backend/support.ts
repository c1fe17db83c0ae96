import * as runtime from "cotangent/runtime";
import { type EmitOptions, emitFunctions } from "../../plugin/src/backend/index.js";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, type Region, Value } from "../../plugin/src/ir/ops.js";
import { reachable } from "../../plugin/src/ir/traverse.js";
import type { Type } from "../../plugin/src/ir/types.js";

export type Signature = Record<string, Type>;

/** A function whose body `make` builds and whose results are the values that it returns. */
export function func(
  name: string,
  params: Signature,
  make: (build: Builder, ...params: Value[]) => Value | Value[],
  more: Partial<Func> = {},
): Func {
  const values = Object.entries(params).map(([key, type]) => new Value(type, key));
  const build = new Builder(emptyRegion(values));
  const made = make(build, ...values);
  const yields = Array.isArray(made) ? made : [made];
  build.region.yields = yields;
  const results = yields.map((value) => value.type);
  return { name, body: build.region, results, file: "test.ts", source: name, ...more };
}

/** A region that `make` fills; it returns the yields. */
export function region(build: Builder, params: Value[], make: (...params: Value[]) => Value[]): Region {
  const made = emptyRegion(params);
  build.within(made, () => {
    made.yields = make(...params);
  });
  return made;
}

export function branch(
  build: Builder,
  condition: Value,
  then: () => Value[],
  otherwise: () => Value[],
  types: Type[],
  names: (string | undefined)[] = [],
): Value[] {
  return build.if(condition, region(build, [], then), region(build, [], otherwise), types, names);
}

export function options(more: Partial<EmitOptions> = {}): EmitOptions {
  return { file: "test.ts", language: "js", reserved: new Set(), source: () => undefined, ...more };
}

export function emit(func: Func, more: Partial<EmitOptions> = {}): string {
  return emitFunctions([func], options(more)).text;
}

/** The function as JavaScript would run it, with everything that it calls. */
export function compile(func: Func, globals: Record<string, unknown> = {}): (...args: unknown[]) => unknown {
  const { text } = emitFunctions(reachable([func]), options());
  const scope = { ...runtime, ...globals };
  const source = `"use strict";\n${text.replace(/^export /gm, "")}\nreturn ${func.name};`;
  return new Function(...Object.keys(scope), source)(...Object.values(scope));
}
