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
  /** The functions that are generated, by their contents: those of one content are one. */
  private functions: ReadonlyMap<string, Func> = new Map();
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
    const contents = new Contents();
    const known = new Map(this.functions);
    const merged = new Map<Func, Func>();
    const merge = (func: Func): Func => {
      if (func.original || this.names.has(func)) return func;
      const before = merged.get(func);
      if (before) return before;
      const content = contents.of(func);
      const same = known.get(content) ?? func;
      merged.set(func, same);
      if (same !== func) return same;
      known.set(content, func);
      for (const op of allOps(func.body)) if (op.kind === "call" || op.kind === "closure") op.callee = merge(op.callee);
      return func;
    };
    const result = new Map([...found].map(([request, func]) => [request, merge(func)]));
    const used = new Set(reachable(result.values(), ({ original }) => original !== undefined));
    this.functions = new Map([...known].filter(([, func]) => used.has(func)));
    for (const func of used) this.restore(func);
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

function keyOf({ operator, primal, captures, options, name }: EntryRequest, contents: Contents): string {
  return JSON.stringify([operator, name, captures, options.argnums, options.hasAux, contents.of(primal)]);
}
