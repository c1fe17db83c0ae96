/**
 * Decides which values get a variable and which are printed inside the expression that uses them, and moves the latter
 * there. Operations are visited backwards; an operand is moved to just before its user and behind the operands to its
 * left, which is where JavaScript evaluates it, unless that would carry it past something it conflicts with.
 */
import { effectOf, type Func, type LiteralOp, type Made, type Op, type Value } from "../ir/ops.js";
import { memoryOf, type RecordMemory, sameType } from "../ir/types.js";
import { type Block, Blocks, insertBefore, type Node, nodesOf, pathDown, remove } from "./blocks.js";
import { Effects } from "./effects.js";
import { Style } from "./style.js";

/** How far an operand may be moved; bounds the time spent on huge straight-line functions. */
const reach = 300;

export interface Schedule {
  readonly blocks: Blocks;
  /** Printed at every use, with no place of execution of their own: constants, `x.length`, `i + 1`. */
  readonly repeated: ReadonlySet<Value>;
  /** Printed once, inside their only use. */
  readonly inlined: ReadonlySet<Value>;
  /** `if`s whose result may be a conditional expression. */
  readonly conditional: ReadonlySet<Op>;
  readonly effects: Effects;
  readonly style: Style;
}

/** `lineOf` tells which statement of the user's source an operation belongs to, if that is known. */
export function schedule(func: Func, lineOf: (op: Op) => string | undefined): Schedule {
  return new Scheduler(func, lineOf).run();
}

class Scheduler {
  private readonly blocks: Blocks;
  private readonly effects: Effects;
  private readonly style: Style;
  private readonly inlined = new Set<Value>();
  private readonly conditional = new Set<Op>();
  private readonly visited = new Set<Node>();
  /** The statement that an inlined operation is part of, and the first operation of every statement. */
  private readonly statementOf = new Map<Node, Node | Block>();
  private readonly firstOf = new Map<Node | Block, Node>();

  constructor(
    func: Func,
    private readonly lineOf: (op: Op) => string | undefined,
  ) {
    this.blocks = new Blocks(func);
    this.effects = new Effects(this.blocks, func);
    this.style = new Style(this.blocks);
  }

  run(): Schedule {
    const { blocks, effects, inlined, conditional, style } = this;
    for (const value of style.repeated) remove(blocks.definition.get(value)!);
    this.visitBlock(blocks.body);
    blocks.number();
    return { blocks, effects, inlined, conditional, repeated: style.repeated, style };
  }

  private visitBlock(block: Block): void {
    const { yields } = block.region;
    const kind = block.owner?.op.kind;
    // Several yields of a branch, and those of a loop, are assignments: their values stay where they are computed.
    if (kind === undefined || (kind === "while" && block.index === 0)) {
      this.visitOperands(yields, block.owner, block, undefined);
    } else if (kind === "if" && yields.length === 1 && this.endsWith(block, yields[0])) {
      this.visitOperands(yields, block.owner, block, undefined);
    } else this.visitCarried(block);
    for (let node = block.last; node; ) node = this.visitRoot(node);
  }

  /**
   * `last = s; s = s + x`: the next value of a carried variable is computed in the assignment itself where the old one is
   * assigned to another variable at the same time, unless that one is needed in turn.
   */
  private visitCarried(block: Block): void {
    const { op } = block.owner!;
    if (op.kind === "if") return;
    const targets = op.kind === "for" ? op.regions[0].params.slice(1) : op.regions[0].params;
    const { yields } = block.region;
    yields.forEach((value, k) => {
      const node = this.blocks.definition.get(value);
      const saved = targets.filter((_, j) => j !== k && yields[j] === targets[k]);
      if (!node || node.block !== block || saved.length === 0 || node !== block.last) return;
      const { writes, barrier } = this.effects.of(node);
      if (barrier || writes.length > 0 || saved.some((other) => this.mentions(node.op, other, 4))) return;
      this.visitOperands([value], undefined, block, undefined);
    });
  }

  private mentions(op: Op, value: Value, depth: number): boolean {
    return op.operands.some((operand) => {
      const inner = this.blocks.definition.get(operand)?.op;
      return operand === value || (inner !== undefined && (depth === 0 || this.mentions(inner, value, depth - 1)));
    });
  }

  /** Whether a value is the last thing computed in a block, or comes from outside. */
  private endsWith(block: Block, value: Value): boolean {
    const node = this.blocks.definition.get(value);
    return !node || node.block !== block || node === block.last;
  }

  /** Handles an operation that stays a statement; returns the one to handle next. */
  private visitRoot(node: Node): Node | undefined {
    if (this.inlined.has(node.op.results[0])) return node.prev;
    const branch = this.onlyBranch(node);
    if (branch) return this.visitMoved(node, branch, branch.first);
    const user = this.firstUser(node);
    if (user && user !== node.next && this.canMove(node, node.block, user, undefined)) {
      return this.visitMoved(node, node.block, user);
    }
    this.visitInside(node);
    return this.visitTree(node).prev;
  }

  private visitMoved(node: Node, block: Block, anchor: Node | undefined): Node | undefined {
    const { block: home, next } = node;
    this.move(node, block, anchor);
    this.visitTree(node);
    // What stood before the operation may have moved with it; what stands behind it has not.
    return next ? next.prev : home.last;
  }

  /**
   * The next operation of the block that uses a value, if the value may as well be computed right before it: what has no
   * name, and what the reverse sweep recomputes. What the user named stays in the user's order.
   */
  private firstUser(node: Node): Node | undefined {
    const { op, block } = node;
    if (op.results.length !== 1 || op.regions.length > 0 || statementKinds.has(op.kind)) return undefined;
    const { reads, writes, barrier } = this.effects.of(node);
    if (barrier || writes.length > 0 || (reads.length > 0 && op.kind !== "load")) return undefined;
    const users = new Set<Node>();
    for (const use of this.style.sitesOf(op.results[0])) {
      let user = use.node ?? (use.block === block ? undefined : use.block.owner);
      while (user && user.block !== block) user = user.block.owner;
      if (user) users.add(user);
    }
    let steps = 0;
    for (let next = node.next; next && steps < reach; next = next.next, steps++) {
      if (!users.has(next)) continue;
      const statement = this.statementOf.get(next) ?? next;
      return op.results[0].name === undefined || (next.op.adjoint && !op.adjoint)
        ? (this.firstOf.get(statement) ?? next)
        : undefined;
    }
    return undefined;
  }

  private visitInside(node: Node): void {
    if (node.blocks.length === 0 || this.visited.has(node)) return;
    this.visited.add(node);
    node.blocks.forEach((block) => this.visitBlock(block));
    if (this.isConditional(node)) this.conditional.add(node.op);
  }

  /** Inlines what it can into the operands of `node`; returns the first node of the tree that grows. */
  private visitTree(node: Node): Node {
    return this.visitOperands(inlinableOperands(node.op), node, node.block, node)!;
  }

  private visitOperands(
    operands: readonly Value[],
    user: Node | undefined,
    block: Block,
    anchor: Node | undefined,
  ): Node | undefined {
    let first = anchor;
    for (let index = operands.length - 1; index >= 0; index--) {
      const value = operands[index];
      const node = this.blocks.definition.get(value);
      if (!node || !this.mayInline(value, node, user) || !this.isExpression(node)) continue;
      if ((index === 0 && needsName(node.op, user?.op)) || !this.canMove(node, block, first, user)) continue;
      this.move(node, block, first);
      this.inlined.add(value);
      const statement = user && user.block === block ? (this.statementOf.get(user) ?? user) : block;
      this.statementOf.set(node, statement);
      this.firstOf.set(statement, node);
      first = this.visitTree(node);
    }
    return first;
  }

  private mayInline(value: Value, node: Node, user: Node | undefined): boolean {
    const { op } = node;
    if (op.results.length !== 1 || this.style.repeated.has(value) || this.style.sitesOf(value).length !== 1)
      return false;
    if (this.style.keepsVariable(value)) return false;
    // A value that the user named keeps its name, unless it is used on the line that defines it.
    const line = value.name === undefined ? undefined : this.lineOf(op);
    return line === undefined || (user !== undefined && line === this.lineOf(user.op));
  }

  private isExpression(node: Node): boolean {
    const { op } = node;
    if (op.kind !== "if") return !statementKinds.has(op.kind) && !(op.kind === "extern" && op.statement);
    if (op.results.length !== 1 || this.style.isUpdate(node)) return false;
    this.visitInside(node);
    return this.conditional.has(op);
  }

  /** Whether an `if` does nothing but choose between two short expressions. */
  private isConditional({ op, blocks }: Node): boolean {
    if (op.kind !== "if" || op.results.length !== 1 || !this.style.isShort(op)) return false;
    return blocks.every((block) => {
      for (const node of nodesOf(block)) if (!this.inlined.has(node.op.results[0])) return false;
      return true;
    });
  }

  /** Whether `node` may execute in `block` just before `anchor` instead of where it is. */
  private canMove(node: Node, block: Block, anchor: Node | undefined, user: Node | undefined): boolean {
    const path = pathDown(node.block, block);
    if (!path || path.some((inner) => inner.owner?.op.kind !== "if")) return false;
    const { reads, writes, barrier } = this.effects.of(node);
    const writing = barrier || writes.length > 0;
    if (writing && path.length > 0) return false;
    if (user?.op.kind === "extern") {
      // The text around the gaps runs in between, and may leave some of them out.
      if (writing || (reads.length > 0 && user.op.effect !== "none")) return false;
      if (runsLater(user.op.template)) return false;
    }
    if (!writing && reads.length === 0) return true;

    let steps = 0;
    let from = node.next;
    for (const inner of [...path, undefined]) {
      const until = inner ? inner.owner : anchor;
      for (; from !== until; from = from?.next) {
        if (!from || ++steps > reach || this.effects.conflict(node, from)) return false;
      }
      from = inner?.first;
    }
    return true;
  }

  private move(node: Node, block: Block, anchor: Node | undefined): void {
    this.forget(node.block);
    remove(node);
    insertBefore(node, block, anchor);
    this.forget(block);
  }

  private forget(block: Block): void {
    for (let { owner } = block; owner; owner = owner.block.owner) this.effects.forget(owner);
  }

  /** The branch, if any, in which all uses of a pure value are: there it is computed only when needed. */
  private onlyBranch(node: Node): Block | undefined {
    const { op } = node;
    if (op.results.length !== 1 || op.regions.length > 0) return undefined;
    const effect = effectOf(op);
    if (effect !== "pure" && effect !== "allocates") return undefined;
    let home: Block | undefined;
    for (const use of this.style.sitesOf(op.results[0])) {
      // The condition of an `if` is used outside of it, like every operand.
      const branch = branchOf(node.block, use.block);
      if (!branch) return undefined;
      home = home ? commonBranch(home, branch, node.block) : branch;
      if (!home) return undefined;
    }
    for (let block = home; block && block !== node.block; block = block.owner?.block) {
      if (block.owner && this.conditional.has(block.owner.op)) return undefined;
    }
    return home;
  }
}

/** The deepest block between `outer` and `inner` that is reached from `outer` through `if`s alone. */
function branchOf(outer: Block, inner: Block): Block | undefined {
  let deepest: Block | undefined;
  for (const block of pathDown(outer, inner) ?? []) {
    if (block.owner?.op.kind !== "if") break;
    deepest = block;
  }
  return deepest;
}

function commonBranch(a: Block, b: Block, limit: Block): Block | undefined {
  let left: Block | undefined = a;
  let right: Block | undefined = b;
  while (left && right && left !== right) {
    if (left.depth >= right.depth) left = left.owner?.block;
    else right = right.owner?.block;
  }
  return left && left.depth > limit.depth ? left : undefined;
}

const statementKinds: ReadonlySet<Op["kind"]> = new Set([
  "store",
  "setField",
  "push",
  "fill",
  "accumulate",
  "clear",
  "for",
  "while",
  "throw",
] as const); // prettier-ignore

/**
 * The values that a loop carries are assigned to its variables rather than printed inside it; what a closure captures is
 * computed where the closure is made, not where it is called.
 */
function inlinableOperands(op: Op): readonly Value[] {
  if (op.kind === "for") return op.operands.slice(0, 1);
  if (op.kind === "literal" && op.made && !op.made.class) return fieldsInText(op, op.made);
  return op.kind === "while" || op.kind === "closure" ? [] : op.operands;
}

/** The values of a plain object in the order in which its text has them. */
function fieldsInText({ operands, results }: LiteralOp, { fields }: Made): readonly Value[] {
  const names = (memoryOf(results[0].type) as RecordMemory).fields.map(({ name }) => name);
  const rest = names.filter((name) => !fields.includes(name));
  return [...fields, ...rest].map((name) => operands[names.indexOf(name)]);
}

/** New memory is more readable with a name than accessed where it is made; and a copy that converts mentions its operand often. */
function needsName(operand: Op, user: Op | undefined): boolean {
  if (user === undefined) return false;
  if (user.kind === "copy" && user.deep && !sameType(user.operands[0].type, user.results[0].type)) return true;
  return freshKinds.has(operand.kind) && accessKinds.has(user.kind);
}

const freshKinds: ReadonlySet<Op["kind"]> = new Set(["alloc", "literal", "copy", "zeros"] as const);

const accessKinds: ReadonlySet<Op["kind"]> = new Set([
  "load",
  "store",
  "getField",
  "setField",
  "length",
  "push",
  "pop",
  "fill",
  "copy",
  "zeros",
  "accumulate",
  "clear",
] as const); // prettier-ignore

export function runsLater(template: readonly string[]): boolean {
  return template.some((part) => /=>|\bfunction\b/.test(part));
}
