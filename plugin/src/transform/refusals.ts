/** What cannot be differentiated: it is reported once, and nothing that is derived from it may be emitted. */
import { type ActivityAnalysis, type Conflict, maskKey } from "../analysis/activity.js";
import type { AliasAnalysis } from "../analysis/aliases.js";
import { type Diagnostic, diagnosticOf } from "../diagnostics/index.js";
import type { Func } from "../ir/ops.js";
import type { Scratch } from "./scratch.js";
import { losesArrangement } from "./seeds.js";

export class Refusals {
  private readonly refused = new Set<Func>();
  /** The masks for which a function has been looked at, and whether it can be differentiated. */
  private readonly judged = new Map<Func, Map<string, boolean>>();
  /** What has been differentiated since the derivation around began. */
  private involved = new Set<Func>();

  constructor(
    private readonly report: (diagnostic: Diagnostic) => void,
    private readonly activity: ActivityAnalysis,
    private readonly aliases: AliasAnalysis,
    private readonly scratch: Scratch,
  ) {}

  isRefused(func: Func): boolean {
    return this.refused.has(func);
  }

  /** Notes that a function is differentiated. */
  involve(func: Func): void {
    this.involved.add(func);
  }

  /** Runs `make`, which derives something from a function: it is refused if anything that is differentiated on the way is. */
  within<T>(func: Func, make: () => T): T {
    const around = this.involved;
    this.involved = new Set();
    const made = make();
    if ([...this.involved].some((each) => this.refused.has(each))) this.refused.add(func);
    for (const each of this.involved) around.add(each);
    this.involved = around;
    return made;
  }

  refuse(func: Func, refusal: Conflict["refusal"]): void {
    this.report(diagnosticOfConflict(func, { refusal, chain: [] }));
    this.refused.add(func);
  }

  accepts(func: Func, mask: readonly boolean[]): boolean {
    const known = this.judged.get(func) ?? new Map<string, boolean>();
    this.judged.set(func, known);
    const isAccepted = known.get(maskKey(mask)) ?? this.judge(func, mask);
    known.set(maskKey(mask), isAccepted);
    if (!isAccepted) this.refused.add(func);
    return isAccepted;
  }

  private judge(func: Func, mask: readonly boolean[]): boolean {
    const conflicts = this.activity.conflicts(func, mask);
    for (const conflict of conflicts) this.report(diagnosticOfConflict(func, conflict));
    const detached = this.scratch.conflicts(func);
    for (const { name, span } of detached) this.refuse(func, { code: "AD3002", args: [name], span });
    return conflicts.length + detached.length === 0;
  }

  /** A pullback that is called again must find its result's memory as it was when the function returned. */
  canBePulledBack(func: Func, mask: readonly boolean[]): boolean {
    const [result] = func.body.yields;
    const isMemory = result?.type.kind === "ref" && this.activity.of(func, mask).results[0];
    if (!isMemory || !losesArrangement(result, this.aliases.of(func))) return true;
    this.refuse(func, { code: "AD3005", args: [func.source], span: func.span });
    return false;
  }
}

function diagnosticOfConflict(func: Func, { refusal, chain }: Conflict): Diagnostic {
  const nowhere = { file: func.file, start: 0, end: 0 };
  const span = refusal.span ?? func.span ?? nowhere;
  return diagnosticOf(
    { ...refusal, span },
    chain.map((call) => ({ name: call.name, span: call.span ?? nowhere })),
  );
}
