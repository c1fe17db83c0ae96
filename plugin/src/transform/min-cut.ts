/** Minimum node cuts (Dinic's algorithm), for the choice of what to cache. */

interface Edge {
  readonly to: number;
  capacity: number;
  readonly reverse: number;
}

export interface CutNode<T> {
  readonly key: T;
  /** The price of cutting here. */
  readonly cost: number;
  /** What the node can be computed from; `undefined` where it can only be had by cutting at it or behind it. */
  readonly from: readonly T[] | undefined;
  /** Whether it must be available. */
  readonly needed: boolean;
}

/**
 * The cheapest set of nodes such that every needed node can be computed from them (and from what is free: keys without a
 * node). Among equally cheap sets the one nearest to the needed nodes, so that least is recomputed.
 */
export function minimumCut<T>(nodes: readonly CutNode<T>[]): Set<T> {
  const index = new Map(nodes.map((node, k) => [node.key, k]));
  const [source, sink] = [2 * nodes.length, 2 * nodes.length + 1];
  const graph: Edge[][] = Array.from({ length: sink + 1 }, () => []);
  const connect = (from: number, to: number, capacity: number): void => {
    graph[from].push({ to, capacity, reverse: graph[to].length });
    graph[to].push({ to: from, capacity: 0, reverse: graph[from].length - 1 });
  };
  nodes.forEach((node, k) => {
    connect(2 * k, 2 * k + 1, node.cost);
    if (node.needed) connect(2 * k + 1, sink, Number.POSITIVE_INFINITY);
    if (!node.from) connect(source, 2 * k, Number.POSITIVE_INFINITY);
    else
      for (const operand of node.from) {
        const at = index.get(operand);
        if (at !== undefined) connect(2 * at + 1, 2 * k, Number.POSITIVE_INFINITY);
      }
  });
  maximizeFlow(graph, source, sink);
  const reaches = reachesSink(graph, sink);
  return new Set(nodes.filter((_, k) => !reaches.has(2 * k) && reaches.has(2 * k + 1)).map((node) => node.key));
}

function maximizeFlow(graph: Edge[][], source: number, sink: number): void {
  for (;;) {
    const level = levels(graph, source);
    if (level[sink] < 0) return;
    const next = graph.map(() => 0);
    while (augment(graph, level, next, source, sink) > 0);
  }
}

function levels(graph: Edge[][], source: number): number[] {
  const level = graph.map(() => -1);
  level[source] = 0;
  const queue = [source];
  for (const node of queue)
    for (const edge of graph[node]) {
      if (edge.capacity <= 0 || level[edge.to] >= 0) continue;
      level[edge.to] = level[node] + 1;
      queue.push(edge.to);
    }
  return level;
}

/** Sends flow along one path of the level graph; iterative, as chains of operations can be thousands long. */
function augment(graph: Edge[][], level: number[], next: number[], source: number, sink: number): number {
  const path: Edge[] = [];
  let node = source;
  while (node !== sink) {
    const edge = graph[node][next[node]];
    if (edge === undefined) {
      const last = path.pop();
      if (!last) return 0;
      node = graph[last.to][last.reverse].to;
      next[node]++;
    } else if (edge.capacity > 0 && level[edge.to] === level[node] + 1) {
      path.push(edge);
      node = edge.to;
    } else next[node]++;
  }
  const flow = Math.min(...path.map((edge) => edge.capacity));
  for (const edge of path) {
    edge.capacity -= flow;
    graph[edge.to][edge.reverse].capacity += flow;
  }
  return flow;
}

function reachesSink(graph: Edge[][], sink: number): Set<number> {
  const reached = new Set([sink]);
  for (const node of reached)
    for (const edge of graph[node]) if (graph[edge.to][edge.reverse].capacity > 0) reached.add(edge.to);
  return reached;
}
