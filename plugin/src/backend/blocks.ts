/** A function's regions as linked lists, so that scheduling can move operations; and where every value is used. */
import type { Func, Op, Region, Value } from "../ir/ops.js";

export interface Node {
  readonly op: Op;
  block: Block;
  prev?: Node;
  next?: Node;
  readonly blocks: Block[];
  /** Where it executes, among all operations; set by `number`. Its operands are read at `start`, its results exist from `end`. */
  start: number;
  end: number;
}

export interface Block {
  readonly region: Region;
  /** The operation whose region it is, and which one; undefined for the function's body. */
  readonly owner?: Node;
  readonly index: number;
  readonly depth: number;
  first?: Node;
  last?: Node;
  start: number;
  end: number;
}

/** An operand of `node`, or where it is undefined a yield of `block`. */
export interface Use {
  readonly node?: Node;
  readonly block: Block;
  readonly index: number;
}

export class Blocks {
  readonly body: Block;
  /** Operations by their results. */
  readonly definition = new Map<Value, Node>();
  /** Blocks by their parameters. */
  readonly parameterOf = new Map<Value, Block>();
  readonly uses = new Map<Value, Use[]>();

  constructor(func: Func) {
    this.body = this.build(func.body, undefined, 0, 0);
  }

  private build(region: Region, owner: Node | undefined, index: number, depth: number): Block {
    const block: Block = { region, owner, index, depth, start: 0, end: 0 };
    for (const param of region.params) this.parameterOf.set(param, block);
    for (const op of region.ops) {
      const node: Node = { op, block, blocks: [], start: 0, end: 0 };
      for (const result of op.results) this.definition.set(result, node);
      op.operands.forEach((operand, at) => this.use(operand, { node, block, index: at }));
      insertBefore(node, block, undefined);
      op.regions.forEach((inner, at) => node.blocks.push(this.build(inner, node, at, depth + 1)));
    }
    region.yields.forEach((value, at) => this.use(value, { block, index: at }));
    return block;
  }

  private use(value: Value, use: Use): void {
    const uses = this.uses.get(value);
    if (uses) uses.push(use);
    else this.uses.set(value, [use]);
  }

  /** Numbers all operations and blocks in the order in which they execute. */
  number(): void {
    let count = 0;
    const visit = (block: Block): void => {
      block.start = count++;
      for (let node = block.first; node; node = node.next) {
        node.start = count++;
        node.blocks.forEach(visit);
        node.end = node.blocks.length > 0 ? count++ : node.start;
      }
      block.end = count++;
    };
    visit(this.body);
  }
}

export function remove(node: Node): void {
  const { block, prev, next } = node;
  if (prev) prev.next = next;
  else block.first = next;
  if (next) next.prev = prev;
  else block.last = prev;
  node.prev = node.next = undefined;
}

/** Puts a node that is in no list before `anchor`, or at the end where there is none. */
export function insertBefore(node: Node, block: Block, anchor: Node | undefined): void {
  const prev = anchor ? anchor.prev : block.last;
  node.block = block;
  node.prev = prev;
  node.next = anchor;
  if (prev) prev.next = node;
  else block.first = node;
  if (anchor) anchor.prev = node;
  else block.last = node;
}

export function* nodesOf(block: Block): Generator<Node> {
  for (let node = block.first; node; node = node.next) yield node;
}

/** The blocks from just inside `outer` down to `inner`; undefined where `inner` is not within it. */
export function pathDown(outer: Block, inner: Block): Block[] | undefined {
  const path: Block[] = [];
  let block: Block | undefined = inner;
  while (block && block !== outer) {
    path.push(block);
    block = block.owner?.block;
  }
  return block ? path.reverse() : undefined;
}
