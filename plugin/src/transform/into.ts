/**
 * Gradients in memory of the caller: of one number, or of several numbers, which are the rows of a Jacobian and lanes of one sweep. What is
 * added to a parameter's shadow is added to that memory itself, where it can be the shadow; otherwise the gradient is put into it in the end.
 */
import type { Aliases } from "../analysis/aliases.js";
import type { Builder } from "../ir/builder.js";
import { type Func, type Op, type Region, Value } from "../ir/ops.js";
import { doIfPresent } from "../ir/presence.js";
import { substitute } from "../ir/traverse.js";
import {
  arrayOf,
  F64,
  memoryOf,
  mentions,
  sameType,
  shadowType,
  tangentType,
  tupleOf,
  type Type,
  typedArray,
} from "../ir/types.js";
import type { RowsOptions } from "./calculus.js";
import { moduleMemory } from "./distinct.js";
import { isEntangled } from "./entry-shapes.js";
import { type Position, typeAt } from "./positions.js";
import type { Joint } from "./reverse.js";
import { rowsType } from "./rows.js";
import { setSlot } from "./selection.js";

/** Arrays that are compared with one another in one call. */
const mostAtOnce = 8;

/** Memory for one gradient; nothing for that of a number, which is a slot of a list. */
interface Target {
  readonly lane: number;
  readonly position: Position;
  readonly memory: Value | undefined;
  /** Sets the derivative by a number. */
  readonly set: (build: Builder, value: Value) => void;
}

/** The numbers of a result, each of which has a row. */
export interface Rows {
  readonly result: Type;
  readonly members: readonly string[];
}

type Packs = NonNullable<RowsOptions["packs"]>;

/** An array and where in it the numbers begin: of the rows, and in front of these of the value, if it is packed as well. */
export function packedParams(packs: Packs): Value[] {
  const rows = [new Value(typedArray("Float64Array"), "values"), new Value(F64, "at")];
  if (packs === "rows") return rows;
  rows[0].name = "jacobian";
  rows[1].name = "jacobianAt";
  return [new Value(typedArray("Float64Array"), "value"), new Value(F64, "valueAt"), ...rows];
}

/** That so many numbers find room in an array, which is none of the others. */
export function expectPacked(
  build: Builder,
  caller: string,
  [array, at]: readonly Value[],
  count: Value,
  others: readonly Value[] = [],
): void {
  const gaps = [`expectPacked(${caller}, `, ", ", ", ", ")"];
  build.externStatement(gaps, [array, at, count], { uses: ["expectPacked"] });
  for (const other of others) apartFrom(build, caller, array, other);
}

export class Into {
  /** What the caller passes: memory for the gradient, or a list of it; or an array and where in it the numbers begin. */
  readonly params: readonly Value[];
  private readonly isList: boolean;
  private targets: Target[] = [];
  /** Shadows in whose place the caller's memory comes. */
  private readonly replaced = new Map<Value, Value>();

  constructor(
    private readonly func: Func,
    private readonly positions: readonly Position[],
    argnums: number | readonly number[],
    private readonly rows?: Rows,
    private readonly packs?: Packs,
  ) {
    this.isList = typeof argnums !== "number";
    const types = positions.map((position) => tangentType(typeAt(func, position)));
    const row = this.isList ? listOf(types) : types[0];
    const name = this.isList || rows ? "into" : this.nameOf(positions[0]);
    this.params = packs ? packedParams(packs) : [new Value(rows ? rowsType(rows.result, row) : row, name)];
  }

  /** Looks at what the caller passes, in front of everything else. `args`: what the function is called with. */
  check(build: Builder, args: readonly Value[], caller: string): void {
    const { rows, packs } = this;
    const quoted = JSON.stringify(caller);
    if (packs) return this.checkPacked(build, args, quoted);
    const [param] = this.params;
    const expect = (helper: string, what: string, operands: Value[], more = ""): void => {
      const gaps = operands.map((_, k) => (k === 0 ? `${helper}(${quoted}, ${what}` : ", "));
      const requires = operands.length === 1;
      const compares = helper === "expectInto" ? "room" : undefined;
      build.externStatement([...gaps, `${more})`], operands, { uses: [helper], requires, alike: !requires, compares });
    };
    if (rows) {
      const isRecord = memoryOf(rows.result).kind === "record" && !isTuple(rows.result);
      if (isRecord) expect("expectIntoRecord", "", [param], `, ${JSON.stringify(rows.members)}`);
      else expect("expectIntoList", "", [param], `, ${rows.members.length}, "Jacobian"`);
    }
    const lanes = rows ? rows.members : [undefined];
    /** Lists with numbers in them. */
    const lists: Value[] = [];
    this.targets = lanes.flatMap((member, lane): Target[] => {
      const row = member === undefined ? param : this.slot(build, param, member, `row${lane}`);
      if (rows && this.isOfNumbers) lists.push(row);
      if (this.isList) expect("expectIntoList", "", [row], `, ${this.positions.length}`);
      return this.positions.map((position, k): Target => {
        if (typeAt(this.func, position).kind === "f64") {
          const set = (at: Builder, value: Value): void => setSlot(at, row, k, value);
          return { lane, position, memory: undefined, set };
        }
        const memory = this.isList ? this.slot(build, row, String(k), this.nameOf(position)) : row;
        const arg = argumentAt(build, args, position);
        expect("expectInto", `${JSON.stringify(this.func.body.params[position.at].name ?? "x")}, `, [memory, arg]);
        return { lane, position, memory, set: () => {} };
      });
    });
    const memory = [...lists, ...this.targets.flatMap((target) => target.memory ?? [])];
    const isThere = ({ position, memory: found }: Target): boolean =>
      found !== undefined && isFlat(found.type) && this.func.optional?.has(position.at) !== true;
    const others = [...args, ...this.moduleMemory(build)];
    const flat = [...lists, ...this.targets.filter(isThere).flatMap((target) => target.memory ?? [])].slice(
      0,
      mostAtOnce,
    );
    memory.forEach((target, k) => {
      for (const other of others) apartFrom(build, quoted, target, other);
      for (const other of memory.slice(k + 1))
        if (!flat.includes(target) || !flat.includes(other))
          apartFrom(build, quoted, target, other, "other memory of the gradient");
    });
    if (flat.length < 2) return;
    const gaps = flat.map((_, k) => (k === 0 ? `expectAllApart(${quoted}, ` : ", "));
    build.externStatement([...gaps, ")"], flat, { uses: ["expectAllApart"] });
  }

  /** The gradients lie behind one another in an array. */
  private checkPacked(build: Builder, args: readonly Value[], caller: string): void {
    const [values, at] = this.params.slice(-2);
    const lanes = this.rows ? this.rows.members.length : 1;
    const sizes = this.positions.map(({ at: k }) =>
      args[k].type.kind === "f64" ? build.const(1) : build.length(args[k]),
    );
    const row = sizes.reduce((sum, size) => build.prim("add", sum, size));
    const count = lanes === 1 ? row : build.prim("mul", build.const(lanes), row);
    const others = [...args, ...this.moduleMemory(build)];
    expectPacked(build, caller, [values, at], count, others);
    if (this.packs === "valueAndRows") {
      const [value, place] = this.params;
      expectPacked(build, caller, [value, place], build.const(lanes), [...others, values]);
    }
    let start = at;
    for (let lane = 0; lane < lanes; lane++) {
      this.positions.forEach((position, k) => {
        const [begin, end] = [start, build.prim("add", start, sizes[k])];
        start = end;
        const isNumber = args[position.at].type.kind === "f64";
        const name = this.nameOf(position);
        const memory = isNumber ? undefined : build.part(values, [begin, end], { caller, of: args[position.at] }, name);
        const set = (build: Builder, value: Value): void => build.store(values, begin, value);
        this.targets.push({ lane, position, memory, set });
      });
    }
  }

  private moduleMemory(build: Builder): Value[] {
    return moduleMemory(this.func).map(({ binding, type }) => build.global(binding, type));
  }

  /** There is nothing but numbers to differentiate by. */
  private get isOfNumbers(): boolean {
    return this.positions.every((position) => typeAt(this.func, position).kind === "f64");
  }

  /** Behind both sweeps. `gradient` makes that of a position, in a lane. */
  write(joint: Joint, aliases: Aliases, gradient: (position: Position) => Value): void {
    joint.adjoint.build.span = undefined;
    for (const target of this.targets)
      joint.forward.inLane(target.lane, () => this.writeTarget(joint, target, aliases, gradient));
  }

  private writeTarget(
    joint: Joint,
    { position, memory, set }: Target,
    aliases: Aliases,
    gradient: (position: Position) => Value,
  ): void {
    const { build } = joint.adjoint;
    if (!memory) return set(build, gradient(position));
    const param = joint.source.body.params[position.at];
    const put = (): void => {
      build.clear(memory);
      if (joint.forward.flows(param)) build.accumulate(memory, this.source(joint, position, gradient), { once: true });
    };
    const shadow = this.replaceable(joint, position, aliases);
    if (!shadow) memory.name = this.isList || this.rows ? `${param.name ?? "x"}_into` : "into";
    if (shadow) this.replaced.set(shadow, memory);
    else if (this.func.optional?.has(position.at)) doIfPresent(build, joint.forward.primal(param), put);
    else put();
  }

  /** Makes the caller's memory the shadow, from the beginning on. */
  replaceShadows(body: Region): void {
    body.ops = body.ops.map((op): Op => {
      const memory = op.kind === "zeros" ? this.replaced.get(op.results[0]) : undefined;
      return memory ? { ...op, kind: "clear", operands: [memory], results: [] } : op;
    });
    substitute(body, this.replaced);
  }

  /**
   * The shadow of a parameter that the caller's memory may be: of the same type, keeping its shape, and of a structure in which
   * the function moves nothing, as the caller's memory need not be shared where the argument's is.
   */
  private replaceable(joint: Joint, { at, element }: Position, aliases: Aliases): Value | undefined {
    const { source, forward } = joint;
    const param = source.body.params[at];
    if (element !== undefined || !forward.flows(param) || source.optional?.has(at)) return undefined;
    if (forward.entryShape(param) || !sameType(tangentType(param.type), shadowType(param.type))) return undefined;
    const isWritten = aliases.classOf(this.func.body.params[at]).writesGiven.size > 0;
    if (!isFlat(param.type) && (isWritten || isEntangled(param.type))) return undefined;
    const shadow = forward.shadow(param);
    return this.replaced.has(shadow) ? undefined : shadow;
  }

  /** What is put into memory in the end: a shadow as it stands, if it has the parts of the gradient. */
  private source(joint: Joint, position: Position, gradient: (position: Position) => Value): Value {
    const param = joint.source.body.params[position.at];
    const isCut = position.element !== undefined || joint.forward.entryShape(param) !== undefined;
    return isCut ? gradient(position) : joint.forward.shadow(param);
  }

  private slot(build: Builder, list: Value, member: string, name: string): Value {
    const isRecord = memoryOf(list.type).kind === "record";
    const slot = isRecord ? build.getField(list, member, name) : build.load(list, build.const(Number(member)), name);
    const op = build.region.ops.at(-1);
    if (op?.kind === "load" || op?.kind === "getField") op.apart = true;
    return slot;
  }

  private nameOf({ at }: Position): string {
    return `${this.func.body.params[at].name ?? "x"}_b`;
  }
}

function isTuple(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "record" && memory.tuple;
}

/** Whether gradients by these parameters are parts of an array of double precision as they are. */
export function isPackable(func: Func, positions: readonly Position[]): boolean {
  return positions.every(({ at, element }) => {
    const { type } = func.body.params[at];
    if (element !== undefined || func.optional?.has(at) || func.nullable?.has(at)) return false;
    return type.kind === "f64" || sameType(type, typedArray("Float64Array"));
  });
}

/** Memory for the gradient, and where in it, are parameters behind the captures; what counts parameters counts them, too. */
export function insertParams(made: Func, captures: number, params: readonly Value[]): void {
  const moved = (positions: ReadonlySet<number> | undefined): ReadonlySet<number> | undefined =>
    positions && new Set([...positions].map((position) => (position < captures ? position : position + params.length)));
  made.body.params.splice(captures, 0, ...params);
  made.optional = moved(made.optional);
  made.nullable = moved(made.nullable);
  made.apart = new Set(params.flatMap(({ type }, k) => (type.kind === "ref" ? [captures + k] : [])));
}

function argumentAt(build: Builder, args: readonly Value[], { at, element }: Position): Value {
  if (element === undefined) return args[at];
  const isRecord = memoryOf(args[at].type).kind === "record";
  return isRecord ? build.getField(args[at], String(element)) : build.load(args[at], build.const(element));
}

/** Checks that numbers of the one are none of the other; `caller` is quoted. */
export function apartFrom(
  build: Builder,
  caller: string,
  target: Value,
  other: Value,
  what = `'${other.name ?? "x"}'`,
): void {
  if (!mayShare(target.type, other.type)) return;
  const template = [`expectApart(${caller}, `, `, ${JSON.stringify(what)}, `, ")"];
  build.externStatement(template, [target, other], { uses: ["expectApart"], compares: "sharing" });
}

/** As users write the type: a tuple whose slots have one type is an array of it. */
export function listOf(types: readonly Type[]): Type {
  return types.every((type) => sameType(type, types[0])) ? arrayOf(types[0]) : tupleOf(types);
}

/** Whether numbers of a value of the one type may be numbers of the other, too. */
function mayShare(a: Type, b: Type): boolean {
  const kinds = kindsOfNumbers(a);
  return [...kindsOfNumbers(b)].some((kind) => kinds.has(kind));
}

/** What the numbers in a value are in: views of buffers, JavaScript arrays or objects. */
function kindsOfNumbers(type: Type): Set<string> {
  const kinds = new Set<string>();
  mentions(type, (part) => {
    if (part.kind !== "ref" || part.memory.kind === "stack") return false;
    const { memory } = part;
    if (memory.kind === "array") {
      if (memory.element.kind === "f64") kinds.add(memory.container === "Array" ? "Array" : "view");
    } else if (memory.fields.some((field) => field.type.kind === "f64")) kinds.add(memory.tuple ? "Array" : "object");
    return false;
  });
  return kinds;
}

function isFlat(type: Type): boolean {
  return memoryOf(type).kind === "array" && !holdsMemory(type);
}

function holdsMemory(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "record"
    ? memory.fields.some((field) => field.type.kind === "ref")
    : memory.element.kind === "ref";
}
