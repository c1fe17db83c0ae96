/**
 * A record with the fields of `record`, each of them what `f(value, name)` returns. The order is that of the type where it is compiled, and that
 * of the names otherwise: it does not depend on how an object was made, so that two objects of one type are gone through alike.
 */
export function mapFields<T extends object, R>(
  record: T,
  f: (value: T[keyof T], name: string) => R,
): { [K in keyof T]: R } {
  const mapped: Record<string, R> = {};
  for (const name of Object.keys(record).sort()) mapped[name] = f(record[name as keyof T], name);
  return mapped as { [K in keyof T]: R };
}
