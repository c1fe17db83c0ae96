/**
 * Reverse mode. A function becomes either one function with both sweeps (`joint`), or a forward half that returns its
 * results and a tape, and a reverse half that consumes the tape (`halves`): for calls and for pullbacks.
 */
import { accumulations } from "../analysis/accumulations.js";
import { type Activity, type ActivityAnalysis, maskKey } from "../analysis/activity.js";
import { type AliasAnalysis, type AliasClass, type Aliases, sharing } from "../analysis/aliases.js";
import { FinitenessAnalysis } from "../analysis/finiteness.js";
import { seesModules } from "../analysis/module-state.js";
import { Snapshots } from "../analysis/snapshots.js";
import { Stability } from "../analysis/stability.js";
import { emptyRegion } from "../ir/builder.js";
import { type CallOp, type Func, type Op, type Region, type StoreOp, Value, type WhileOp } from "../ir/ops.js";
import { allOps, allRegions, cloneFunc } from "../ir/traverse.js";
import { F64, type RecordMemory } from "../ir/types.js";
import { AdjointPass, type Mirror } from "./adjoint.js";
import { memoryMadeIn } from "../analysis/outside-writes.js";
import { AugmentPass } from "./augment.js";
import { makeAvailable, type Sweeps } from "./availability.js";
import { type Halves, shells } from "./call-halves.js";
import { areApart, obstacleOf } from "./chain-obstacles.js";
import { ChainState } from "./chain-state.js";
import { ChainSweeps } from "./chain-sweeps.js";
import type { ChainTrace } from "./chain-traces.js";
import { type Chain, unchain } from "./chains.js";
import type { Calculus } from "./calculus.js";
import { canRunAgain, fillCheckpointed } from "./checkpoints.js";
import { countTrips } from "./count-trips.js";
import { mayChangeShape } from "./entry-shapes.js";
import { Moves } from "./moves.js";
import { takenAsWhole } from "./taken-as-whole.js";
import { withShadows } from "./presence.js";
import type { Unboxing } from "./unboxing.js";
import { type Lanes, voids } from "./voids.js";
import { losesParts } from "./whole-shadows.js";

/** What may happen between the forward and the reverse sweep of a pair of halves. */
export interface Lifetime {
  /** Memory that the caller reaches (parameters, results) stays as it is until the reverse sweep. */
  readonly outerIsStable: boolean;
  /** What the function sees of modules does. */
  readonly modulesAreStable: boolean;
  /** The reverse half may run any number of times on one tape, and leaves all shadows zero but those of parameters. */
  readonly reusable: boolean;
  /**
   * The parameters whose shadows must refer to one another in the end as in the beginning, since a gradient is made of
   * them: those that an operator's parameters may be reached from. All, if absent.
   */
  readonly restored?: readonly boolean[];
  /** The forward half runs once for all, so that it may copy the memory of others that the reverse half reads. */
  readonly copies?: boolean;
  /** Shadows that the forward half does not need are given to the reverse half, anew for each run. */
  readonly lends?: boolean;
  /** Which parameters may share memory, see `sharing`; absent where all are distinct. */
  readonly groups?: readonly number[];
  /** The parameters that are memory which a function around has made: no gradient has its shape. None, if absent. */
  readonly made?: readonly boolean[];
}

/** Makes what is called in place of a function with a rule of its own. */
export interface RuledHalves {
  halves(func: Func, activity: Activity, keepsArguments: boolean): Halves;
}

export interface Joint {
  readonly body: Region;
  readonly forward: AugmentPass;
  readonly adjoint: AdjointPass;
  /** The values of the copied function: original parameters, results and the pass that maps them. */
  readonly source: Func;
}

export class Reverse {
  private readonly made = new Map<Func, Map<string, Halves>>();
  private readonly moves: Moves;
  private readonly finiteness = new FinitenessAnalysis();

  constructor(
    private readonly analysis: ActivityAnalysis,
    private readonly aliases: AliasAnalysis,
    private readonly unboxing: Unboxing,
    private readonly rules: RuledHalves,
    private readonly calculus: Pick<Calculus, "isRepeatable" | "keep" | "refuse">,
    private readonly observe?: Sweeps["observe"],
  ) {
    this.moves = new Moves(analysis);
  }

  /**
   * Fills `made.body` with both sweeps of `func`. `seed` gives the results their cotangents, `finish` returns what the
   * function yields. `lanes` says which results have a cotangent that is not zero, for each of the adjoints that the reverse sweep carries
   * side by side; with several, no call may carry a derivative.
   */
  joint(
    func: Func,
    mask: readonly boolean[],
    made: Func,
    seed: (joint: Joint) => void,
    finish: (joint: Joint) => Value[],
    lanes: Lanes = [func.body.yields.map(() => true)],
  ): void {
    const unboxed = this.unboxing.ofCalls(func, this.analysis.of(func, mask));
    const sweeps = this.sweeps(
      unboxed,
      mask,
      { outerIsStable: true, modulesAreStable: true, reusable: false },
      undefined,
      lanes,
    );
    const { source, forward, adjoint } = sweeps;
    made.body.params = sweeps.augmented.params;
    const joint: Joint = { body: made.body, forward, adjoint, source };
    seed(joint);
    adjoint.sweep();
    const yields = finish(joint);
    sweeps.reversed.yields = yields;
    makeAvailable({
      forward: sweeps.augmented,
      reverse: sweeps.reversed,
      mirrors: sweeps.mirrors(),
      ...sweeps.memory,
      observe: this.observe,
    });
    made.body.ops = [...sweeps.augmented.ops, ...sweeps.reversed.ops];
    made.body.yields = sweeps.reversed.yields;
  }

  /** Whether a call in a function carries derivatives. */
  hasActiveCall(func: Func, mask: readonly boolean[]): boolean {
    const activity = this.analysis.of(func, mask);
    return allOps(func.body).some((op) => op.kind === "call" && op.operands.some((each) => activity.isActive(each)));
  }

  halves(func: Func, mask: readonly boolean[], lifetime: Lifetime): Halves {
    const found = this.analysis.of(func, mask);
    const restored = maskKey(lifetime.restored ?? func.body.params.map(() => true));
    const key = `${maskKey(found.params)} ${lifetime.outerIsStable} ${lifetime.modulesAreStable} ${lifetime.reusable} ${restored} ${lifetime.copies ?? false} ${lifetime.lends ?? false} ${lifetime.groups ?? ""} ${lifetime.made ?? ""}`;
    let variants = this.made.get(func);
    if (!variants) {
      variants = new Map();
      this.made.set(func, variants);
    }
    const known = variants.get(key);
    if (known) return known;
    if (func.rule) {
      const { outerIsStable, modulesAreStable, reusable } = lifetime;
      const made = this.rules.halves(func, found, outerIsStable && modulesAreStable && !reusable);
      variants.set(key, made);
      return made;
    }
    if (func.scheduled) {
      const made = this.halves(this.unchained(func), mask, lifetime);
      variants.set(key, made);
      return made;
    }
    const chain = this.chains.get(func);
    if (chain) return this.chained(chain, mask, lifetime, (made) => variants.set(key, made));
    if (func.checkpoint) return this.checkpointed(func, mask, lifetime, (made) => variants.set(key, made));
    const source = this.unboxing.ofCalls(func, found);
    const activity = source === func ? found : this.analysis.of(source, mask);
    const mayLend = lifetime.lends ?? false;
    const lent = source.body.params.map((_, k) => mayLend && activity.params[k] && isLendable(source, k));
    const made = shells(source, activity, lent);
    variants.set(key, made);
    this.fill(source, mask, lifetime, made);
    return made;
  }

  /** `remember` is told before anything is made, as a function may call itself. */
  private checkpointed(
    func: Func,
    mask: readonly boolean[],
    lifetime: Lifetime,
    remember: (made: Halves) => void,
  ): Halves {
    const plain = this.withoutCheckpoint(func);
    const keepsArguments = lifetime.outerIsStable && !lifetime.reusable;
    const seesTheSame = this.keepsModules(lifetime) || !seesModules(func);
    if (!seesTheSame || !this.calculus.isRepeatable(func) || !canRunAgain(func, this.aliases.of(func), keepsArguments))
      return this.halves(plain, mask, lifetime);
    const activity = this.analysis.of(func, mask);
    const made = shells(
      func,
      activity,
      func.body.params.map(() => false),
    );
    remember(made);
    const { groups } = lifetime;
    const inner = this.halves(plain, mask, { outerIsStable: true, modulesAreStable: true, reusable: false, groups });
    fillCheckpointed(func, made, inner, keepsArguments);
    return made;
  }

  /** The function with calls of its loops, for those with a schedule. */
  private unchained(func: Func): Func {
    const known = this.callers.get(func);
    if (known) return known;
    const { caller, chains } = unchain(func);
    this.callers.set(func, caller);
    for (const chain of chains) {
      this.calculus.keep(chain.func);
      this.chains.set(chain.func, chain);
    }
    return caller;
  }
  private readonly callers = new Map<Func, Func>();
  private readonly chains = new Map<Func, Chain>();

  private chained(
    given: Chain,
    mask: readonly boolean[],
    lifetime: Lifetime,
    remember: (made: Halves) => void,
  ): Halves {
    const { groups } = lifetime;
    const aliasesIn = ({ untraced }: Chain): Aliases =>
      groups ? this.aliases.ofShared(untraced, groups) : this.aliases.of(untraced);
    const isMade = ({ array }: ChainTrace): boolean => lifetime.made?.[given.func.body.params.indexOf(array)] ?? false;
    const isTraced =
      given.traces.length > 0 &&
      given.traces.every((trace) => trace.left.type.kind !== "ref" || isMade(trace)) &&
      areApart(given, aliasesIn(given), this.aliases.of(given.step));
    const chain = isTraced ? given : given.whole();
    const { func, step, carried, outers } = chain;
    const aliases = aliasesIn(chain);
    const obstacle = obstacleOf(chain, aliases);
    if (obstacle !== undefined) {
      this.calculus.refuse(func, { code: "AD1024", args: [obstacle], span: func.span });
      this.chains.delete(given.func);
      return this.halves(given.func, mask, lifetime);
    }
    // What functions that a step calls see of modules cannot be kept.
    if (!this.keepsModules(lifetime) && seesModules(step))
      return this.halves(this.withoutCheckpoint(given.func), mask, lifetime);
    const activity = this.analysis.of(func, mask);
    const made = shells(
      func,
      activity,
      func.body.params.map(() => false),
    );
    remember(made);
    const values = [...carried, ...outers];
    const indices = step.body.params.slice(0, step.body.params.length - values.length);
    const active = [...indices.map(() => false), ...values.map((value) => activity.isActive(value))];
    const inner = this.halves(step, active, {
      outerIsStable: true,
      modulesAreStable: true,
      reusable: false,
      groups: sharing([...indices, ...values], aliases),
    });
    // A reverse half that runs again has copies of all that it needs.
    const isKept = lifetime.reusable || lifetime.outerIsStable;
    const state = new ChainState(chain, aliases, activity, isKept);
    const sweeps = new ChainSweeps(chain, state, inner, activity, () => this.moves.of(step, active));
    if (lifetime.reusable) sweeps.fillReusable(made);
    else sweeps.fill(made, lifetime.outerIsStable);
    return made;
  }

  private keepsModules({ modulesAreStable, reusable }: Lifetime): boolean {
    return modulesAreStable && !reusable;
  }

  private withoutCheckpoint(func: Func): Func {
    const known = this.plain.get(func) ?? { ...func, checkpoint: undefined };
    this.plain.set(func, known);
    return known;
  }
  private readonly plain = new Map<Func, Func>();

  private fill(func: Func, mask: readonly boolean[], lifetime: Lifetime, made: Halves): void {
    const sweeps = this.sweeps(func, mask, lifetime, made.lent);
    const { source, forward, adjoint, augmented, reversed } = sweeps;
    const { activity } = sweeps;
    const tape = new Value(made.forward.results[made.forward.results.length - 1], "tape");
    reversed.params = [tape];
    for (const result of source.body.yields) {
      if (result.type.kind !== "f64" || !activity.isActive(result)) continue;
      const cotangent = new Value(F64, forward.shadowName(result) ?? "y_b");
      reversed.params.push(cotangent);
      adjoint.add(result, cotangent);
    }
    const lent = source.body.params.filter((_, k) => made.lent[k]);
    reversed.params.push(...lent.map((param) => forward.shadow(param)));
    adjoint.sweep();
    const real = source.body.params.filter((param) => param.type.kind === "f64" && activity.isActive(param));
    reversed.yields = real.map((param) => adjoint.get(param));
    if (tape.type.kind !== "ref" || tape.type.memory.kind !== "record") throw new Error("a tape is a record");
    const memory: RecordMemory = tape.type.memory;
    const results = source.body.yields;
    const shadows = results.filter((result) => result.type.kind === "ref" && activity.isActive(result));
    augmented.yields = [
      ...results.map((result) => forward.primal(result)),
      ...shadows.map((result) => forward.shadow(result)),
    ];
    const taped = makeAvailable({
      forward: augmented,
      reverse: reversed,
      mirrors: sweeps.mirrors(),
      ...sweeps.memory,
      observe: this.observe,
      tape: { value: tape, memory, reusable: lifetime.reusable },
    });
    augmented.yields.push(forward.emitTape(tape.type, taped));
    made.forward.body = augmented;
    const lending = source.body.params.filter((param, k) => forward.flows(param) && !made.lent[k]);
    made.forward.nullable = withShadows(source, lending);
    made.reverse.body = reversed;
    made.lost.push(...sweeps.lost());
  }

  private takenAsWhole(
    body: Region,
    aliases: Aliases,
    activity: Activity,
    func: Func,
    reusable: boolean,
    isMade: (memory: Value) => boolean,
  ): ReadonlySet<AliasClass> {
    const isChain = (callee: Func): boolean => this.chains.has(callee);
    const { classes, ofChain, ofRule } = takenAsWhole(body, aliases, activity, isChain, isMade);
    if (ofChain) {
      const reason = `references in memory that it works on change in \`${func.source}\``;
      this.calculus.refuse(func, { code: "AD1024", args: [reason], span: func.span });
    } else if (ofRule && reusable) {
      // Another run of the reverse half finds references in shadows as they were before the forward half, not as that left them.
      this.calculus.refuse(func, { code: "AD3009", args: [func.source, ofRule.name ?? "memory"], span: func.span });
    }
    return classes;
  }

  /** `lent` says which shadows of parameters the forward sweep does without; absent, it makes all of them. */
  private sweeps(func: Func, mask: readonly boolean[], lifetime: Lifetime, lent?: readonly boolean[], lanes?: Lanes) {
    const source = cloneFunc(func);
    const trips: Map<WhileOp, Value> = countTrips(source.body);
    const activity = this.analysis.of(source, mask);
    const { groups } = lifetime;
    const aliases = groups ? this.aliases.ofShared(source, groups) : this.aliases.of(source);
    const stability = new Stability(
      source,
      aliases,
      lifetime.outerIsStable,
      lifetime.modulesAreStable,
      lifetime.copies,
    );
    const own = memoryMadeIn(source.body);
    const isMade = (ref: Value): boolean => own.has(ref) || (lifetime.made?.[source.body.params.indexOf(ref)] ?? false);
    const whole = this.takenAsWhole(source.body, aliases, activity, func, lifetime.reusable, isMade);
    const isRestored = (ref: Value): boolean => {
      if (ref.type.kind !== "ref") return false;
      const group = aliases.classOf(ref);
      // Another run would find memory that was made here as it was before it was filled.
      if (!lifetime.reusable && whole.has(group)) return true;
      return [...group.params].some((k) => lifetime.restored?.[k] ?? true);
    };
    const called = new Set<Halves>();
    const halves = (op: CallOp): Halves => {
      const inner = op.operands.map((operand) => activity.isActive(operand));
      const made = this.halves(op.callee, inner, {
        outerIsStable: stability.keepsArguments(op),
        modulesAreStable: stability.keepsModules(op),
        reusable: lifetime.reusable,
        restored: op.operands.map(isRestored),
        groups: sharing(op.operands, aliases),
        made: op.callee.scheduled || this.chains.has(op.callee) ? op.operands.map(isMade) : undefined,
      });
      called.add(made);
      return made;
    };
    const augmented = emptyRegion();
    const reversed = emptyRegion();
    const callForward = (op: CallOp) => {
      const made = halves(op);
      return { callee: made.forward, activeResults: made.activity.results, isTaped: true };
    };
    const loses = (result: Value): boolean => lifetime.reusable && losesParts(result, aliases);
    const forward = new AugmentPass(source, activity, augmented, callForward, isRestored, loses, lanes?.length ?? 1);
    augmented.params = forward.parameters(lent);
    for (const param of source.body.params)
      if (!lent && forward.flows(param) && mayChangeShape(param, aliases)) forward.noteShape(param);
    forward.sweep();
    const adjoint = new AdjointPass(source, activity, forward, reversed, {
      callReverse: (op) => {
        const made = halves(op);
        return { callee: made.reverse, activeResults: made.activity.results, activeParams: made.activity.params };
      },
      reusable: lifetime.reusable,
      accumulations: accumulations(source.body, aliases),
      used: source.body.yields.filter((_, k) => lanes?.some((lane) => lane[k])),
      trips,
      mayBeVoid: voids(source, this.finiteness.of(source, activity, aliases), lanes, forward),
    });
    const isStable = (read: Op): boolean => {
      const origin = forward.origins.get(read);
      if (origin === undefined || !stability.isStable(origin)) return false;
      // Another run of the reverse half finds shadows that refer to one another as before the forward half.
      const isReference = origin.results[0]?.type.kind === "ref";
      return !lifetime.reusable || !isReference || !isRestored(origin.operands[0]);
    };
    let snapshots: Snapshots | undefined;
    const isOfTurn = (read: Op): boolean => {
      const origin = forward.origins.get(read);
      if (origin?.kind !== "load" || forward.primal(origin.operands[0]) !== read.operands[0]) return false;
      snapshots ??= new Snapshots(source);
      return snapshots.has(origin);
    };
    const isKept = (store: StoreOp): boolean => {
      const origin = forward.origins.get(store);
      if (origin?.kind !== "store") return false;
      const [target, , stored] = origin.operands;
      const isReference = stored.type.kind === "ref";
      const isItself = isReference ? !isRestored(target) : forward.primal(stored) === store.operands[2];
      return isItself && stability.isKept(origin);
    };
    const needsCopy = (copy: Value): boolean => {
      const original = forward.original(copy);
      return original !== undefined && stability.needsCopy(original);
    };
    const isOptional = (copy: Value): boolean => {
      const original = forward.original(copy);
      return original !== undefined && (source.optional?.has(source.body.params.indexOf(original)) ?? false);
    };
    const mirrors = (): Map<Region, Mirror> =>
      new Map([...adjoint.mirrors].map(([region, mirror]) => [forward.regions.get(region) ?? region, mirror]));
    const lost = (): CallOp[] => {
      const isLost = ({ results }: CallOp): boolean => results.some((result) => forward.lost.has(result));
      const own = allOps(source.body).filter((op): op is CallOp => op.kind === "call" && isLost(op));
      return [...own, ...[...called].flatMap((each) => each.lost)];
    };
    const memory = { isStable, isOfTurn, isKept, needsCopy, isOptional };
    return { source, activity, augmented, reversed, forward, adjoint, memory, mirrors, lost };
  }
}

/** Whether a parameter is an array of numbers that keeps its length and that the function only reaches by its name. */
function isLendable(func: Func, k: number): boolean {
  const param = func.body.params[k];
  if (param.type.kind !== "ref" || func.optional?.has(k)) return false;
  const { memory } = param.type;
  if (memory.kind !== "array" || memory.element.kind !== "f64") return false;
  const isTyped = memory.container !== "Array";
  const isAccess = ({ kind }: Op): boolean =>
    kind === "load" || kind === "length" || (isTyped && (kind === "store" || kind === "fill"));
  return (
    allOps(func.body).every((op) =>
      op.operands.every((operand, at) => operand !== param || (at === 0 && isAccess(op))),
    ) && allRegions(func.body).every((region) => !region.yields.includes(param))
  );
}
