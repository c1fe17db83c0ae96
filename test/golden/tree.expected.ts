function isTree(x: { weight: number; children: any[] }): boolean {
  return (
    typeof x === "object" &&
    x !== null &&
    !Array.isArray(x) &&
    typeof x.weight === "number" &&
    Array.isArray(x.children)
  );
}

function zerosOfChildren(
  xs: { weight: number; children: any }[],
  walk: any,
): { weight: number; children: any }[] {
  if (!(Array.isArray(xs) && walk.isFirst(xs))) return walk.refuse();
  const n = xs.length;
  const shadow = new Array(n);
  for (let i = 0; i < n; i++) {
    shadow[i] = zerosOfTree(xs[i], walk);
  }
  return shadow;
}

function zerosOfTree(x: { weight: number; children: any[] }, walk: any): { weight: number; children: any[] } {
  if (hasFields(x, ["weight", "children"]) && walk.isFirst(x)) {
    return { weight: 0, children: zerosOfChildren(x.children, walk) };
  }
  return walk.refuse();
}

interface TotalResiduals {
  tree: { weight: number; children: any[] };
  tree_b: { weight: number; children: any[] };
  sum: number;
  total_tape_cache: TotalResiduals[];
  result: number;
}

function total_forward(
  tree: { weight: number; children: any[] },
  tree_b: { weight: number; children: any[] },
): TotalResiduals {
  const children = tree.children;
  const children_1 = tree_b.children;
  const n = children.length;
  let result: number;
  let sum: number;
  let total_tape_cache!: TotalResiduals[];
  if (n === 0) {
    result = tree.weight;
    sum = 0;
  } else {
    total_tape_cache = new Array(n);
    sum = 0;
    for (let i = 0; i < n; i++) {
      const total_tape = total_forward(children[i], children_1[i]);
      total_tape_cache[i] = total_tape;
      sum += total_tape.result;
    }
    result = tree.weight * sum;
  }
  return { tree, tree_b, sum, total_tape_cache, result };
}

function total_reverse(tape: TotalResiduals, result_b: number): void {
  const tree = tape.tree;
  const n = tree.children.length;
  const { tree_b, total_tape_cache } = tape;

  // if (tree.children.length === 0) return tree.weight
  if (n === 0) {
    tree_b.weight += result_b;
  } else {
    // return tree.weight * sum
    const sum_b = result_b * tree.weight;
    tree_b.weight += result_b * tape.sum;
    for (let i = n - 1; i >= 0; i--) {
      // for (const child of tree.children) sum += total(child)
      total_reverse(total_tape_cache[i], sum_b);
    }
  }
}

export function total_grad(tree: { weight: number; children: any[] }): { weight: number; children: any[] } {
  if (!isTree(tree)) {
    expectKind("grad(total)", "tree", tree, { record: { weight: "f64", children: ["Array", "any"] } });
  }
  const tree_b = zerosBy(zerosOfTree, tree);
  const children = tree.children;
  const children_1 = tree_b.children;
  const n = children.length;
  const isEmpty = n === 0;
  let sum: number;
  let total_tape_cache!: TotalResiduals[];
  if (isEmpty) {
    sum = 0;
  } else {
    total_tape_cache = new Array(n);
    sum = 0;
    for (let i = 0; i < n; i++) {
      const total_tape = total_forward(children[i], children_1[i]);
      total_tape_cache[i] = total_tape;
      sum += total_tape.result;
    }
  }

  // if (tree.children.length === 0) return tree.weight
  if (isEmpty) {
    tree_b.weight += 1;
    return tree_b;
  }
  // return tree.weight * sum
  const sum_b = tree.weight;
  tree_b.weight += sum;
  for (let i = n - 1; i >= 0; i--) {
    // for (const child of tree.children) sum += total(child)
    total_reverse(total_tape_cache[i], sum_b);
  }
  return tree_b;
}
