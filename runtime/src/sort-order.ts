/**
 * Where the elements of a sorted array stand before: `order[k]` is the index of what `sort` puts at place `k`. Stable,
 * as `sort` is; what is undefined comes last, and behind it what was never assigned.
 */
export function sortOrder<A extends ArrayLike<unknown>>(
  elements: A,
  compare: (a: A[number], b: A[number]) => number = ArrayBuffer.isView(elements) ? byValue : byText,
): Int32Array {
  const defined: number[] = [];
  const missing: number[] = [];
  const holes: number[] = [];
  for (let i = 0; i < elements.length; i++)
    (elements[i] !== undefined ? defined : i in elements ? missing : holes).push(i);
  defined.sort((i, j) => compare(elements[i], elements[j]));
  return Int32Array.from(defined.concat(missing, holes));
}

/** Typed arrays: -0 before 0, and what is not a number last. */
function byValue(first: unknown, second: unknown): number {
  const [a, b] = [Number(first), Number(second)];
  if (a === b) return a === 0 ? Number(Object.is(b, -0)) - Number(Object.is(a, -0)) : 0;
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return a < b || Number.isNaN(b) ? -1 : 1;
}

function byText(first: unknown, second: unknown): number {
  const [a, b] = [String(first), String(second)];
  return a < b ? -1 : a > b ? 1 : 0;
}
