/** Gradients, Jacobian-vector products and pullbacks as functions of the IR, each made once; all other operators are made of them. */
import { ActivityAnalysis, type Conflict, maskKey } from "../analysis/activity.js";
import { nonlinearity } from "../analysis/linearity.js";
import { AliasAnalysis, isFresh } from "../analysis/aliases.js";
import { type StaticPattern, staticPattern } from "../analysis/static-pattern.js";
import type { Diagnostic } from "../diagnostics/index.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { type CallOp, type Func, hasSideEffects, Value } from "../ir/ops.js";
import { isRecursive } from "../ir/shapes.js";
import { allOps, cloneRegion, cloneValue, derivedName, reachable, substitute } from "../ir/traverse.js";
import { F64, isDifferentiable, OPAQUE, tangentType, tupleOf } from "../ir/types.js";
import { optimize, optimizeChecked } from "../optimize/index.js";
import { argumentList } from "./argument-lists.js";
import { ComplexStepPass, isAnalytic, withoutRules } from "./complex-step.js";
import { DependencyPass, RuledDependencies } from "./dependencies.js";
import { directionalParams, fillDirectional } from "./directional.js";
import { detachShifts } from "./detached-shifts.js";
import { requireDistinct } from "./distinct.js";
import {
  type Calculus,
  type Composition,
  type GradOptions,
  type Halves,
  type Recipe,
  type RowsOptions,
  rowsOperator,
} from "./calculus.js";
import { CustomRules } from "./custom-rules.js";
import type { Sweeps } from "./availability.js";
import { Forward } from "./forward.js";
import { gradientAt } from "./gradients.js";
import type { Tangents } from "./tangent-functions.js";
import { Into, insertParams, isPackable } from "./into.js";
import { type Position, positionOf } from "./positions.js";
import { makePullback } from "./pullbacks.js";
import { fillRowSweeps, numbersOf } from "./row-sweeps.js";
import { Selection, setSlot, slotOf, tuple } from "./selection.js";
import { type Joint, Reverse } from "./reverse.js";
import { Refusals } from "./refusals.js";
import { Scratch } from "./scratch.js";
import { copySignature, filled, type HalfComposition, refused, shell } from "./shells.js";
import { RuledSeries } from "./ruled-series.js";
import { TaylorPass } from "./taylor.js";
import { trimTape } from "./tapes.js";
import { Unboxing } from "./unboxing.js";

export interface DerivativesOptions {
  /** Told of every active value that meets something without a derivative. */
  report(diagnostic: Diagnostic): void;
  level: 0 | 1;
  /** Checks the IR between passes. */
  verify?: boolean;
  /** Told how the reverse sweeps come by the values that they need. */
  observe?: Sweeps["observe"];
}

export class Derivatives implements Calculus {
  private readonly aliases = new AliasAnalysis();
  private readonly activity = new ActivityAnalysis(this.aliases);
  private readonly unboxing = new Unboxing();
  private readonly forward: Forward;
  private readonly taylor: Forward;
  private readonly complex: Forward;
  private readonly sets: Forward;
  private readonly reverse: Reverse;
  private readonly made = new Map<Func, Map<string, Func[]>>();
  private readonly optimized = new Set<Func>();
  /** Their shifts that cancel have no derivative. */
  private readonly detached = new Set<Func>();
  private readonly refusals: Refusals;
  /** What has been derived, and from what. */
  private readonly derived = new Map<Func, Func>();
  private readonly scratch = new Scratch();
  private readonly returning = new Map<Func, Func>();

  constructor(private readonly options: DerivativesOptions) {
    const rules = new CustomRules(this);
    this.forward = new Forward(this.activity, this.unboxing, rules);
    this.complex = new Forward(this.activity, this.unboxing, rules, ComplexStepPass, "c");
    const series = new RuledSeries(rules, (func, mask, order) => this.series(func, mask, order));
    this.taylor = new Forward(this.activity, this.unboxing, series, TaylorPass);
    const ruled = new RuledDependencies(
      (func, lanes) => this.tangents(func, [lanes[0].params]),
      (func, mask) => this.dependencies(func, mask),
    );
    this.sets = new Forward(this.activity, this.unboxing, ruled, DependencyPass, "deps");
    this.reverse = new Reverse(this.activity, this.aliases, this.unboxing, rules, this, options.observe);
    this.refusals = new Refusals(options.report, this.activity, this.aliases, this.scratch);
  }

  /** (captures, memory for the gradient if `into`, parameters) -> what the public operator returns. */
  grad(func: Func, options: GradOptions): Func {
    const { captures, argnums, hasAux, value } = options;
    const wanted = typeof argnums === "number" ? [argnums] : argnums;
    const operator = `${value ? "valueAndGrad" : "grad"}${options.into ? "Into" : ""}`;
    const name = derivedName(func, operator);
    return this.once(func, `${name} ${JSON.stringify(argnums)} ${hasAux}`, () => {
      const positions = wanted.map((argnum) => positionOf(func, captures + argnum));
      const mask = func.body.params.map(
        (param, k) => positions.some(({ at }) => at === k) && isDifferentiable(param.type),
      );
      const made = shell(func, name, func.body.params, [], `${operator}(${func.source})`);
      made.rest = func.rest;
      made.optional = func.optional;
      made.nullable = func.nullable;
      const into = options.into ? new Into(func, positions, argnums) : undefined;
      const finish = (joint: Joint): Value[] => {
        const { build } = joint.adjoint;
        if (into) {
          into.write(joint, this.aliases.of(func), (position) => gradientAt(joint, position));
          const result = joint.forward.primal(joint.source.body.yields[0]);
          const yielded = value ? [result] : hasAux ? [slotOf(build, result, 1)] : [];
          made.results = yielded.map(({ type }) => type);
          return yielded;
        }
        const gradients = positions.map((position, k) => {
          const gradient = gradientAt(joint, position);
          const isRepeated = positions.findIndex((other) => isSamePosition(other, position)) < k;
          return isRepeated && gradient.type.kind === "ref" ? build.copy(gradient, { deep: true }) : gradient;
        });
        const gradient =
          typeof argnums === "number" ? gradients[0] : tuple(build, gradients, argumentNames(func, positions));
        const result = joint.forward.primal(joint.source.body.yields[0]);
        const primal = hasAux && !value ? slotOf(build, result, 1) : result;
        const yielded = value ? tuple(build, [primal, gradient]) : hasAux ? tuple(build, [gradient, primal]) : gradient;
        made.results = [yielded.type];
        return [yielded];
      };
      if (!this.refusals.accepts(func, mask)) return [refused(made, func)];
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
      if (into) insertParams(made, captures, into.params);
      return [made];
    })[0];
  }

  rowsInto(given: Func, options: RowsOptions): Func | undefined {
    this.ready(given);
    const { captures, argnums, packs } = options;
    const numbers = numbersOf(given, this.unboxing.of(given));
    if (!numbers) return undefined;
    const selection = new Selection(given, captures, argnums);
    if (numbers.rows && selection.isNumber && !packs) return undefined;
    if (numbers.lanes.length > 1 && this.reverse.hasActiveCall(numbers.func, selection.mask)) return undefined;
    if (packs && !isPackable(numbers.func, selection.positions)) return undefined;
    const operator = rowsOperator(options);
    const name = derivedName(given, operator);
    return this.once(given, `${name} rows ${JSON.stringify(argnums)}`, () => {
      const made = shell(given, name, given.body.params, [], `${operator}(${given.source})`);
      copySignature(made, given, given.body.params.length);
      if (!this.refusals.accepts(given, selection.mask)) return [refused(made, given)];
      const { reverse, aliases } = this;
      const requireDistinct = (build: Builder, func: Func, args: readonly Value[]): void =>
        this.requireDistinct(build, func, args, operator);
      fillRowSweeps({ reverse, aliases, requireDistinct }, numbers, selection, made, options);
      return [made];
    })[0];
  }

  /** (captures, primals, tangents) -> [value, tangent] */
  jvp(given: Func, captures: number): Func {
    return this.along(this.withResult(given), captures, "jvp", this.forward);
  }

  /** As `jvp`, of a function that is analytic, for tangents that are very small: by the continuations of its primitives, and by no rule. */
  complexStep(given: Func, captures: number): Func | undefined {
    const func = withoutRules(this.withResult(given));
    if (!func) return undefined;
    this.ready(func);
    const mask = func.body.params.map((param, k) => k >= captures && isDifferentiable(param.type));
    return isAnalytic(this.activity, func, mask) ? this.along(func, captures, "complexStep", this.complex) : undefined;
  }

  private along(func: Func, captures: number, operator: "jvp" | "complexStep", forward: Forward): Func {
    const name = derivedName(func, operator);
    return this.once(func, name, () => {
      const mask = func.body.params.map((param, k) => k >= captures && isDifferentiable(param.type));
      const made = shell(func, name, directionalParams(func, captures), [], `${operator}(${func.source})`);
      if (!this.refusals.accepts(func, mask)) return [refused(made, func)];
      const check = (build: Builder, args: readonly Value[]): void => this.requireDistinct(build, func, args, operator);
      fillDirectional(made, func, captures, check, () => forward.of(func, mask));
      return [made];
    })[0];
  }

  /** forward: (captures, parameters) -> (value, tape); map: (tape, cotangent) -> an entry for each parameter. */
  vjp(given: Func, captures: number, wanted?: readonly boolean[]): Halves {
    const func = this.withResult(given);
    const mask = func.body.params.map((param, k) => (wanted?.[k] ?? k >= captures) && isDifferentiable(param.type));
    return this.halves(func, `vjp ${maskKey(mask)}`, () => this.makeVjp(func, captures, mask));
  }

  transpose(linear: Func, first: number): Halves {
    const mask = linear.body.params.map(({ type }, k) => k >= first && isDifferentiable(type));
    return this.halves(linear, `transpose ${first}`, () => this.makeVjp(linear, first, mask, true));
  }

  private halves(func: Func, key: string, make: () => Func[]): Halves {
    const [forward, map] = this.once(func, key, make, ([first, second]) => trimTape(first, second));
    return { forward, map };
  }

  /** `isTransposed`: the cotangent is a tangent of what the function is the pullback of, and shared where that is. */
  private makeVjp(func: Func, captures: number, mask: readonly boolean[], isTransposed = false): Func[] {
    const first = shell(func, derivedName(func, "vjp_forward"), func.body.params, []);
    const second = shell(func, derivedName(func, "pullback"), [], []);
    if (!this.refusals.accepts(func, mask) || !this.refusals.canBePulledBack(func, mask)) {
      first.results = [...func.results, OPAQUE];
      // What is made of the pullback differentiates it, and takes the entries out.
      second.body.params = [
        new Value(OPAQUE, "tape"),
        ...func.results.slice(0, 1).map((type) => new Value(tangentType(type))),
      ];
      const entries = func.body.params.slice(captures).map(({ type }) => tangentType(type));
      second.results = [func.rest ? argumentList(func, captures).type : tupleOf(entries)];
      return [refused(first, func), refused(second, func)];
    }
    if (!isTransposed) this.requireDistinct(new Builder(first.body), func, first.body.params, "vjp");
    const { reverse, unboxing } = this;
    const aliases = this.aliases.of(func);
    const lost = makePullback({ func, captures, mask, first, second, reverse, unboxing, aliases, isTransposed });
    // The sweeps of a derivative move references of their own all the time: what counts is what the program does.
    const program = this.programOf(func);
    for (const { callee, span } of program === func ? lost : this.lostIn(program)) {
      this.refusals.refuse(func, { code: "AD3007", args: [callee.source], span });
    }
    return [first, second];
  }

  private programOf(func: Func): Func {
    const from = this.derived.get(func);
    return from ? this.programOf(from) : func;
  }

  /** Calls of a function of the program that make memory which its pullback, called again, would not find. */
  private lostIn(program: Func): readonly CallOp[] {
    const made = reachable([program])
      .flatMap(({ body }) => allOps(body))
      .flatMap(({ results }) => results);
    if (!made.some(({ type }) => isRecursive(type))) return [];
    const mask = program.body.params.map(({ type }) => isDifferentiable(type));
    const lifetime = { outerIsStable: false, modulesAreStable: false, reusable: true, copies: true, lends: true };
    return this.reverse.halves(program, mask, lifetime).lost;
  }

  tangents(func: Func, masks: readonly (readonly boolean[])[]): Tangents {
    this.refusals.involve(func);
    this.ready(func);
    for (const mask of masks) this.refusals.accepts(func, mask);
    return this.forward.ofLanes(func, masks);
  }

  dependencies(func: Func, mask: readonly boolean[]): Tangents {
    this.refusals.involve(func);
    this.ready(func);
    this.refusals.accepts(func, mask);
    return this.sets.of(func, mask);
  }

  staticPattern(func: Func, at: number, mask: readonly boolean[]): StaticPattern | undefined {
    this.refusals.involve(func);
    this.ready(func);
    return this.refusals.accepts(func, mask) ? staticPattern(func, at) : undefined;
  }

  series(func: Func, mask: readonly boolean[], order: number): Tangents {
    this.refusals.involve(func);
    this.ready(func);
    this.refusals.accepts(func, mask);
    return this.taylor.ofLanes(func, Array(order).fill(mask));
  }

  isFresh(func: Func, result: number): boolean {
    this.ready(func);
    return isFresh(func.body.yields[result], this.aliases.of(func));
  }

  mayShare(func: Func, first: number, second: number): boolean {
    this.ready(func);
    const [one, other] = [first, second].map((result) => func.body.yields[result]);
    if (one.type.kind !== "ref" || other.type.kind !== "ref") return false;
    const aliases = this.aliases.of(func);
    return aliases.classOf(one) === aliases.classOf(other);
  }

  refuse(func: Func, refusal: Conflict["refusal"]): void {
    this.refusals.involve(func);
    this.refusals.refuse(func, refusal);
  }

  isRepeatable(func: Func, onCopies = false): boolean {
    this.ready(func);
    const writesElsewhere = [...this.aliases.of(func).classes()].some(
      (group) => ((group.params.size > 0 && !onCopies) || group.global) && group.writesGiven.size > 0,
    );
    return !writesElsewhere && !reachable([func]).some((each) => allOps(each.body).some(hasSideEffects));
  }

  within<T>(func: Func, make: () => T): T {
    return this.refusals.within(func, make);
  }

  isRefused(func: Func): boolean {
    return this.refusals.isRefused(this.returning.get(func) ?? func);
  }

  requireLinear(func: Func, captures: number): void {
    if (this.isRefused(func)) return;
    const mask = func.body.params.map((param, k) => k >= captures && isDifferentiable(param.type));
    const op = nonlinearity(func, mask, this.activity);
    if (op)
      this.refusals.refuse(func, {
        code: "AD1017",
        args: ["linearTranspose", func.source],
        span: op.span ?? func.span,
      });
  }

  keep(func: Func): void {
    this.optimized.add(func);
  }

  settle(func: Func): void {
    this.finish(func);
  }

  /** What is a derivative, optimized already, behind checks of its arguments. */
  settleChecked(func: Func): void {
    this.optimized.add(func);
    optimizeChecked(func, { level: this.options.level, verify: this.options.verify });
  }

  compose(func: Func, { operator, key, params, alike }: Recipe, body: Composition): Func {
    return this.once(func, `${operator} ${key}`, () => {
      const made = shell(func, derivedName(func, operator), params, [], `${operator}(${func.source})`);
      if (alike) copySignature(made, func, alike.inserted ?? params.length, alike.count);
      return [
        filled(made, (build, args) => {
          const result = body(build, args);
          return result ? [result] : [];
        }),
      ];
    })[0];
  }

  composeHalf(func: Func, operator: string, params: readonly Value[], body: HalfComposition): Func {
    return this.once(func, operator, () => [filled(shell(func, derivedName(func, operator), params, []), body)])[0];
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

  /** What is known of a function is kept, so it is looked at only once it has been optimized. */
  private ready(func: Func): void {
    this.finish(func, !this.derived.has(func));
    if (this.options.level === 0) return;
    for (const each of reachable([func])) {
      if (this.detached.has(each)) continue;
      this.detached.add(each);
      if (!each.rule && !this.aliases.has(each)) detachShifts(each);
    }
  }

  /** Optimizes a function, all that it calls and the rules of those, each once. */
  private finish(func: Func, isSource = false, isRule = false): void {
    for (const each of reachable([func])) {
      if (this.optimized.has(each)) continue;
      this.optimized.add(each);
      if (this.options.verify && this.aliases.has(each)) throw new Error(`${each.name} was looked at too early`);
      if (isSource) this.scratch.own(each);
      this.optimize(each, !isSource, isSource && !isRule && each === func);
      const { jvp, forward, backward } = each.rule ?? {};
      for (const rule of [jvp, forward, backward]) if (rule) this.finish(rule, true, true);
    }
  }

  private optimize(func: Func, isDerivative: boolean, isEntry = false): void {
    optimize(func, { level: this.options.level, isDerivative, isEntry, verify: this.options.verify });
  }

  /** `refine` improves what has been made and optimized, and tells whether there is more to optimize then. */
  private once(func: Func, key: string, make: () => Func[], refine?: (made: Func[]) => boolean): Func[] {
    let variants = this.made.get(func);
    if (!variants) {
      variants = new Map();
      this.made.set(func, variants);
    }
    this.refusals.involve(func);
    const known = variants.get(key);
    if (known) return known;
    this.ready(func);
    const made = this.within(func, make);
    variants.set(key, made);
    for (const each of made) this.derived.set(each, func);
    for (const each of made) {
      this.finish(each);
      this.scratch.inherit(each, func);
    }
    if (this.options.level > 0 && refine?.(made)) for (const each of made) this.optimize(each, true);
    return made;
  }

  requireDistinct(build: Builder, func: Func, values: readonly Value[], operator: string): void {
    requireDistinct(build, this.aliases, func, values, `${operator}(${func.source})`);
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

function argumentNames(func: Func, positions: readonly { at: number }[]): (string | undefined)[] {
  return positions.map(({ at }) => `${func.body.params[at]?.name ?? "x"}_b`);
}
