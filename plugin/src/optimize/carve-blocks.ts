/**
 * Arrays that turns of loops make and that nobody outside gets to see are parts of common blocks: an array of more than a few numbers has
 * memory of its own otherwise, which takes an engine ten times as long to make.
 */
import { AliasAnalysis, type AliasClass } from "../analysis/aliases.js";
import type { AllocOp, Func, Op, Region } from "../ir/ops.js";
import { allOps } from "../ir/traverse.js";
import { memoryOf } from "../ir/types.js";

/** What makes such arrays; a function that is not transformed any more. */
export function findCarved(func: Func): Set<Op> {
  const made = inLoops(func.body).filter(isNumbers);
  if (made.length === 0) return new Set();
  const aliases = new AliasAnalysis().of(func);
  const seen = new Set<AliasClass>();
  const see = (values: Op["operands"]): void => {
    for (const value of values) if (value.type.kind === "ref") seen.add(aliases.classOf(value));
  };
  see(func.body.yields);
  for (const op of allOps(func.body))
    if (op.kind === "call" || op.kind === "closure" || (op.kind === "extern" && !op.discreet))
      see([...op.operands, ...op.results]);
  const isHidden = (op: Op): boolean => {
    const group = aliases.classOf(op.results[0]);
    return group.params.size === 0 && !group.global && !seen.has(group);
  };
  return new Set(made.filter(isHidden));
}

/** The array as a part of a block. */
export function carved({ operands, results, span, adjoint }: AllocOp): Op {
  const base = { kind: "extern", effect: "reads", statement: false, uses: ["scratch"], discreet: true } as const;
  return { ...base, template: ["scratch(", ")"], operands, results, regions: [], span, adjoint };
}

function inLoops({ ops }: Region, isInside = false): Op[] {
  return ops.flatMap((op) => {
    const isLoop = op.kind === "for" || op.kind === "while";
    return [...(isInside ? [op] : []), ...op.regions.flatMap((inner) => inLoops(inner, isInside || isLoop))];
  });
}

function isNumbers(op: Op): op is AllocOp {
  if (op.kind !== "alloc" || op.operands.length !== 1 || op.reuse || op.cache) return false;
  const memory = memoryOf(op.results[0].type);
  return memory.kind === "array" && memory.container === "Float64Array";
}
