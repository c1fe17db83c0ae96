/** What the syntax of a statement says about how it can end, before it is lowered. */
import ts from "typescript-6";

export interface Outcome {
  /** Control can reach what follows. */
  readonly completes: boolean;
  /** It contains a `return`, `break` or `continue` that leaves it. */
  readonly jumps: boolean;
}

export function outcome(node: ts.Statement): Outcome {
  return { completes: completes(node), jumps: jumpsOut([node]) };
}

export function listCompletes(list: readonly ts.Statement[]): boolean {
  return list.every(completes);
}

function completes(node: ts.Statement): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node)) return false;
  if (ts.isBlock(node)) return listCompletes(node.statements);
  if (ts.isIfStatement(node)) {
    return node.elseStatement === undefined || completes(node.thenStatement) || completes(node.elseStatement);
  }
  if (ts.isLabeledStatement(node)) {
    return completes(node.statement) || hasJump([node.statement], { label: node.label.text, kinds: "break" });
  }
  if (ts.isSwitchStatement(node)) {
    const { clauses } = node.caseBlock;
    const last = clauses.at(-1);
    if (!last || !clauses.some(ts.isDefaultClause) || listCompletes(last.statements)) return true;
    return clauses.some((clause) => hasJump(clause.statements, { label: undefined, kinds: "break" }));
  }
  if (isEndlessLoop(node)) return hasJump([node.statement], { label: labelOf(node), kinds: "break" });
  return true;
}

function isEndlessLoop(node: ts.Statement): node is ts.IterationStatement {
  if (ts.isForStatement(node)) return node.condition === undefined || isTrue(node.condition);
  return (ts.isWhileStatement(node) || ts.isDoStatement(node)) && isTrue(node.expression);
}

function isTrue(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.TrueKeyword || (ts.isNumericLiteral(node) && Number(node.text) !== 0);
}

export function labelOf(node: ts.Statement): string | undefined {
  return ts.isLabeledStatement(node.parent) ? node.parent.label.text : undefined;
}

interface JumpQuery {
  /** The label of the statement whose jumps are asked for; jumps without a label count too. */
  readonly label: string | undefined;
  readonly kinds: "break" | "continue";
}

/** Whether the body of a loop, switch or labelled statement jumps to that statement. */
export function hasJump(list: readonly ts.Node[], query: JumpQuery): boolean {
  const isLabelled = (node: ts.BreakOrContinueStatement): boolean => node.label?.text === query.label;
  const visit = (node: ts.Node, inLoop: boolean, inSwitch: boolean): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isBreakStatement(node) && query.kinds === "break") {
      return node.label ? isLabelled(node) : !inLoop && !inSwitch;
    }
    if (ts.isContinueStatement(node) && query.kinds === "continue") {
      return node.label ? isLabelled(node) : !inLoop;
    }
    const loop = inLoop || ts.isIterationStatement(node, false);
    const inner = inSwitch || ts.isSwitchStatement(node);
    return ts.forEachChild(node, (child) => visit(child, loop, inner) || undefined) ?? false;
  };
  return list.some((node) => visit(node, false, false));
}

/** Whether statements contain a `return`, `break` or `continue` to somewhere outside of them. */
export function jumpsOut(list: readonly ts.Node[]): boolean {
  const visit = (node: ts.Node, labels: readonly string[], inLoop: boolean, inSwitch: boolean): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (ts.isReturnStatement(node)) return true;
    if (ts.isBreakOrContinueStatement(node)) {
      if (node.label) return !labels.includes(node.label.text);
      return !inLoop && (ts.isContinueStatement(node) || !inSwitch);
    }
    const inner = ts.isLabeledStatement(node) ? [...labels, node.label.text] : labels;
    const loop = inLoop || ts.isIterationStatement(node, false);
    const within = inSwitch || ts.isSwitchStatement(node);
    return ts.forEachChild(node, (child) => visit(child, inner, loop, within) || undefined) ?? false;
  };
  return list.some((node) => visit(node, [], false, false));
}

export function containsReturn(list: readonly ts.Node[]): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return ts.isReturnStatement(node) || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  };
  return list.some(visit);
}
