/**
 * The optimizer: runs before and after every transform, and changes no bit of what the program computes. Derivatives may be summed
 * in another order.
 */
import { tagIntegers } from "../analysis/integers.js";
import type { Func, OpKind } from "../ir/ops.js";
import { verify } from "../ir/verifier.js";
import { assignElements } from "./assign-elements.js";
import { assignFirst } from "./assign-first.js";
import { bufferGradients } from "./buffer-gradients.js";
import { carryElements } from "./carry-elements.js";
import { specializeClears } from "./clear-shadows.js";
import { computeAgain } from "./compute-again.js";
import { countAlong } from "./count-along.js";
import { countOn } from "./count-on.js";
import { cse } from "./cse.js";
import { dce } from "./dce.js";
import { dropDeadStores } from "./dead-stores.js";
import { elideCopies } from "./elide-copies.js";
import { elideViews } from "./elide-views.js";
import { expandLoops } from "./expand-loops.js";
import { Facts } from "./facts.js";
import { flattenLists } from "./flatten-lists.js";
import { fold } from "./fold.js";
import { forwardCaches } from "./forward-caches.js";
import { fuseElementwise, fuseLoops } from "./fuse-loops.js";
import { fuseSweeps } from "./fuse-sweeps.js";
import { gatherLiterals } from "./gather-literals.js";
import { hoistWorkspaces } from "./hoist-workspaces.js";
import { inline } from "./inline.js";
import { elideLastCopies } from "./last-copies.js";
import { delayCaching } from "./late-caches.js";
import { licm } from "./licm.js";
import { copyGradients } from "./copy-gradients.js";
import { localize } from "./localize.js";
import { mergeBranches } from "./merge-branches.js";
import { packCaches } from "./pack-caches.js";
import { findClean, findPools } from "./pools.js";
import { presizeLists } from "./presize-lists.js";
import { privatize } from "./privatize.js";
import { raiseLoops } from "./raise-loops.js";
import { readBack } from "./read-back.js";
import { multiplyByReciprocals } from "./reciprocals.js";
import { replaceScalars } from "./scalar-replacement.js";
import { shelveArrays } from "./shelve-arrays.js";
import { guardShapes } from "./shape-guards.js";
import { shelveStacks } from "./shelve-stacks.js";
import { sink } from "./sink.js";
import { skipZeros } from "./skip-zeros.js";
import { splitRecords } from "./split-records.js";
import { tabulate } from "./tabulate.js";
import { typeAllLists, typeOwnLists } from "./type-lists.js";
import { guardChecks } from "./type-guards.js";
import { specializeShadows } from "./typed-shadows.js";
import { separateSteps, unroll } from "./unroll.js";
import { unstack } from "./unstack.js";
import { checkCounts } from "./whole-counts.js";
import { dropZeroArrays } from "./zero-arrays.js";

/**
 * Returns whether it has changed the function, or "values": only that operations on numbers went, or that more is known of numbers.
 * What passes ask for is known once for all that leave the function as it is.
 */
export type Pass = (func: Func, facts?: Facts) => boolean | "values";

export interface OptimizeOptions {
  /** 0: only what transforms rely on, integers, counted loops and arithmetic where it is needed. 1, the default: everything. */
  readonly level?: 0 | 1;
  /** It is a derivative: what iterations have to themselves need not be apart for a transform any more. */
  readonly isDerivative?: boolean;
  /** Users call its derivatives: its parameters have been checked then. */
  readonly isEntry?: boolean;
  /** Checks the function after each pass. */
  readonly verify?: boolean;
}

const normalization: readonly Pass[] = [tagIntegers, raiseLoops];
const round: readonly Pass[] = [
  fold,
  elideCopies,
  elideLastCopies,
  elideViews,
  gatherLiterals,
  splitRecords,
  replaceScalars,
  cse,
  dropDeadStores,
  licm,
  sink,
  dce,
  tagIntegers,
  raiseLoops,
];
/** What changes the structure of a function, once the rounds have made it plain. */
const restructuring = (isDerivative: boolean): readonly Pass[] => [
  expandLoops,
  isDerivative ? fuseLoops : fuseElementwise,
  fuseSweeps,
  forwardCaches,
  mergeBranches,
  privatize,
  dropZeroArrays,
  bufferGradients,
];
/** What makes turns of loops independent of one another, for the reverse sweep to keep less, and iterations apart. */
const independence: readonly Pass[] = [
  checkCounts,
  tagIntegers,
  presizeLists,
  localize,
  countAlong,
  readBack,
  computeAgain,
];
/** The kinds of operations that a pass works on; a function without any of them has no use for it. */
const concerns = new Map<Pass, readonly OpKind[]>([
  [elideCopies, ["copy"]],
  [elideLastCopies, ["copy"]],
  [elideViews, ["view"]],
  [gatherLiterals, ["alloc"]],
  [splitRecords, ["literal"]],
  [replaceScalars, ["literal", "alloc"]],
  [dropDeadStores, ["store", "setField", "fill"]],
  [licm, ["for", "while"]],
  [sink, ["if"]],
  [raiseLoops, ["while"]],
  [countAlong, ["for"]],
  [readBack, ["for"]],
  [computeAgain, ["alloc"]],
  [localize, ["alloc"]],
  [expandLoops, ["for"]],
  [fuseLoops, ["for"]],
  [fuseElementwise, ["for"]],
  [fuseSweeps, ["for"]],
  [forwardCaches, ["alloc"]],
  [mergeBranches, ["if"]],
  [dropZeroArrays, ["alloc"]],
  [bufferGradients, ["clear"]],
  [tabulate, ["for"]],
  [presizeLists, ["push"]],
  [flattenLists, ["load"]],
  [typeOwnLists, ["load"]],
  [typeAllLists, ["load"]],
]);
/** What finds nothing more where there are only fewer operations on numbers than before, or more is known of numbers. */
const unmoved: ReadonlySet<Pass> = new Set<Pass>([
  cse,
  dce,
  dropDeadStores,
  elideCopies,
  elideLastCopies,
  gatherLiterals,
  licm,
  replaceScalars,
  splitRecords,
]);
/** What finds nothing more right behind itself. */
const idempotent: ReadonlySet<Pass> = new Set<Pass>([cse, tagIntegers]);
/** Each round exposes less than the one before; what is still possible after these is not worth the time. */
const mostRounds = 6;
/** A fused loop may be fused with others in its turn, at each depth of nesting. */
const mostStages = 6;

/** Optimizes a function in place. */
export function optimize(
  func: Func,
  { level = 1, isDerivative = false, isEntry = false, verify: checked = false }: OptimizeOptions = {},
): void {
  let facts = new Facts(func);
  const run = (pass: Pass): boolean | "values" => {
    const changed = pass(func, facts);
    if (changed) facts = new Facts(func, changed === "values" ? facts.model : undefined);
    if (checked) verifyAfter(func, pass);
    return changed;
  };
  for (const pass of normalization) run(pass);
  if (level === 0) {
    run(sink);
    return;
  }
  run(inline);
  // A pass runs again only if it or another has changed something since.
  let version = 0;
  let moved = 0;
  const settled = new Map<Pass, number>();
  const runAll = (passes: readonly Pass[]): boolean => {
    const started = version;
    // Passes make no kind of operation that was not there.
    const kinds = facts.kinds();
    for (const pass of passes) {
      if ((settled.get(pass) ?? -1) >= (unmoved.has(pass) ? moved : version)) continue;
      if (concerns.get(pass)?.every((kind) => !kinds.has(kind))) continue;
      const changed = run(pass);
      if (changed) version++;
      if (changed === true) moved = version;
      if (!changed || idempotent.has(pass) || (changed === "values" && unmoved.has(pass))) settled.set(pass, version);
    }
    return version !== started;
  };
  const settle = (): void => {
    for (let rounds = 0; rounds < mostRounds && runAll(round); ) rounds++;
  };
  // Lists that loops share only until they are one loop are no lists then.
  const flatten = (): boolean => {
    let changed = false;
    for (const pass of [flattenLists, isEntry ? typeAllLists : typeOwnLists])
      for (; runAll([pass]); changed = true) settle();
    return changed;
  };
  for (let stage = 0; stage < mostStages; stage++) {
    settle();
    const passes = restructuring(isDerivative);
    if (runAll(isDerivative ? passes : [...independence, ...passes, tabulate])) continue;
    if (isDerivative || !flatten()) break;
  }
  if (isDerivative) runAll([unstack, hoistWorkspaces]);
  settle();
}

/** Optimizes a derivative again that has been put behind checks of its arguments: what they hold is the same in every turn of a loop. */
export function optimizeChecked(func: Func, { level = 1, verify: checked = false }: OptimizeOptions = {}): void {
  if (level === 0 || !licm(func)) return;
  for (const pass of [unstack, hoistWorkspaces, licm, cse, dce]) {
    pass(func);
    if (checked) verifyAfter(func, pass);
  }
}

/** Brings a function into the form that engines run fastest. It is not transformed any more. */
export function finish(func: Func, { level = 1, verify: checked = false }: OptimizeOptions = {}): void {
  if (level === 0) return;
  let facts = new Facts(func);
  const run = (pass: Pass): boolean => {
    const changed = pass(func, facts) !== false;
    if (changed) facts = new Facts(func);
    if (checked) verifyAfter(func, pass);
    return changed;
  };
  const tidy = (passes: readonly Pass[]): void => passes.forEach(run);
  if (run(copyGradients)) tidy([dce]);
  if (run(assignElements)) tidy([fold, dce]);
  if (run(assignFirst)) tidy([fold, dce, fuseLoops, cse, dropDeadStores, dce]);
  if (run(carryElements)) tidy([fold, assignElements, fold, cse, dropDeadStores, dce]);
  if (run(skipZeros)) tidy([cse]);
  shelveStacks(func);
  facts = new Facts(func);
  findPools(func, facts);
  findClean(func, facts);
  shelveArrays(func);
  facts = new Facts(func);
  run(delayCaching);
  if (run(multiplyByReciprocals)) tidy([dce]);
  if (run(countOn)) tidy([fold, dce]);
  if (run(packCaches)) tidy([tagIntegers, fold, cse]);
  if (run(unroll)) tidy([tagIntegers, fold, licm, cse, dropDeadStores, dce, separateSteps]);
  for (const pass of [guardChecks, guardShapes, specializeShadows, specializeClears]) {
    pass(func);
    if (checked) verifyAfter(func, pass);
  }
}

function verifyAfter(func: Func, pass: { readonly name: string }): void {
  try {
    verify(func);
  } catch (error) {
    throw new Error(`after ${pass.name}: ${(error as Error).message}`, { cause: error });
  }
}
