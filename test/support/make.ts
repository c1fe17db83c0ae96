import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, type Region, Value } from "../../plugin/src/ir/ops.js";
import type { Type } from "../../plugin/src/ir/types.js";

/** A function with parameters of these types (named in `names`) whose body is what `make` builds and yields. */
export function makeFunc(
  types: readonly Type[],
  make: (build: Builder, params: Value[]) => Value[] | undefined,
  options: { name?: string; names?: readonly string[]; file?: string } = {},
): Func {
  const { name = "f", names = [], file = "test.ts" } = options;
  const params = types.map((type, index) => new Value(type, names[index]));
  const build = new Builder(emptyRegion(params));
  const yields = make(build, params) ?? [];
  build.region.yields = yields;
  return { name, body: build.region, results: yields.map((value) => value.type), file, source: name };
}

/** A region with parameters of these types whose operations and yields are what `make` builds. */
export function makeRegion(build: Builder, types: readonly Type[], make: (...params: Value[]) => Value[]): Region {
  const region = emptyRegion(types.map((type) => new Value(type)));
  region.yields = build.within(region, () => make(...region.params));
  return region;
}
