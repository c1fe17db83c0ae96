import { grad } from "cotangent";

interface Tree {
  readonly weight: number;
  readonly children: Tree[];
}

/** Weights of leaves count fully, those of inner nodes as a factor. */
export function total(tree: Tree): number {
  if (tree.children.length === 0) return tree.weight;
  let sum = 0;
  for (const child of tree.children) sum += total(child);
  return tree.weight * sum;
}

export const gradient = grad(total);

total({ weight: 2, children: [{ weight: 3, children: [] }, { weight: 5, children: [{ weight: 7, children: [] }] }] }); // 76
gradient({ weight: 2, children: [{ weight: 3, children: [] }, { weight: 5, children: [{ weight: 7, children: [] }] }] }); // { weight: 38, children: [{ weight: 2, children: [] }, { weight: 14, children: [{ weight: 10, children: [] }] }] }
