/** One way of writing a workload. */
export interface Version {
  readonly primal?: () => unknown;
  /** The value and its gradient, in memory of their own. */
  readonly gradient: () => unknown;
  /** The same into the caller's memory. */
  readonly gradientInto?: () => unknown;
  /** The numbers of that memory. */
  readonly numbersInto?: () => ArrayLike<number>;
  /** The numbers of a gradient, in the order of `arrays`. */
  readonly numbers: (result: unknown) => ArrayLike<number>;
}

/** A workload: as a loop over arrays, and where there is one with objects and closures and as an expert's code. */
export interface Versions {
  readonly arrays: Version;
  readonly objects?: Version;
  readonly expert?: Version;
}

export interface Program {
  readonly name: string;
  readonly make: () => Versions;
  /** Seconds that each version runs before it is measured, where that is longer than usual: engines take their time for long code. */
  readonly warmUp?: number;
}

/** All numbers of a tree, in order. */
export function leaves(tree: unknown): number[] {
  if (typeof tree === "number") return [tree];
  if (ArrayBuffer.isView(tree)) return [...(tree as Float64Array)];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.values(tree).flatMap(leaves);
}

/** A version whose gradient lists the same numbers in the same order. */
export function version<R>(
  primal: () => unknown,
  gradient: () => readonly [number, R],
  numbers: (gradient: R) => ArrayLike<number> = leaves,
): Version {
  return { primal, gradient, numbers: (result) => numbers((result as readonly [number, R])[1]) };
}

/** The same version, with the gradient into memory of its shape. */
export function withInto<M>(given: Version, memory: M, into: (memory: M) => unknown): Version {
  return { ...given, gradientInto: () => into(memory), numbersInto: () => given.numbers([0, memory]) };
}

/** Code by hand that writes into memory: the gradient with memory of its own, and with that of the caller. */
export function byHand(into: (gradient: Float64Array) => number, size: number): Version {
  const own = new Float64Array(size);
  return {
    gradient: () => {
      const gradient = new Float64Array(size);
      return [into(gradient), gradient];
    },
    gradientInto: () => into(own),
    numbersInto: () => own,
    numbers: (result) => (result as readonly [number, Float64Array])[1],
  };
}
