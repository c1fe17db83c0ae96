/** What random numbers are a function of. The same key gives the same numbers; independent numbers take keys that were split. */
export interface Key {
  readonly high: number;
  readonly low: number;
}
