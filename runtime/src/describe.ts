/** `x` as the end of "but is …" in an error message: its kind and size, never its contents. */
export function describe(x: unknown): string {
  if (x === null || x === undefined) return String(x);
  if (typeof x === "bigint") return "a bigint";
  if (typeof x !== "object") return withArticle(typeof x);
  if (Array.isArray(x)) return describeArray(x);
  const name = Object.getPrototypeOf(x)?.constructor?.name || "Object";
  if (ArrayBuffer.isView(x) && "length" in x) return `${withArticle(name)} of length ${x.length}`;
  return name === "Object" ? "a plain object" : withArticle(name);
}

function describeArray(x: readonly unknown[]): string {
  if (x.length === 0) return "an empty Array";
  const kind = elementKind(x[0]);
  const items = x.every((item) => elementKind(item) === kind) ? kind : "value";
  return `an Array of ${x.length} ${items}${x.length === 1 ? "" : "s"}`;
}

function elementKind(x: unknown): string {
  if (Array.isArray(x)) return "Array";
  if (x === null || x === undefined) return "value";
  if (typeof x !== "object") return typeof x;
  const name = Object.getPrototypeOf(x)?.constructor?.name || "Object";
  return name === "Object" ? "object" : name;
}

/** "a Float64Array", "an Int32Array". */
export function withArticle(name: string): string {
  return `${/^[aeio]|^u(?!int)/i.test(name) ? "an" : "a"} ${name}`;
}

/** The name of a member in a message: `w.x`, `w["two words"]`, `w[2]`. */
export function memberPath(owner: string, key: string | number): string {
  if (typeof key === "number") return `${owner}[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${owner}.${key}` : `${owner}[${JSON.stringify(key)}]`;
}
