/**
 * The operators as functions of the IR: `grad`, `valueAndGrad`, `jvp` and `vjp` of a function are functions again, with the
 * public signature, so that they can be called, inlined and differentiated like any other.
 */
import { ActivityAnalysis, type Conflict } from "../analysis/activity.js";
import { AliasAnalysis } from "../analysis/aliases.js";
import { type Diagnostic, diagnosticOf } from "../diagnostics/index.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type GradientForm, gradientForm } from "../ir/operator-names.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneRegion, cloneValue, derivedName, reachable, substitute } from "../ir/traverse.js";
import { F64, isDifferentiable, memoryOf, OPAQUE, sameType, type Type, tangentType, tupleOf } from "../ir/types.js";
import { verify } from "../ir/verifier.js";
import { finish, optimize, optimizeChecked } from "../optimize/index.js";
import { splitFunction } from "../optimize/split-functions.js";
import { argumentList } from "./argument-lists.js";
import { requireDistinct } from "./distinct.js";
import { type Derivatives, type EntryRequest, makeEntry } from "./entry.js";
import { cutToShape, needsShape, shadowOfTangent } from "./entry-shapes.js";
import { losesArrangement } from "./seeds.js";
import type { Sweeps } from "./availability.js";
import { Forward } from "./forward.js";
import { Into, insertParam, type Position } from "./into.js";
import { ifPresent } from "./presence.js";
import { makePullback } from "./pullbacks.js";
import { type Joint, Reverse } from "./reverse.js";
import { Scratch } from "./scratch.js";
import { trimTape } from "./tapes.js";
import { Unboxing } from "./unboxing.js";

export interface GradOptions extends GradientForm {
  readonly captures: number;
  readonly argnums: number | readonly number[];
  readonly hasAux: boolean;
}

export interface OperatorsOptions {
  /** Told of every active value that meets something without a derivative. */
  report(diagnostic: Diagnostic): void;
  level: 0 | 1;
  /** Checks the IR between passes. */
  verify?: boolean;
  /** The longest function that is emitted, in bytes of estimated bytecode. */
  longest?: number;
  /** Told how the reverse sweeps come by the values that they need. */
  observe?: Sweeps["observe"];
}

export class Operators implements Derivatives {
  private readonly aliases = new AliasAnalysis();
  private readonly activity = new ActivityAnalysis(this.aliases);
  private readonly unboxing = new Unboxing();
  private readonly forward = new Forward(this.activity, this.unboxing);
  private readonly reverse: Reverse;
  private readonly made = new Map<Func, Map<string, Func[]>>();
  private readonly optimized = new Set<Func>();
  private readonly refused = new Set<Func>();
  private readonly derived = new Set<Func>();
  private readonly scratch = new Scratch();
  private readonly returning = new Map<Func, Func>();

  constructor(private readonly options: OperatorsOptions) {
    this.reverse = new Reverse(this.activity, this.aliases, this.unboxing, options.observe);
  }

  /** The exported function that stands for an operator call; undefined where it was refused, and then that is reported. */
  entry(request: EntryRequest): Func | undefined {
    const { operator, primal, captures, options } = request;
    const form = gradientForm(operator);
    if (form) this.grad(primal, { captures, ...options, ...form });
    else if (operator === "jvp") this.jvp(primal, { captures });
    else this.vjp(primal, { captures });
    if (this.refused.has(this.returning.get(primal) ?? primal)) return undefined;
    const made = makeEntry(this, request);
    // It is the gradient, optimized already, behind checks of the arguments.
    if (form) {
      this.optimized.add(made);
      optimizeChecked(made, { level: this.options.level, verify: this.options.verify });
    }
    if (this.options.verify) verify(made);
    this.finish(made);
    return made;
  }

  /** Brings all that is emitted for the entries into the form that engines run fastest. */
  complete(entries: readonly Func[]): void {
    for (const func of reachable(entries, ({ original }) => original !== undefined)) {
      finish(func, this.options);
      const parts = splitFunction(func, this.options.longest);
      if (this.options.verify) for (const each of [func, ...parts]) verify(each);
    }
  }

  /** (captures, memory for the gradient if `into`, parameters) -> what the public operator returns. */
  grad(func: Func, options: GradOptions): Func {
    const { captures, argnums, hasAux, value } = options;
    const wanted = typeof argnums === "number" ? [argnums] : argnums;
    const operator = `${value ? "valueAndGrad" : "grad"}${options.into ? "Into" : ""}`;
    const name = derivedName(func, operator);
    return this.once(func, `${name} ${JSON.stringify(argnums)} ${hasAux}`, () => {
      const positions = wanted.map((argnum) => this.position(func, captures + argnum));
      const mask = func.body.params.map(
        (param, k) => positions.some(({ at }) => at === k) && isDifferentiable(param.type),
      );
      const made = this.shell(func, name, func.body.params, [], `${operator}(${func.source})`);
      made.rest = func.rest;
      made.optional = func.optional;
      made.nullable = func.nullable;
      const into = options.into ? new Into(func, positions, argnums) : undefined;
      const finish = (joint: Joint): Value[] => {
        const { build } = joint.adjoint;
        if (into) {
          into.write(joint, this.aliases.of(func), (position) => this.gradient(joint, position));
          const result = joint.forward.primal(joint.source.body.yields[0]);
          const yielded = value ? [result] : hasAux ? [slot(build, result, 1)] : [];
          made.results = yielded.map(({ type }) => type);
          return yielded;
        }
        const gradients = positions.map((position, k) => {
          const gradient = this.gradient(joint, position);
          const isRepeated = positions.findIndex((other) => isSamePosition(other, position)) < k;
          return isRepeated && gradient.type.kind === "ref" ? build.copy(gradient, { deep: true }) : gradient;
        });
        const gradient =
          typeof argnums === "number" ? gradients[0] : tuple(build, gradients, argumentNames(func, positions));
        const result = joint.forward.primal(joint.source.body.yields[0]);
        const primal = hasAux && !value ? slot(build, result, 1) : result;
        const yielded = value ? tuple(build, [primal, gradient]) : hasAux ? tuple(build, [gradient, primal]) : gradient;
        made.results = [yielded.type];
        return [yielded];
      };
      if (!this.accepts(func, mask)) return [refuse(made, func)];
      // What the sweeps write into is known in front of them.
      const guard = emptyRegion();
      const args = func.body.params.map(cloneValue);
      into?.check(new Builder(guard), args, `${operator}(${func.source})`);
      this.reverse.joint(func, mask, made, (joint) => seed(joint, hasAux), finish);
      const { params } = made.body;
      this.requireDistinct(new Builder(guard), func, params, operator);
      made.body.ops.unshift(...guard.ops);
      into?.replaceShadows(made.body);
      substitute(made.body, new Map(args.map((arg, k) => [arg, params[k]])));
      if (into) insertParam(made, captures, into.param);
      return [made];
    })[0];
  }

  /** (captures, primals, tangents) -> [value, tangent] */
  jvp(given: Func, { captures }: { captures: number }): Func {
    const func = this.withResult(given);
    const name = derivedName(func, "jvp");
    return this.once(func, name, () => {
      const { params } = func.body;
      const mask = params.map((param, k) => k >= captures && isDifferentiable(param.type));
      const args = params.slice(captures);
      const list = argumentList(func, captures);
      const primals = new Value(list.type, "primals");
      const tangents = new Value(tangentType(primals.type), "tangents");
      const signature = [...params.slice(0, captures), primals, tangents];
      const made = this.shell(func, name, signature, [], `jvp(${func.source})`);
      if (!this.accepts(func, mask)) return [refuse(made, func)];
      const { body } = made;
      const [bound, given] = [body.params.slice(0, captures), body.params.slice(captures)];
      const build = new Builder(body);
      const values = args.map((arg, k) => list.read(build, given[0], k, arg.name));
      this.requireDistinct(build, func, [...bound, ...values], "jvp");
      const { callee, activity: active } = this.forward.of(func, mask);
      const directions = params.flatMap((param, k) => {
        if (!active.params[k]) return [];
        if (k < captures) return [param.type.kind === "f64" ? build.const(0, F64) : build.zeros(bound[k])];
        const tangent = list.read(build, given[1], k - captures, `${param.name}_t`);
        // A copy, as the function may write to it and the caller's tangents stay untouched.
        if (param.type.kind !== "ref") return [tangent];
        const copy = (): Value => shadowOfTangent(build, tangent, values[k - captures], `${param.name ?? "x"}_t`);
        return [func.optional?.has(k) ? ifPresent(build, values[k - captures], copy) : copy()];
      });
      const [value, direction] = build.call(callee, [...bound, ...values, ...directions]);
      const result = tuple(build, [value, publicTangent(build, value, active.results[0] ? direction : undefined)]);
      body.yields = [result];
      made.results = [result.type];
      return [made];
    })[0];
  }

  /** forward: (captures, parameters) -> (value, tape); pullback: (tape, cotangent) -> an entry for each parameter. */
  vjp(given: Func, { captures }: { captures: number }): { forward: Func; pullback: Func } {
    const func = this.withResult(given);
    const [forward, pullback] = this.once(
      func,
      "vjp",
      () => this.makeVjp(func, captures),
      ([first, second]) => trimTape(first, second),
    );
    return { forward, pullback };
  }

  private makeVjp(func: Func, captures: number): Func[] {
    const mask = func.body.params.map((param, k) => k >= captures && isDifferentiable(param.type));
    const first = this.shell(func, derivedName(func, "vjp_forward"), func.body.params, []);
    const second = this.shell(func, derivedName(func, "pullback"), [], []);
    if (!this.accepts(func, mask) || !this.canBePulledBack(func, mask)) {
      first.results = [...func.results, OPAQUE];
      second.results = [OPAQUE];
      return [refuse(first, func), refuse(second, func)];
    }
    this.requireDistinct(new Builder(first.body), func, first.body.params, "vjp");
    const { reverse, unboxing } = this;
    const aliases = this.aliases.of(func);
    const lost = makePullback({ func, captures, mask, first, second, reverse, unboxing, aliases });
    // The sweeps of a derivative move references of their own all the time, which says nothing about the program.
    for (const { callee, span } of this.derived.has(func) ? [] : lost) {
      const refusal = { code: "AD3007" as const, args: [callee.source], span };
      this.options.report(diagnosticOfConflict(func, { refusal, chain: [] }));
      this.refused.add(func);
    }
    return [first, second];
  }

  /** A function that returns nothing as one that returns `undefined`. */
  private withResult(func: Func): Func {
    if (func.results.length > 0) return func;
    const known = this.returning.get(func);
    if (known) return known;
    const body = cloneRegion(func.body, new Map());
    body.yields = [new Builder(body).const(undefined, OPAQUE)];
    const made = { ...func, body, results: [OPAQUE] };
    this.returning.set(func, made);
    return made;
  }

  /** Optimizes a function and all that it calls, each once. */
  finish(func: Func, isSource = false): void {
    for (const each of reachable([func])) {
      if (this.optimized.has(each)) continue;
      this.optimized.add(each);
      if (isSource) this.scratch.own(each);
      this.optimize(each, !isSource);
    }
  }

  private optimize(func: Func, isDerivative: boolean): void {
    optimize(func, { level: this.options.level, isDerivative, verify: this.options.verify });
  }

  /** `refine` improves what has been made and optimized, and tells whether there is more to optimize then. */
  private once(func: Func, key: string, make: () => Func[], refine?: (made: Func[]) => boolean): Func[] {
    let variants = this.made.get(func);
    if (!variants) {
      variants = new Map();
      this.made.set(func, variants);
    }
    const known = variants.get(key);
    if (known) return known;
    this.finish(func, true);
    const made = make();
    variants.set(key, made);
    for (const each of made) this.derived.add(each);
    for (const each of made) {
      this.finish(each);
      this.scratch.inherit(each, func);
    }
    if (this.options.level > 0 && refine?.(made)) for (const each of made) this.optimize(each, true);
    return made;
  }

  private requireDistinct(build: Builder, func: Func, values: readonly Value[], operator: string): void {
    requireDistinct(build, this.aliases, func, values, `${operator}(${func.source})`);
  }

  /** A pullback that is called again must find its result's memory as it was when the function returned. */
  private canBePulledBack(func: Func, mask: readonly boolean[]): boolean {
    const [result] = func.body.yields;
    const isMemory = result?.type.kind === "ref" && this.activity.of(func, mask).results[0];
    if (!isMemory || !losesArrangement(result, this.aliases.of(func))) return true;
    const refusal = { code: "AD3005" as const, args: [func.source], span: func.span };
    this.options.report(diagnosticOfConflict(func, { refusal, chain: [] }));
    this.refused.add(func);
    return false;
  }

  private accepts(func: Func, mask: readonly boolean[]): boolean {
    const conflicts = this.activity.conflicts(func, mask);
    for (const conflict of conflicts) this.options.report(diagnosticOfConflict(func, conflict));
    const detached = this.scratch.conflicts(func);
    for (const { name, span } of detached) {
      const refusal = { code: "AD3002" as const, args: [name], span };
      this.options.report(diagnosticOfConflict(func, { refusal, chain: [] }));
    }
    const isAccepted = conflicts.length + detached.length === 0;
    if (!isAccepted) this.refused.add(func);
    return isAccepted;
  }

  /** A function with copies of `params`, to be filled. */
  private shell(func: Func, name: string, params: readonly Value[], results: Type[], source = func.source): Func {
    const { file, span } = func;
    return { name, body: emptyRegion(params.map(cloneValue)), results, file, span, source };
  }

  /** The parameter that an argument number means, and the element of it where it is one of a rest parameter's. */
  private position(func: Func, argnum: number): Position {
    const last = func.body.params.length - 1;
    return func.rest && argnum >= last ? { at: last, element: argnum - last } : { at: argnum };
  }

  private gradient(joint: Joint, { at, element }: Position): Value {
    const { adjoint, forward, source } = joint;
    const { build } = adjoint;
    const param = source.body.params[at];
    if (param.type.kind === "f64") return adjoint.get(param);
    if (!isDifferentiable(param.type)) return build.const(null, OPAQUE);
    const shadow = forward.shadow(param);
    const type = tangentType(param.type);
    const shape = forward.entryShape(param);
    const read = (): Value => {
      if (shape) return cutToShape(build, shadow, shape, type);
      return sameType(type, shadow.type) ? shadow : build.copy(shadow, { type, deep: true });
    };
    if (element !== undefined) return slot(build, read(), element);
    return source.optional?.has(at) ? ifPresent(build, shadow, read, null) : read();
  }
}

function isSamePosition(a: Position, b: Position): boolean {
  return a.at === b.at && a.element === b.element;
}

/** The value's cotangent is one. */
function seed({ adjoint, forward, source }: Joint, hasAux: boolean): void {
  const { build } = adjoint;
  const [result] = source.body.yields;
  if (!hasAux) adjoint.add(result, build.const(1, F64));
  else if (forward.flows(result)) setSlot(build, forward.shadow(result), 0, build.const(1, F64));
}

/** A slot of a tuple, which is an array where all its slots have one type. */
function slot(build: Builder, tuple: Value, k: number): Value {
  return memoryOf(tuple.type).kind === "record" ? build.getField(tuple, String(k)) : build.load(tuple, build.const(k));
}

function setSlot(build: Builder, tuple: Value, k: number, value: Value): void {
  if (memoryOf(tuple.type).kind === "record") build.setField(tuple, String(k), value);
  else build.store(tuple, build.const(k), value);
}

function publicTangent(build: Builder, value: Value, shadow: Value | undefined): Value {
  if (!isDifferentiable(value.type)) return build.const(null, OPAQUE);
  if (value.type.kind === "f64") return shadow ?? build.const(0, F64);
  const known = shadow ?? build.zeros(value);
  const type = tangentType(value.type);
  if (sameType(type, known.type)) return known;
  return build.copy(known, needsShape(value.type) ? { type, deep: true, like: value } : { type, deep: true });
}

function tuple(build: Builder, values: readonly Value[], names: readonly (string | undefined)[] = []): Value {
  values.forEach((value, k) => {
    value.name ??= names[k];
  });
  return build.literal(tupleOf(values.map((value) => value.type)), [...values]);
}

function argumentNames(func: Func, positions: readonly { at: number }[]): (string | undefined)[] {
  return positions.map(({ at }) => `${func.body.params[at]?.name ?? "x"}_b`);
}

function diagnosticOfConflict(func: Func, { refusal, chain }: Conflict): Diagnostic {
  const nowhere = { file: func.file, start: 0, end: 0 };
  const span = refusal.span ?? func.span ?? nowhere;
  return diagnosticOf(
    { ...refusal, span },
    chain.map((call) => ({ name: call.name, span: call.span ?? nowhere })),
  );
}

/** A body for a function that has been refused: never emitted. */
function refuse(made: Func, func: Func): Func {
  const build = new Builder(made.body);
  if (made.results.length === 0) made.results = func.results;
  made.body.yields = made.results.map((type) => build.const(undefined, type));
  return made;
}
