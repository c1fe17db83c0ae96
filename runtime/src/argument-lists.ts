type Drop<L extends readonly unknown[], N extends number, Dropped extends 0[] = []> = Dropped["length"] extends N
  ? L
  : L extends readonly [unknown?, ...infer Rest]
    ? Drop<Rest, N, [...Dropped, 0]>
    : never;

/** The arguments that a rest parameter gets of a list of all, `start` parameters being in front of it. */
export function argumentsFrom<L extends readonly unknown[], const N extends number>(list: L, start: N): Drop<L, N> {
  return list.slice(start) as unknown as Drop<L, N>;
}
