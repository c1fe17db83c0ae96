import { classOf, type PlainRecord } from "./values.js";

type View = Float64Array | Float32Array;

/**
 * For a function that writes to its parameters: partial derivatives by two parameters that share memory have no
 * meaning then. Looks for one array or record under two parameters, at any depth, and for different typed-array views
 * that overlap (under one parameter too: their shadows do not overlap). One object reached twice under one parameter
 * is fine, its shadow is one as well.
 * @throws Error naming both parameters
 */
export function expectDistinct(fn: string, names: readonly string[], values: readonly unknown[]): void {
  const shared = (one: number, other: number): never => {
    const [first, second] = [names[Math.min(one, other)], names[Math.max(one, other)]];
    throw new Error(
      one === other
        ? `${fn}: parameter '${first}' has two typed-array views of the same memory, and the function writes to it; pass copies`
        : `${fn}: parameters '${first}' and '${second}' share memory, and the function writes to it; pass a copy of one`,
    );
  };
  const claims = new Claims(shared);
  for (let i = 0; i < values.length; i++) claims.claim(i, values[i]);
  claims.expectNoOverlap();
}

/**
 * For memory that is copied as a whole: copies of typed-array views that overlap would not overlap.
 * @throws Error naming what is copied
 */
export function expectNoViewsOverlap(what: string, value: unknown): void {
  const claims = new Claims(() => {
    throw new Error(
      `${what} has two typed-array views of the same memory; pass copies, or leave it without checkpoints`,
    );
  });
  claims.claim(0, value);
  claims.expectNoOverlap();
}

/**
 * For what a function with a rule returns, of which each place has a cotangent of its own: memory that is in two places has one for both.
 * @throws Error naming the function
 */
export function expectOncePlaced(fn: string, value: unknown): void {
  const twice = (): never => {
    throw new Error(
      `${fn}: what it returns has the same memory in two places, which a function with a rule of its own may not; return copies`,
    );
  };
  const claims = new Claims(twice, twice);
  claims.claim(0, value);
  claims.expectNoOverlap();
}

/** A view of a buffer, under which parameter it was found, and what else was found of the buffer. */
interface Claim {
  readonly view: View;
  readonly owner: number;
  next?: Claim;
}

/** What memory is found under which parameter, by its number. */
class Claims {
  private readonly owners = new Map<object, number>();
  /** Views of no elements share nothing. */
  private readonly views = new Map<ArrayBufferLike, Claim>();
  /** Those with others of the same buffer. */
  private readonly several = new Set<Claim>();

  /** `shared`: where two parameters, or two views, share memory. `twice`: where an array or record is found again under one parameter. */
  constructor(
    private readonly shared: (one: number, other: number) => never,
    private readonly twice?: () => never,
  ) {}

  claim(owner: number, value: unknown): void {
    if (value instanceof Float64Array || value instanceof Float32Array) return this.view(owner, value);
    const kind = classOf(value);
    if (kind === "number" || kind === "inert") return;
    const object = value as object;
    const before = this.owners.get(object);
    if (before === owner) return this.twice?.();
    if (before !== undefined) this.shared(before, owner);
    this.owners.set(object, owner);
    if (kind === "array") for (const item of value as readonly unknown[]) this.claim(owner, item);
    else for (const key of Object.keys(object)) this.claim(owner, (object as PlainRecord)[key]);
  }

  private view(owner: number, view: View): void {
    if (view.length === 0) return;
    const { buffer } = view;
    const first = this.views.get(buffer);
    if (first === undefined) {
      this.views.set(buffer, { view, owner, next: undefined });
      return;
    }
    first.next = { view, owner, next: first.next };
    this.several.add(first);
  }

  expectNoOverlap(): void {
    for (const first of this.several) {
      const claims: Claim[] = [];
      for (let claim: Claim | undefined = first; claim; claim = claim.next) claims.push(claim);
      this.expectApart(claims);
    }
  }

  /** Sorted by start, because the rows of a matrix are often thousands of views of one buffer. */
  private expectApart(claims: Claim[]): void {
    claims.sort((a, b) => a.view.byteOffset - b.view.byteOffset);
    for (let i = 1; i < claims.length; i++) {
      const [before, claim] = [claims[i - 1], claims[i]];
      if (claim.view === before.view && claim.owner === before.owner) this.twice?.();
      else if (claim.view.byteOffset < before.view.byteOffset + before.view.byteLength)
        this.shared(before.owner, claim.owner);
    }
  }
}
