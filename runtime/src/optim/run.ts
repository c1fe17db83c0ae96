/** A run of an optimizer: its points, how it ends, and what is told of it. */
import { expectFunction, expectOptimizer, expectOptions } from "./checks.js";
import { type Checkpoint, fromJson } from "./json.js";
import { type Layout, layoutOf } from "./layout.js";
import { type Counts, noCounts, objectiveOf } from "./objective.js";
import { checkedRules, type Ending, endingOf, type Reason, type StoppingRules, total } from "./stopping.js";
import type { Evaluations, Objective, Optimizer, Problem, State, ValueAndGrad } from "./types.js";
import { allFinite } from "./vectors.js";

/** A point of a run, as traces have it. */
export interface TraceEntry {
  readonly iteration: number;
  readonly value: number;
  /** The largest entry of the gradient, or of what takes its place where there are constraints. */
  readonly optimality: number;
  /** Calls of functions of the problem so far. */
  readonly evaluations: number;
  /** Milliseconds since the run began. */
  readonly time: number;
  /** The length of the step that led here, where the optimizer chooses it. */
  readonly step?: number;
}

/** What a progress callback is told of. */
export interface Progress<P> extends TraceEntry {
  /** Where the run may end, for bars. */
  readonly maxIterations: number;
  /** Why the run ended, where this is its last point. */
  readonly ending?: Ending;
  /** The parameters, made when they are asked for. */
  readonly params: P;
  /** The run as it stands, made when it is asked for. */
  readonly checkpoint: Checkpoint;
}

/** Options of `minimize`: when a run ends, and what is told of it. */
export interface MinimizeOptions<P> extends StoppingRules {
  /** Called for the start and after every step; where the run was aborted, once more with that ending. */
  readonly onProgress?: (progress: Progress<P>) => void;
  /** Whether the result has the trace, or every how many iterations. Default: false. */
  readonly trace?: boolean | number;
  /** Ends the run between two steps. `minimize` never waits, so that only a callback can abort it; see `minimizeAsync`. */
  readonly signal?: { readonly aborted: boolean };
  /** Goes on from there, by the same optimizer; the start gives no more than the shape of the parameters. */
  readonly resume?: Checkpoint | string;
}

/** What `minimize` returns. */
export interface Result<P> {
  /** The best point of the run: that of the least objective. Of a problem with minibatches, the last one. */
  readonly params: P;
  /** The objective there; of a problem with minibatches, that of the last one. */
  readonly value: number;
  /** The largest entry of the gradient there, or of what takes its place where there are constraints. */
  readonly optimality: number;
  readonly reason: Reason;
  /** The reason in words. */
  readonly message: string;
  readonly iterations: number;
  readonly evaluations: Evaluations;
  /** Empty unless it was asked for. */
  readonly trace: readonly TraceEntry[];
  /** Where the run stands, to `resume` from with higher limits. */
  readonly checkpoint: Checkpoint;
}

/** How much of the size of an objective may be rounding: it may be a sum of many terms. */
const rounding = 1e-13;

export class Run<P> {
  ending: Ending | undefined;
  private state: State;
  private best: State;
  private readonly layout: Layout<P>;
  private readonly counts: Counts;
  private readonly objective: Objective<P>;
  private readonly rules;
  private readonly started = Date.now();
  private readonly trace: TraceEntry[] = [];
  private readonly every: number;

  constructor(
    problem: ValueAndGrad<P> | Problem<P>,
    start: P,
    private readonly optimizer: Optimizer<P>,
    private readonly options: MinimizeOptions<P>,
  ) {
    expectOptimizer("minimize", optimizer);
    expectOptions("minimize", options);
    if (options.onProgress !== undefined) expectFunction("minimize", "onProgress", options.onProgress);
    this.rules = checkedRules(options);
    this.every = Number(options.trace ?? 0);
    if (!(Number.isInteger(this.every) && this.every >= 0))
      throw new RangeError(`minimize: trace must be a boolean or a number of iterations, but is ${options.trace}`);
    this.layout = layoutOf(start, "minimize");
    const x = this.layout.vector(start);
    const unknown = x.findIndex((v) => !Number.isFinite(v));
    if (unknown >= 0)
      throw new RangeError(`minimize: ${this.layout.path(unknown)} is ${x[unknown]}; start from finite numbers`);
    const resumed = typeof options.resume === "string" ? fromJson(options.resume) : options.resume;
    this.counts = resumed ? { ...resumed.evaluations } : noCounts();
    this.objective = objectiveOf(problem, this.layout, this.counts, optimizer.name);
    if (resumed) this.expectOwn(resumed);
    this.state = resumed?.state ?? optimizer.init(this.objective, x);
    this.best = resumed?.best ?? this.state;
    this.arrive(undefined);
  }

  /** Takes a step. */
  advance(): void {
    const last = this.state;
    this.state = this.optimizer.update(this.objective, last);
    this.arrive(last);
  }

  /** Ends the run where it was aborted meanwhile; whether it was. */
  checkAbort(): boolean {
    if (!this.options.signal?.aborted) return false;
    this.ending = { reason: "aborted", message: "the signal was aborted" };
    this.options.onProgress?.(this.progress());
    return true;
  }

  progress(): Progress<P> {
    const { state, layout, rules, ending } = this;
    const checkpoint = (): Checkpoint => this.checkpoint();
    return {
      ...this.entry(),
      maxIterations: rules.maxIterations,
      ...(ending && { ending }),
      get params() {
        return layout.params(state.x);
      },
      get checkpoint() {
        return checkpoint();
      },
    };
  }

  result(ending: Ending): Result<P> {
    const { best, state } = this;
    return {
      params: this.layout.params(best.x),
      value: best.value,
      optimality: best.optimality,
      ...{ reason: ending.reason, message: ending.message },
      iterations: state.iteration,
      evaluations: { ...this.counts },
      trace: this.trace,
      checkpoint: this.checkpoint(),
    };
  }

  private arrive(last: State | undefined): void {
    const { state, options } = this;
    const finite = Number.isFinite(state.value) && Number.isFinite(state.optimality) && allFinite(state.x);
    if (!finite) this.ending = { reason: "nonFinite", message: this.nonFinite() };
    else {
      if (this.isBetter(state)) this.best = state;
      const spent = { evaluations: total(this.counts), time: Date.now() - this.started };
      this.ending = endingOf(state, last, this.rules, spent, this.objective.isStochastic);
      // Rounding must not put an earlier point in front of the one that was found to be stationary.
      if (this.ending?.reason === "converged" && this.isAsGood(state)) this.best = state;
    }
    if (this.every > 0 && (state.iteration % this.every === 0 || this.ending)) this.trace.push(this.entry());
    options.onProgress?.(this.progress());
    if (this.ending === undefined) this.checkAbort();
  }

  private isBetter(state: State): boolean {
    const { best } = this;
    return this.objective.isStochastic || state.value < best.value || Number.isNaN(best.value);
  }

  private isAsGood(state: State): boolean {
    return state.value - this.best.value <= Math.max(rounding, 10 * (state.rounding ?? 0)) * Math.abs(this.best.value);
  }

  private nonFinite(): string {
    const { state } = this;
    const place = state.x.findIndex((x) => !Number.isFinite(x));
    if (place >= 0) return `${this.layout.path(place)} became ${state.x[place]} in step ${state.iteration}`;
    const where = state.iteration === 0 ? "at the start" : `after step ${state.iteration}`;
    return Number.isFinite(state.value)
      ? `the gradient is not finite ${where}, where the objective is ${state.value}`
      : `the objective is ${state.value} ${where}`;
  }

  private entry(): TraceEntry {
    const { iteration, value, optimality, step } = this.state;
    const entry = { iteration, value, optimality, evaluations: total(this.counts), time: Date.now() - this.started };
    return step === undefined ? entry : { ...entry, step };
  }

  private checkpoint(): Checkpoint {
    const { state, best, counts } = this;
    return { optimizer: this.optimizer.name, state, best, evaluations: { ...counts } };
  }

  private expectOwn({ optimizer, state }: Checkpoint): void {
    if (optimizer !== this.optimizer.name)
      throw new TypeError(`minimize: the checkpoint is of ${optimizer}, but the optimizer is ${this.optimizer.name}`);
    if (state.x.length !== this.layout.size)
      throw new TypeError(
        `minimize: the checkpoint has ${state.x.length} parameters, but the start has ${this.layout.size}`,
      );
  }
}
