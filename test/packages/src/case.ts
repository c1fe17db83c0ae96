/** A function of a published package, as a function of numbers. */
export interface Case {
  /** The package, and what of it is called. */
  readonly name: string;
  readonly at: readonly number[];
  value(...args: number[]): number;
  gradient(...args: number[]): readonly number[];
}
