/** Forward and reverse mode of anything that computes on the oracle's values. */
import { adjoints, Dual, dropTape, leaf, type Node, newTag, newTape, primalOf, type Real, tangentOf } from "./reals.js";
import { ArrayValue, Builtin, mapReals, realsOf, type Value } from "./values.js";

/** From the arguments to the reals of the value. */
export type Program = (args: readonly Value[]) => readonly Real[];

export function pushforward(program: Program, args: readonly Value[], tangents: readonly Real[]): Real[] {
  const tag = newTag();
  let next = 0;
  const duals = args.map((arg) => mapReals(arg, (real) => new Dual(tag, real, tangents[next++])));
  return program(duals).map((real) => tangentOf(tag, real));
}

export function pullback(program: Program, args: readonly Value[], cotangents: readonly Real[]): Real[] {
  const tag = newTape();
  const leaves: Node[] = [];
  const nodes = args.map((arg) =>
    mapReals(arg, (real) => {
      const node = leaf(tag, real);
      leaves.push(node);
      return node;
    }),
  );
  const values = program(nodes);
  const found = adjoints(
    tag,
    values.map((value, index) => [value, cotangents[index]] as const),
    leaves,
  );
  dropTape(tag);
  return found.map((real) => primalOf(tag, real));
}

/** What `grad` and its like are in a program; `call` runs its functions. */
export function operators(call: (f: Value, args: readonly Value[]) => Value): [name: string, operator: Builtin][] {
  const programOf =
    (f: Value): Program =>
    (args) =>
      realsOf(call(f, args));
  const gradient = (f: Value, args: readonly Value[]): Value => {
    const found = pullback(programOf(f), args, [1]);
    let next = 0;
    return mapReals(args[0], () => found[next++]);
  };
  const tuple = (...items: Value[]): Value => new ArrayValue("Array", items);
  const items = (value: Value): Value[] => (value as ArrayValue).items;
  const of = (derive: (f: Value, args: readonly Value[]) => Value): Builtin =>
    new Builtin(([f]) => new Builtin((args) => derive(f, args)));
  return [
    ["checkpoint", new Builtin(([f]) => f)],
    ["grad", of(gradient)],
    ["valueAndGrad", of((f, args) => tuple(call(f, args), gradient(f, args)))],
    [
      "jvp",
      of((f, [primals, tangents]) => {
        const along = pushforward(programOf(f), items(primals), items(tangents).flatMap(realsOf));
        return tuple(call(f, items(primals)), along[0]);
      }),
    ],
  ];
}
