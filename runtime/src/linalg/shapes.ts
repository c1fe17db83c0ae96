/**
 * Shapes: how vectors and matrices lie in their arrays, and errors where they do not fit. None of this has to do with
 * derivatives.
 */
import { nondifferentiable } from "cotangent";
import { lengthOf } from "../kernel-arguments.js";
import { NonFiniteError } from "../numerical-errors.js";

/** An array, or a number that says a shape, does not fit. */
export class ShapeError extends RangeError {
  override name = "ShapeError";
}

/** Where the numbers of a vector are: all of the array, one after the other, unless said otherwise. */
export interface VectorLayout {
  /** Where the first one is: 0. */
  readonly offset?: number;
  /** How far it is from one to the next: 1. */
  readonly stride?: number;
}

/** Where the entries of a matrix are: all of the array, row by row, unless said otherwise. */
export interface Layout {
  /** The array holds the transpose of the matrix, and the strides are those of what it holds: `false`. */
  readonly transposed?: boolean;
  /** Where the first entry is: 0. */
  readonly offset?: number;
  /** How far it is from one row to the next: as many as there are columns. */
  readonly rowStride?: number;
  /** How far it is from one column to the next: 1. */
  readonly columnStride?: number;
}

/** A vector of `size` numbers in an array of `length`. */
export interface VectorPlace {
  readonly length: number;
  readonly size: number;
  readonly offset: number;
  readonly stride: number;
}

/** A matrix in an array of `length`. */
export interface Place {
  readonly length: number;
  readonly rows: number;
  readonly columns: number;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** @throws ShapeError where the count of `what`, as of rows of an argument, is not a whole number that counts something */
export function expectCount(name: string, what: string, argument: string, count: number): void {
  // Messages are put together where they are thrown: on small arrays their text would take as long as the kernel.
  if (!(Number.isInteger(count) && count >= 0)) refuseCount(name, what, argument, count);
}

function refuseCount(name: string, what: string, argument: string, count: number): never {
  throw new ShapeError(`${name}: ${what}${argument} is ${count}, but has to be a whole number, 0 or more`);
}

function counted(name: string, what: string, argument: string, count: number): number {
  expectCount(name, what, argument, count);
  return count;
}

/** The place of a vector that an argument holds. */
export function vectorPlace(
  name: string,
  argument: string,
  array: Float64Array,
  size: number,
  layout?: VectorLayout,
): VectorPlace {
  return vectorIn(name, argument, lengthOf(name, argument, array, size), size, layout);
}

// What is taken for small arrays is kept small, so that engines take it into the kernel.
const vectorIn: (name: string, argument: string, length: number, size: number, layout?: VectorLayout) => VectorPlace =
  /* @__PURE__ */ nondifferentiable(
    (name: string, argument: string, length: number, size: number, layout?: VectorLayout): VectorPlace => {
      expectCount(name, "the number of entries of ", argument, size);
      return layout ? vectorBy(name, argument, length, size, layout) : wholeVector(name, argument, length, size);
    },
  );

function wholeVector(name: string, argument: string, length: number, size: number): VectorPlace {
  if (length !== size) refuseLength(name, argument, length, size);
  return { length, size, offset: 0, stride: 1 };
}

function refuseLength(name: string, argument: string, length: number, size: number): never {
  throw new ShapeError(`${name}: ${argument} has ${length} numbers, but should have ${size}`);
}

function vectorBy(name: string, argument: string, length: number, size: number, layout: VectorLayout): VectorPlace {
  if (layout.offset === undefined && layout.stride === undefined) return wholeVector(name, argument, length, size);
  const offset = counted(name, "the offset of ", argument, layout.offset ?? 0);
  const stride = counted(name, "the stride of ", argument, layout.stride ?? 1);
  const needed = size === 0 ? 0 : offset + (size - 1) * stride + 1;
  if (needed > length)
    throw new ShapeError(
      `${name}: ${argument} has ${length} numbers, but ${size} from ${offset} on at a stride of ${stride} need ${needed}`,
    );
  return { length, size, offset, stride };
}

/** The place of a matrix that an argument holds. */
export function matrixPlace(
  name: string,
  argument: string,
  array: Float64Array,
  rows: number,
  columns: number,
  layout?: Layout,
): Place {
  return matrixIn(name, argument, lengthOf(name, argument, array, rows, columns), rows, columns, layout);
}

const matrixIn: (
  name: string,
  argument: string,
  length: number,
  rows: number,
  columns: number,
  layout?: Layout,
) => Place = /* @__PURE__ */ nondifferentiable(
  (name: string, argument: string, length: number, rows: number, columns: number, layout?: Layout): Place => {
    expectCount(name, "the number of rows of ", argument, rows);
    expectCount(name, "the number of columns of ", argument, columns);
    if (layout) return matrixBy(name, argument, length, rows, columns, layout);
    if (length !== rows * columns) refuseMatrix(name, argument, length, rows, columns);
    return { length, rows, columns, offset: 0, rowStride: columns, columnStride: 1 };
  },
);

function refuseMatrix(name: string, argument: string, length: number, rows: number, columns: number): never {
  throw new ShapeError(
    `${name}: ${argument} has ${length} numbers, but a ${rows} x ${columns} matrix has ${rows * columns}`,
  );
}

function matrixBy(
  name: string,
  argument: string,
  length: number,
  rows: number,
  columns: number,
  layout: Layout,
): Place {
  const { transposed = false, offset = 0, rowStride, columnStride } = layout;
  const down = counted(name, "the row stride of ", argument, rowStride ?? (transposed ? rows : columns));
  const along = counted(name, "the column stride of ", argument, columnStride ?? 1);
  counted(name, "the offset of ", argument, offset);
  const place = {
    length,
    rows,
    columns,
    offset,
    rowStride: transposed ? along : down,
    columnStride: transposed ? down : along,
  };
  if (layout.offset === undefined && rowStride === undefined && columnStride === undefined) {
    if (length !== rows * columns) refuseMatrix(name, argument, length, rows, columns);
  } else if (rows > 0 && columns > 0) {
    const needed = offset + (rows - 1) * place.rowStride + (columns - 1) * place.columnStride + 1;
    if (needed > length)
      throw new ShapeError(
        `${name}: ${argument} has ${length} numbers, but a ${rows} x ${columns} matrix from ${offset} on, with strides of ${place.rowStride} and ${place.columnStride}, needs ${needed}`,
      );
  }
  return place;
}

/** All of an array, which is made as a result. */
export const packedVector: (size: number) => VectorPlace = /* @__PURE__ */ nondifferentiable(
  (size: number): VectorPlace => ({ length: size, size, offset: 0, stride: 1 }),
);

/** All of an array, row by row. */
export const packed: (rows: number, columns: number) => Place = /* @__PURE__ */ nondifferentiable(
  (rows: number, columns: number): Place => ({
    length: rows * columns,
    rows,
    columns,
    offset: 0,
    rowStride: columns,
    columnStride: 1,
  }),
);

/** The transpose of what is in a place. */
export const transposedPlace: (place: Place) => Place = /* @__PURE__ */ nondifferentiable(
  ({ length, rows, columns, offset, rowStride, columnStride }: Place): Place => ({
    length,
    rows: columns,
    columns: rows,
    offset,
    rowStride: columnStride,
    columnStride: rowStride,
  }),
);

/** @throws ShapeError where an array does not hold a `rows` x `columns` matrix and nothing else */
export function expectMatrix(name: string, argument: string, array: Float64Array, rows: number, columns: number): void {
  expectCount(name, "the number of rows of ", argument, rows);
  expectCount(name, "the number of columns of ", argument, columns);
  const length = lengthOf(name, argument, array, rows, columns);
  if (length !== rows * columns) refuseMatrix(name, argument, length, rows, columns);
}

/** @throws ShapeError where an array has another length */
export function expectLength(name: string, argument: string, array: Float64Array, size: number): void {
  expectCount(name, "the number of entries of ", argument, size);
  const length = lengthOf(name, argument, array, size);
  if (length !== size) refuseLength(name, argument, length, size);
}

/** @throws NonFiniteError, as algorithms that compare entries go astray by what compares with nothing */
export const expectFinite: (name: string, argument: string, a: Float64Array, columns: number) => void =
  /* @__PURE__ */ nondifferentiable((name: string, argument: string, a: Float64Array, columns: number): void => {
    for (let i = 0; i < a.length; i++)
      if (!Number.isFinite(a[i]))
        throw new NonFiniteError(
          `${name}: ${argument} has the entry ${a[i]} in row ${Math.floor(i / columns)}, column ${i % columns}`,
        );
  });
