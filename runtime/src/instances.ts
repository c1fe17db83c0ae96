/** An object of a class as its constructor leaves it, without running the constructor. */
export function makeInstance<T extends object>(of: { readonly prototype: T }, fields: object): T {
  return Object.assign(Object.create(of.prototype), fields);
}
