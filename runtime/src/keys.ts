/** A key that every object has without being given it: as a key of data it would be found where nobody put it. */
export function expectOwnKey(key: PropertyKey): void {
  if (key in Object.prototype) throw new TypeError(`${String(key)} is a property of all objects`);
}

/** What `for (const key in object)` goes over. */
export function keysIn(object: object | null | undefined): string[] {
  const keys: string[] = [];
  for (const key in object) keys.push(key);
  return keys;
}
