import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CutNode, minimumCut } from "../../plugin/src/transform/min-cut.js";

/** Whether every needed node can be computed from `cut` alone. */
function suffices(nodes: readonly CutNode<number>[], cut: ReadonlySet<number>): boolean {
  const available = (key: number): boolean => cut.has(key) || (nodes[key].from?.every(available) ?? false);
  return nodes.every((node) => !node.needed || available(node.key));
}

function cost(nodes: readonly CutNode<number>[], cut: Iterable<number>): number {
  return [...cut].reduce((sum, key) => sum + nodes[key].cost, 0);
}

const graphs = fc
  .array(
    fc.record({
      cost: fc.integer({ min: 1, max: 9 }),
      leaf: fc.boolean(),
      needed: fc.boolean(),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 9,
    },
  )
  .map((specs): CutNode<number>[] =>
    specs.map(({ cost, leaf, needed, picks }, key) => ({
      key,
      cost,
      needed,
      from: key === 0 || leaf ? undefined : picks.map((pick) => pick % key),
    })),
  );

describe("minimumCut", () => {
  it("is sufficient and as cheap as the best of all subsets", () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const cut = minimumCut(nodes);
        expect(suffices(nodes, cut)).toBe(true);
        let best = Number.POSITIVE_INFINITY;
        for (let bits = 0; bits < 2 ** nodes.length; bits++) {
          const subset = new Set(nodes.map(({ key }) => key).filter((key) => bits & (1 << key)));
          if (suffices(nodes, subset)) best = Math.min(best, cost(nodes, subset));
        }
        expect(cost(nodes, cut)).toBe(best);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("prefers, at equal cost, what is nearest to the need", () => {
    const nodes: CutNode<string>[] = [
      { key: "x", cost: 8, from: undefined, needed: false },
      { key: "y", cost: 8, from: ["x"], needed: false },
      { key: "z", cost: 8, from: ["y"], needed: true },
    ];
    expect([...minimumCut(nodes)]).toEqual(["z"]);
  });

  it("takes long chains", () => {
    const nodes = Array.from(
      { length: 20000 },
      (_, key): CutNode<number> => ({
        key,
        cost: key === 500 ? 1 : 8,
        from: key === 0 ? undefined : [key - 1],
        needed: key === 19999,
      }),
    );
    expect([...minimumCut(nodes)]).toEqual([500]);
  });
});
