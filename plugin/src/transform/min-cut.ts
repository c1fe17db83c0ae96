/** Minimum node cuts (Dinic's algorithm), for the choice of what to cache. */

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
  const graph = new FlowGraph(sink + 1);
  nodes.forEach((node, k) => {
    graph.connect(2 * k, 2 * k + 1, node.cost);
    if (node.needed) graph.connect(2 * k + 1, sink, Number.POSITIVE_INFINITY);
    if (!node.from) graph.connect(source, 2 * k, Number.POSITIVE_INFINITY);
    else
      for (const operand of node.from) {
        const at = index.get(operand);
        if (at !== undefined) graph.connect(2 * at + 1, 2 * k, Number.POSITIVE_INFINITY);
      }
  });
  maximizeFlow(graph, source, sink);
  const reaches = graph.reaching(sink);
  return new Set(nodes.filter((_, k) => !reaches[2 * k] && reaches[2 * k + 1]).map((node) => node.key));
}

/** Edges by number, each beside its reverse: of edge `e` that is `e ^ 1`. */
class FlowGraph {
  readonly to: number[] = [];
  readonly capacity: number[] = [];
  /** The next edge from the same node; -1 behind the last. */
  readonly next: number[] = [];
  /** The first edge from each node. */
  readonly first: Int32Array;

  constructor(readonly size: number) {
    this.first = new Int32Array(size).fill(-1);
  }

  connect(from: number, to: number, capacity: number): void {
    this.edge(from, to, capacity);
    this.edge(to, from, 0);
  }

  private edge(from: number, to: number, capacity: number): void {
    this.next.push(this.first[from]);
    this.first[from] = this.to.length;
    this.to.push(to);
    this.capacity.push(capacity);
  }

  /** The distance of each node from the source, over what has capacity; -1 for what is out of reach. */
  levels(source: number): Int32Array {
    const level = new Int32Array(this.size).fill(-1);
    level[source] = 0;
    const queue = [source];
    for (const node of queue)
      for (let e = this.first[node]; e >= 0; e = this.next[e]) {
        if (this.capacity[e] <= 0 || level[this.to[e]] >= 0) continue;
        level[this.to[e]] = level[node] + 1;
        queue.push(this.to[e]);
      }
    return level;
  }

  /** Which nodes have a path to the sink. */
  reaching(sink: number): Uint8Array {
    const reached = new Uint8Array(this.size);
    reached[sink] = 1;
    const queue = [sink];
    for (const node of queue)
      for (let e = this.first[node]; e >= 0; e = this.next[e]) {
        if (this.capacity[e ^ 1] <= 0 || reached[this.to[e]]) continue;
        reached[this.to[e]] = 1;
        queue.push(this.to[e]);
      }
    return reached;
  }
}

function maximizeFlow(graph: FlowGraph, source: number, sink: number): void {
  for (;;) {
    const level = graph.levels(source);
    if (level[sink] < 0) return;
    const next = graph.first.slice();
    while (augment(graph, level, next, source, sink) > 0);
  }
}

/** Sends flow along one path of the level graph; iterative, as chains of operations can be thousands long. */
function augment(graph: FlowGraph, level: Int32Array, next: Int32Array, source: number, sink: number): number {
  const path: number[] = [];
  let node = source;
  while (node !== sink) {
    const edge = next[node];
    if (edge < 0) {
      const last = path.pop();
      if (last === undefined) return 0;
      node = graph.to[last ^ 1];
      next[node] = graph.next[next[node]];
    } else if (graph.capacity[edge] > 0 && level[graph.to[edge]] === level[node] + 1) {
      path.push(edge);
      node = graph.to[edge];
    } else next[node] = graph.next[edge];
  }
  let flow = Number.POSITIVE_INFINITY;
  for (const edge of path) flow = Math.min(flow, graph.capacity[edge]);
  for (const edge of path) {
    graph.capacity[edge] -= flow;
    graph.capacity[edge ^ 1] += flow;
  }
  return flow;
}
