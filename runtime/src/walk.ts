/** What functions that know the type of some memory walk through it with, and make its zero shadow. */
import { cloneShadow, fromTangent, zerosLike } from "./shadow.js";
import type { Tangent } from "./types.js";

/** So few objects are compared one by one. */
const few = 8;

const none: readonly object[] = [];

/** What was reached from an object, in order, where nothing was reached twice. */
interface Reached {
  readonly root: object;
  readonly objects: readonly object[];
}

/** The last walks. They are forgotten with the job at hand, so that no memory is kept for this. */
const recent: Reached[] = [];
const most = 8;
let oldest = 0;

function recall(root: object): readonly object[] | undefined {
  for (const each of recent) if (each.root === root) return each.objects;
  return undefined;
}

function keep(reached: Reached): void {
  if (recent.length === 0) Promise.resolve().then(forget);
  const known = recent.findIndex(({ root }) => root === reached.root);
  const at = known >= 0 ? known : oldest;
  recent[at] = reached;
  if (known < 0) oldest = (oldest + 1) % most;
}

function forget(): void {
  recent.length = 0;
  oldest = 0;
}

/** A walk through memory, which is at an end where something is reached twice or is not as its type says: its shadow is made otherwise then. */
export class Walk {
  isPlain = true;
  private readonly reached: object[] = [];
  /** What a walk reached before, as this one has so far, and how much that is. */
  private known = none;
  private count = 0;
  private seen: Set<object> | undefined;

  constructor(private readonly root: object) {}

  isFirst(x: object): boolean {
    if (this.known[this.count] !== x) return this.isNew(x);
    this.count++;
    return true;
  }

  private isNew(x: object): boolean {
    if (!this.isPlain) return false;
    if (this.known !== none) {
      this.seen = new Set(this.known.slice(0, this.count));
      this.known = none;
    }
    const { seen, reached } = this;
    if (seen ? seen.has(x) : reached.includes(x)) {
      this.isPlain = false;
      return false;
    }
    if (seen) seen.add(x);
    else if (reached.push(x) > few) this.follow();
    return true;
  }

  /** Goes on along the same objects as the last time, or looks each of them up among the others. */
  private follow(): void {
    const { reached } = this;
    const before = recall(this.root);
    if (before && reached.every((x, k) => x === before[k])) {
      this.known = before;
      this.count = reached.length;
    } else this.seen = new Set(reached);
  }

  /** To be called at the end; returns whether all was plain. */
  end(): boolean {
    if (this.isPlain && this.seen) keep({ root: this.root, objects: [...this.seen] });
    return this.isPlain;
  }

  /** What takes the place of a shadow that cannot be made. */
  refuse(): never {
    this.isPlain = false;
    return null as never;
  }

  /** The shadow of a list of numbers: zeros, or what is in `from`. */
  numbers(xs: readonly number[], from?: readonly number[]): number[] {
    if (!Array.isArray(xs) || !this.isFirst(xs)) return this.refuse();
    if (from) return xs.length === from.length ? from.slice() : this.refuse();
    // A copy has the engine's representation of the numbers, and the shadow is going to need the same.
    const zeros = xs.slice();
    for (let i = 0; i < zeros.length; i++) {
      if (typeof zeros[i] !== "number") return this.refuse();
      zeros[i] = 0;
    }
    return zeros;
  }

  /** The shadow of a Float64Array or Float32Array: zeros, or what is in `from`. */
  vector(x: Float64Array | Float32Array, from?: Float64Array | Float32Array): Float64Array {
    if (!ArrayBuffer.isView(x) || !this.isFirst(x)) return this.refuse();
    return from ? new Float64Array(from) : new Float64Array(x.length);
  }

  /** Whether an array has its buffer to itself, as far as has been seen. */
  owns({ buffer }: Float64Array | Float32Array): boolean {
    return this.isFirst(buffer);
  }

  /** The shadow of what has no derivative by its type. */
  inert(x: unknown): null {
    if (typeof x === "number") return 0 as never;
    return typeof x === "object" && x !== null ? this.refuse() : null;
  }
}

/** `zerosLike(x)` by a function that knows what `x` is made of. `S`: what it takes a shadow to be. */
export function zerosBy<T extends object, S>(make: (x: T, walk: Walk) => S, x: T): S {
  const walk = new Walk(x);
  const zeros = make(x, walk);
  return walk.end() ? zeros : (zerosLike(x) as S);
}

/** `fromTangent(from, like)`, or the copy of a shadow, by a function that knows what they are made of. */
export function copyBy<T extends object, F, S>(make: (like: T, walk: Walk, from: F) => S, from: F, like: T): S {
  const walk = new Walk(like);
  const copy = make(like, walk, from);
  if (walk.end()) return copy;
  return ((from as unknown) === like ? cloneShadow(like) : fromTangent<T>(from as Tangent<T>, like)) as S;
}
