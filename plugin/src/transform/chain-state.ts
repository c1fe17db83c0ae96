/** What the states of a chain are made of: what it carries, and memory from outside that it writes to. */
import type { Activity } from "../analysis/activity.js";
import type { Aliases } from "../analysis/aliases.js";
import type { Builder } from "../ir/builder.js";
import type { Op, Value } from "../ir/ops.js";
import { allOps, allRegions } from "../ir/traverse.js";
import { isTypedArray, mentions, type RecordMemory, refTo, shadowType, type Type } from "../ir/types.js";
import type { Chain } from "./chains.js";
import { writesOutside } from "../analysis/outside-writes.js";

export class ChainState {
  /** Outer values that are part of the state. */
  readonly outers: readonly Value[];
  /** Outer arrays that are only written to: what runs again has an array of its own to write to, whatever is in it. */
  readonly outputs: readonly Value[];
  /** All of the state: what is carried, then outer values. */
  readonly parts: readonly Value[];
  /** Of the parts, those with shadows. */
  readonly shadowed: readonly Value[];
  /** Whether a snapshot has to be a copy, as the memory of a state changes: in the loop, or behind it. */
  readonly isMutable: boolean;
  /** Whether the forward sweep takes shadows along, which are other memory or longer at the end. */
  readonly movesShadows: boolean;
  /** Whether there may be several typed arrays, which may be views of one memory. */
  readonly mayOverlap: boolean;
  /** A snapshot has a field for each part. */
  readonly snapshot: RecordMemory;
  private readonly bundled: RecordMemory;

  /** `isKept`: nobody writes to what the loop was given or has made until the reverse sweep. */
  constructor({ untraced: func, loop, carried, outers }: Chain, aliases: Aliases, activity: Activity, isKept: boolean) {
    const isWritten = (value: Value): boolean => value.type.kind === "ref" && aliases.classOf(value).writes.size > 0;
    const written = outers.filter(isWritten);
    // Of an array that keeps its length: a store that may lengthen it is one to its shadow, too, when it runs again.
    const isOutput = (value: Value): boolean =>
      isTypedArray(value.type) &&
      aliases.classOf(value).params.size === 1 &&
      allOps(func.body).every((op) => op.operands.every((operand, at) => operand !== value || isWrite(op, at))) &&
      allRegions(func.body).every(({ yields }) => !yields.includes(value));
    this.outputs = written.filter(isOutput);
    this.outers = written.filter((value) => !this.outputs.includes(value));
    this.parts = [...carried, ...this.outers];
    const writes = this.parts.some(isWritten) && loop.regions.some(writesOutside);
    this.isMutable = writes || (!isKept && this.parts.some(({ type }) => type.kind === "ref"));
    const withViews = this.parts.filter(({ type }) => mentions(type, isTypedArray));
    this.mayOverlap = writes && (withViews.length > 1 || withViews.some(({ type }) => !isTypedArray(type)));
    const hasShadow = (value: Value): boolean => value.type.kind === "ref" && activity.isActive(value);
    this.shadowed = this.parts.filter(hasShadow);
    this.movesShadows = carried.some(hasShadow) || written.some((value) => hasShadow(value) && mayGrow(value.type));
    this.snapshot = recordOfValues(this.parts);
    this.bundled = recordOfValues(this.shadowed);
  }

  /** Memory as one, so that what is shared in it is shared in copies and shadows; `refs` are one for each shadowed part. */
  bundle(build: Builder, refs: readonly Value[]): Value {
    return refs.length === 1 ? refs[0] : build.literal(refTo(this.bundled), [...refs]);
  }

  bundleShadows(build: Builder, refs: readonly Value[]): Value {
    return refs.length === 1 ? refs[0] : build.literal(shadowType(refTo(this.bundled)), [...refs]);
  }

  unbundle(build: Builder, bundle: Value): Value[] {
    if (this.shadowed.length === 1) return [bundle];
    return this.bundled.fields.map(({ name }) => build.getField(bundle, name, `${name}_b`));
  }
}

/** A record with a field for each value, which has its name where no other has. */
export function recordOfValues(values: readonly Value[]): RecordMemory {
  const isAlone = (name: string): boolean => values.filter((value) => value.name === name).length === 1;
  const taken = new Set(values.map(({ name }) => name));
  const free = (name: string, k: number): string => (taken.has(`${name}${k}`) ? free(`${name}_`, k) : `${name}${k}`);
  const fields = values.map(({ name, type }, k) => ({
    name: name && isAlone(name) ? name : free(name ?? "x", k),
    type,
  }));
  return { kind: "record", tuple: false, fields };
}

function isWrite(op: Op, at: number): boolean {
  return at === 0 && (op.kind === "store" || op.kind === "fill");
}

function mayGrow(type: Type): boolean {
  return mentions(
    type,
    (part) => part.kind === "ref" && part.memory.kind === "array" && part.memory.container === "Array",
  );
}
