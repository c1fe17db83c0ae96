import { valueAndGrad } from "cotangent";

export interface Tree {
  readonly weight: number;
  readonly left?: Tree;
  readonly right?: Tree;
}

/** A recursive network: the value of a node is its weight and those of its subtrees, squashed. */
function value(tree: Tree, mix: number): number {
  const left = tree.left ? value(tree.left, mix) : 0;
  const right = tree.right ? value(tree.right, mix) : 0;
  return Math.tanh(tree.weight + mix * left - left * right + right);
}

export function treeValue(tree: Tree, mix: number): number {
  return value(tree, mix) ** 2;
}

export const treeGradient = valueAndGrad(treeValue, { argnums: [0, 1] });
