/** The order in which references come about: what is made later than another one was there is something else. */
import type { Region, Value } from "../ir/ops.js";

export class Births {
  /** Each with the region that it belongs to. */
  private readonly births = new Map<Value, { readonly order: number; readonly region: Region }>();
  /** Where regions end in that order. */
  private readonly ends = new Map<Region, number>();

  constructor(body: Region) {
    this.visit(body);
  }

  /** Whether memory is always made after a reference was there, which leads to something else then. */
  isMadeAfter(made: Value, ref: Value): boolean {
    const [earlier, later] = [this.births.get(ref), this.births.get(made)];
    if (!earlier || !later) return false;
    return earlier.order < later.order && later.order < this.ends.get(earlier.region)!;
  }

  private visit(region: Region): void {
    this.bear(region.params, region);
    for (const op of region.ops) {
      for (const inner of op.regions) this.visit(inner);
      this.bear(op.results, region);
    }
    this.ends.set(region, this.births.size);
  }

  private bear(values: readonly Value[], region: Region): void {
    for (const value of values)
      if (value.type.kind === "ref") this.births.set(value, { order: this.births.size, region });
  }
}
