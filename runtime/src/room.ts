/**
 * Matrices that no memory could hold. An engine that runs out of memory ends, without an exception that anyone could catch, so sizes are
 * compared before anything is made.
 */

interface Host {
  readonly process?: {
    getBuiltinModule?(name: "os"): { totalmem(): number };
    getBuiltinModule?(name: "v8"): { getHeapStatistics(): { heap_size_limit: number } };
    constrainedMemory?(): number | undefined;
  };
}

interface Limits {
  /** Of all memory. */
  readonly total: number;
  /** Of what is no typed array. */
  readonly heap: number;
}

/** More than any page of a browser is given: there, what does not fit below that is an exception of the engine. */
const mostElsewhere = 2 ** 36;
/** Fewer numbers are not asked about. */
const fewest = 2 ** 24;
/** What a row takes at least, beside its numbers. */
const bytesOfRow = 24;

let limits: Limits | undefined;

function findLimits(): Limits {
  const { process } = globalThis as Host;
  const total = process?.getBuiltinModule?.("os").totalmem() ?? mostElsewhere;
  const constrained = process?.constrainedMemory?.() || total;
  const heap = process?.getBuiltinModule?.("v8").getHeapStatistics().heap_size_limit ?? mostElsewhere;
  return { total: Math.min(total, constrained), heap };
}

/**
 * Throws where there can be no memory for the rows of a matrix. `typed` and `others`: how many numbers of a row are in typed arrays, and how
 * many are not.
 * @throws RangeError, in the name of `caller`
 */
export function expectRoom(caller: string, rows: number, typed: number, others: number): void {
  const columns = typed + others;
  if (rows * Math.max(columns, 1) <= fewest) return;
  limits ??= findLimits();
  const inHeap = rows * (bytesOfRow + 8 * others);
  const needed = 8 * rows * columns;
  const isTooMuch = needed > limits.total;
  if (!isTooMuch && inHeap <= limits.heap) return;
  const [takes, limit] = isTooMuch ? [needed, limits.total] : [inHeap, limits.heap];
  const where = isTooMuch ? "this machine has" : "the heap of the engine may have";
  throw new RangeError(
    `${caller}: a matrix of ${rows} x ${columns} numbers takes at least ${size(takes)}, and ${where} ${size(limit)}; ${advice(caller)}`,
  );
}

function advice(caller: string): string {
  if (caller.startsWith("hessian"))
    return "use sparseHessian if most entries are zero, or products with the Hessian by hvp";
  if (/^\w*[jJ]ac/.test(caller))
    return "use sparseJacobian if most entries are zero, or products with the Jacobian by jvp, vjp and linearize";
  return 'use a method that needs only products with the matrix: "gmres", "bicgstab", or "cg" where it is symmetric';
}

function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  const k = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${(bytes / 1024 ** k).toFixed(1)} ${units[k]}`;
}
