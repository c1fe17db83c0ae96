/**
 * Stacks that carry residuals from the forward to the reverse sweep, one class per kind of value so that each stays
 * monomorphic. They start empty because each activation of a recursive function has its own, and grow by doubling. Popping an
 * empty stack means that the sweeps disagree; it throws rather than feed a wrong number to the derivative.
 */

/** What V8 still keeps in its own heap: a buffer outside costs ten times as much. */
const initialBytes = 64;

function widerLength({ length, BYTES_PER_ELEMENT }: Float64Array | Int32Array | Uint8Array): number {
  return length === 0 ? initialBytes / BYTES_PER_ELEMENT : 2 * length;
}

const noNumbers = new Float64Array();
const noIntegers = new Int32Array();
const noBits = new Uint8Array();

function unbalanced(): never {
  throw new Error("a residual stack is empty: the reverse sweep does not match the forward sweep");
}

/**
 * The buffer of a stack that is used again. The element in its middle tells whether more than half of it was in use since the last
 * time; if not, half of it will do, so that a large buffer does not outlive its use for long.
 */
function relieved<B extends Float64Array | Int32Array | Uint8Array>(buffer: B, mark: number): B {
  const half = buffer.length / 2;
  if (buffer.byteLength <= initialBytes) return buffer;
  if (Object.is(buffer[half], mark)) return buffer.slice(0, half) as B;
  buffer[half] = mark;
  return buffer;
}

/** Reals, and integers that may leave the range of int32. */
export class F64Stack {
  private buffer = noNumbers;
  private top = 0;

  get length(): number {
    return this.top;
  }

  push(v: number): void {
    if (this.top === this.buffer.length) this.grow();
    this.buffer[this.top++] = v;
  }

  pop(): number {
    if (this.top === 0) unbalanced();
    return this.buffer[--this.top];
  }

  /** A stack of its own with the same content: what a pullback that may be called again pops. */
  copy(): F64Stack {
    const other = new F64Stack();
    other.buffer = this.buffer.slice();
    other.top = this.top;
    return other;
  }

  /** As many zeros. */
  zeros(): F64Stack {
    const other = new F64Stack();
    other.buffer = new Float64Array(this.buffer.length);
    other.top = this.top;
    return other;
  }

  /** Adds the values of `other` to those at the same height, a missing one counting as zero; or puts another `sum` in their place. */
  add(other: F64Stack, sum?: (a: number, b: number) => number): void {
    while (this.top < other.top) this.push(0);
    if (sum) for (let i = 0; i < other.top; i++) this.buffer[i] = sum(this.buffer[i], other.buffer[i]);
    else for (let i = 0; i < other.top; i++) this.buffer[i] += other.buffer[i];
  }

  clear(): void {
    this.top = 0;
  }

  /** Itself, without content, for another call. */
  emptied(): this {
    this.top = 0;
    this.buffer = relieved(this.buffer, Number.NaN);
    return this;
  }

  private grow(): void {
    const wider = new Float64Array(widerLength(this.buffer));
    wider.set(this.buffer);
    this.buffer = wider;
  }
}

/** Integers in the range of int32: trip counts, indices. Anything else is a RangeError, never truncated. */
export class I32Stack {
  private buffer = noIntegers;
  private top = 0;

  get length(): number {
    return this.top;
  }

  push(v: number): void {
    if ((v | 0) !== v) throw new RangeError(`${v} is not a 32-bit integer`);
    if (this.top === this.buffer.length) this.grow();
    this.buffer[this.top++] = v;
  }

  pop(): number {
    if (this.top === 0) unbalanced();
    return this.buffer[--this.top];
  }

  /** A stack of its own with the same content: what a pullback that may be called again pops. */
  copy(): I32Stack {
    const other = new I32Stack();
    other.buffer = this.buffer.slice();
    other.top = this.top;
    return other;
  }

  /** Itself, without content, for another call. */
  emptied(): this {
    this.top = 0;
    this.buffer = relieved(this.buffer, -(2 ** 31));
    return this;
  }

  private grow(): void {
    const wider = new Int32Array(widerLength(this.buffer));
    wider.set(this.buffer);
    this.buffer = wider;
  }
}

/** Booleans: branch decisions. */
export class U8Stack {
  private buffer = noBits;
  private top = 0;

  get length(): number {
    return this.top;
  }

  push(v: boolean): void {
    if (this.top === this.buffer.length) this.grow();
    this.buffer[this.top++] = v ? 1 : 0;
  }

  pop(): boolean {
    if (this.top === 0) unbalanced();
    return this.buffer[--this.top] === 1;
  }

  /** A stack of its own with the same content: what a pullback that may be called again pops. */
  copy(): U8Stack {
    const other = new U8Stack();
    other.buffer = this.buffer.slice();
    other.top = this.top;
    return other;
  }

  /** Itself, without content, for another call. */
  emptied(): this {
    this.top = 0;
    this.buffer = relieved(this.buffer, 255);
    return this;
  }

  private grow(): void {
    const wider = new Uint8Array(widerLength(this.buffer));
    wider.set(this.buffer);
    this.buffer = wider;
  }
}

/** References: arrays, records and their shadows, and whatever is carried along without a derivative. */
export class RefStack<T = unknown> {
  private items: T[] = [];

  get length(): number {
    return this.items.length;
  }

  push(v: T): void {
    this.items.push(v);
  }

  pop(): T {
    if (this.items.length === 0) unbalanced();
    return this.items.pop() as T;
  }

  copy(): RefStack<T> {
    return this.map((item) => item);
  }

  /** Itself, without content, for another call. */
  emptied(): this {
    this.items.length = 0;
    return this;
  }

  map<U>(of: (item: T) => U): RefStack<U> {
    const other = new RefStack<U>();
    other.items = this.items.map(of);
    return other;
  }
}
