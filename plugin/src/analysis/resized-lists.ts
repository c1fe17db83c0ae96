/** Which lists change their lengths. */
import type { Func, Op, StoreOp, Value } from "../ir/ops.js";
import { allOps, reachable } from "../ir/traverse.js";
import { isTypedArray, mentions, type Type, typeName } from "../ir/types.js";
import { type Location, Locations } from "./locations.js";

export class ResizedLists {
  private readonly types = new Set<string>();
  private readonly at = new Set<Location>();
  private locations: Locations | undefined;

  constructor(private readonly func: Func) {
    for (const each of reachable([func]))
      for (const op of allOps(each.body)) {
        const isOwn = each === func && (op.kind === "push" || op.kind === "pop");
        if (isOwn && isList(op.operands[0])) this.resize(op.operands[0]);
        else for (const type of changed(op, each === func)) this.types.add(typeName(type));
      }
  }

  has(list: Value): boolean {
    if (this.types.has(typeName(list.type))) return true;
    return this.at.size > 0 && this.at.has(this.locationOf(list));
  }

  /**
   * Adds those that the function stores behind the end of: if all its stores meet elements while none changes a length, none does.
   * `isInRange`: whether a store meets one, as far as is known; `forget`: more lists are known to change.
   */
  complete(isInRange: (store: StoreOp) => boolean, forget: () => void): void {
    const isStore = (op: Op): op is StoreOp => op.kind === "store" && !isTypedArray(op.operands[0].type);
    let stores = allOps(this.func.body).filter(isStore);
    for (let left = stores.length + 1; stores.length < left; ) {
      left = stores.length;
      forget();
      const beyond = stores.filter((store) => !this.has(store.operands[0]) && !isInRange(store));
      for (const { operands } of beyond) this.resize(operands[0]);
      stores = stores.filter((store) => !beyond.includes(store));
    }
  }

  private resize(list: Value): void {
    const location = this.locationOf(list);
    // Others may have it under another name.
    if (location.has("given") || location.has("open")) this.types.add(typeName(list.type));
    else this.at.add(location);
  }

  private locationOf(list: Value): Location {
    this.locations ??= new Locations(this.func);
    return this.locations.of(list);
  }
}

/** The types of what an operation may change the length of, other than by what the function itself stores at indices. */
function changed(op: Op, isOwn: boolean): readonly Type[] {
  const [target] = op.operands;
  if (op.kind === "push" || op.kind === "pop" || (op.kind === "store" && !isOwn)) return [target.type];
  return op.kind === "extern" && op.effect === "writes" ? op.operands.flatMap(listsIn) : [];
}

function isList({ type }: Value): boolean {
  return type.kind === "ref" && type.memory.kind === "array";
}

function listsIn({ type }: Value): readonly Type[] {
  const lists: Type[] = [];
  mentions(type, (each) => {
    if (each.kind === "ref" && each.memory.kind === "array") lists.push(each);
    return false;
  });
  return lists;
}
