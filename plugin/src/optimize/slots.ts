/** Places in an array, each for one value at a time. */
export class Slots {
  private made = 0;
  private vacant: number[] = [];
  private taken: { readonly slot: number; readonly until: number }[] = [];

  /** How many places the array has to have. */
  get count(): number {
    return this.made;
  }

  /** What has been taken so far stays taken. */
  start(): void {
    this.vacant = [];
    this.taken = [];
  }

  /** A place that is free after step `until`. */
  take(until: number): number {
    const slot = this.vacant.shift() ?? this.made++;
    this.taken.push({ slot, until });
    return slot;
  }

  /** Step `now` begins. */
  advance(now: number): void {
    const over = this.taken.filter(({ until }) => until < now).map(({ slot }) => slot);
    if (over.length === 0) return;
    this.taken = this.taken.filter(({ until }) => until >= now);
    this.vacant = [...this.vacant, ...over].sort((a, b) => a - b);
  }
}
