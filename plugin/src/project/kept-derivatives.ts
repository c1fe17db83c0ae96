/**
 * Derivatives of the last state of a program. What an operator makes depends on the function that it is given and on nothing
 * else, so it is made again only where that function, or one that it calls, says something else.
 */
import type { Func } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { Contents } from "./content.js";
import type { EntryRequest, Operators } from "./phases.js";

export class KeptDerivatives {
  private entries: ReadonlyMap<string, Func> = new Map();
  /** The functions that are generated; those that say the same are one. */
  private functions: readonly Func[] = [];
  /** What the functions would like to be called. */
  private readonly names = new WeakMap<Func, string>();

  /**
   * The derivatives that another state of the program requests, in the order in which they are requested; none where one is
   * refused. `make` makes those that are not there.
   */
  of<Request extends EntryRequest>(
    requests: readonly Request[],
    make: (request: Request) => Func | undefined,
    complete: Operators["complete"],
  ): Map<Request, Func> {
    const contents = new Contents();
    const keys = new Map(requests.map((request) => [request, keyOf(request, contents)]));
    const found = new Map<Request, Func>();
    const made: Func[] = [];
    const refused = new Set<Func>();
    for (const [request, key] of keys) {
      // What is refused one derivative is refused all that are asked for later.
      const kept = refused.has(request.primal) ? undefined : this.entries.get(key);
      const func = kept ?? make(request);
      if (!func) refused.add(request.primal);
      else if (!kept) made.push(func);
      if (func) found.set(request, func);
    }
    complete(made);
    const merged = this.merge(found);
    this.entries = new Map([...merged].map(([request, func]) => [keys.get(request)!, func]));
    return merged;
  }

  /** Puts what is known in the place of what says the same, and forgets what is not used any more. */
  private merge<Request>(found: ReadonlyMap<Request, Func>): Map<Request, Func> {
    for (const func of this.functions) this.restore(func);
    const same = new Same(this.functions);
    const merged = new Map<Func, Func>();
    const merge = (func: Func): Func => {
      if (func.original || this.names.has(func)) return func;
      const before = merged.get(func);
      if (before) return before;
      const known = same.as(func);
      merged.set(func, known);
      if (known !== func) return known;
      for (const op of allOps(func.body)) if (op.kind === "call" || op.kind === "closure") op.callee = merge(op.callee);
      return func;
    };
    const result = new Map([...found].map(([request, func]) => [request, merge(func)]));
    this.functions = reachable(result.values(), ({ original }) => original !== undefined);
    for (const func of this.functions) this.restore(func);
    return result;
  }

  /** What depends on the program around it is found anew for each state. */
  private restore(func: Func): void {
    const name = this.names.get(func) ?? func.name;
    this.names.set(func, name);
    func.name = name;
    func.exported = undefined;
  }
}

/** Functions, found by what they say. Only those of one name are looked at: it is a part of that. */
class Same {
  private readonly named = new Map<string, Func[]>();
  private readonly contents = new Contents();

  constructor(known: readonly Func[]) {
    for (const func of known) this.of(func).push(func);
  }

  /** What says the same as a function and was known before; else the function, which is known from now on. */
  as(func: Func): Func {
    const others = this.of(func);
    const known = others.find((other) => this.contents.of(other) === this.contents.of(func));
    if (!known) others.push(func);
    return known ?? func;
  }

  private of({ file, name }: Func): Func[] {
    const key = JSON.stringify([file, name]);
    const found = this.named.get(key) ?? [];
    this.named.set(key, found);
    return found;
  }
}

function keyOf({ operator, primal, captures, options, name }: EntryRequest, contents: Contents): string {
  return JSON.stringify([operator, name, captures, options.argnums, options.hasAux, contents.of(primal)]);
}
