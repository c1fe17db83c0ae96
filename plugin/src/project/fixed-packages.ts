/** Refusals for hosts that write the project's own files only, and so cannot put generated code into packages. */
import { type Diagnostic, diagnostic } from "../diagnostics/index.js";
import type { SourceRange } from "../diagnostics/diagnostic.js";
import { reachable } from "../ir/traverse.js";
import type { Demand } from "./demand.js";
import { isPackageCode, packageOf } from "./package-resolution.js";

export function refusePackages(demand: Demand): Demand {
  const refused = new Map(demand.refused);
  const diagnostics: Diagnostic[] = [...demand.diagnostics];
  const refusedEntries = new Set<object>();
  for (const { request, func } of demand.entries) {
    const inPackage = reachable([func], (each) => each.original !== undefined).find(({ file }) => isPackageCode(file));
    if (!inPackage) continue;
    refusedEntries.add(func);
    const nodes = demand.sites.filter(({ entry }) => entry === func).map(({ use }) => use.node);
    const ranges: SourceRange[] = nodes.map((node) => ({
      file: node.getSourceFile().fileName,
      start: node.getStart(),
      end: node.end,
    }));
    const { file, span = { file, start: 0, end: 0 } } = request.primal;
    for (const range of ranges.length > 0 ? ranges : [span]) {
      const args = {
        package: packageOf(inPackage.file)?.name ?? inPackage.file,
        function: inPackage.source ?? inPackage.name,
      };
      const found = diagnostic("AD1011", args, range, []);
      diagnostics.push(found);
      refused.set(range.file, [...(refused.get(range.file) ?? []), found]);
    }
  }
  if (refusedEntries.size === 0) return demand;
  return {
    ...demand,
    diagnostics,
    refused,
    entries: demand.entries.filter(({ func }) => !refusedEntries.has(func)),
    sites: demand.sites.filter(({ entry }) => !refusedEntries.has(entry)),
  };
}
