/** The JavaScript that is being written, as a tree: variables are objects, and get their names last. */
import type { Span } from "../ir/ops.js";
import type { Type } from "../ir/types.js";

export interface Variable {
  /** The user's name for it, or one derived from it; `text` is what is printed in the end. */
  hint?: string;
  text: string;
  readonly type: Type;
}

export type Expr =
  | { readonly kind: "variable"; readonly variable: Variable }
  /** A literal or a name of module scope. */
  | { readonly kind: "raw"; readonly text: string; readonly precedence: number }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expr }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "conditional"; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | {
      readonly kind: "call";
      readonly callee: Expr;
      readonly args: readonly Expr[];
      /** Reads no memory and changes none. */
      readonly pure: boolean;
      /** The last argument is spread. */
      readonly spread?: boolean;
      readonly span?: Span;
    }
  | { readonly kind: "new"; readonly callee: string; readonly typeArgument?: Type; readonly args: readonly Expr[] }
  | { readonly kind: "member"; readonly object: Expr; readonly property: string; readonly span?: Span }
  | { readonly kind: "index"; readonly object: Expr; readonly index: Expr; readonly span?: Span }
  | { readonly kind: "array"; readonly items: readonly Expr[] }
  | { readonly kind: "object"; readonly fields: readonly { readonly name: string; readonly value: Expr }[] }
  | { readonly kind: "spread"; readonly open: "{" | "["; readonly operand: Expr }
  | { readonly kind: "arrow"; readonly params: readonly Variable[]; readonly rest: boolean; readonly body: Expr }
  /** The user's own text with expressions in its gaps. */
  | { readonly kind: "template"; readonly parts: readonly string[]; readonly holes: readonly Expr[] }
  /** `e!` in TypeScript. */
  | { readonly kind: "nonNull"; readonly operand: Expr }
  /** `e as T` in TypeScript. */
  | { readonly kind: "asserted"; readonly operand: Expr; readonly type: Type };

interface Origin {
  readonly span?: Span;
  readonly adjoint?: boolean;
}

export type AssignOperator = "=" | "+=" | "-=" | "*=" | "/=";

export interface Assign extends Origin {
  kind: "assign";
  target: Expr;
  operator: AssignOperator;
  value: Expr;
  /** Set where the assignment is also the declaration of its target. */
  declare?: "const" | "let";
  /** TypeScript cannot see that the variable declared here without a value is assigned before it is read. */
  definite?: boolean;
}
export interface If extends Origin {
  kind: "if";
  test: Expr;
  yes: Stmt[];
  no: Stmt[];
}
export interface For extends Origin {
  kind: "for";
  index: Variable;
  start: Expr;
  test: Expr;
  step: number;
  body: Stmt[];
  label?: Label;
}
/** Of a loop that an inner loop breaks out of. */
export interface Label {
  text: string;
}
/** `position`: where the test stands; a loop without a test ends by `break`, `return` or `throw`. */
export interface Loop extends Origin {
  kind: "loop";
  position: "none" | "head" | "tail";
  test: Expr;
  body: Stmt[];
  label?: Label;
}
/** Made last of all: no `break` within leaves anything but a loop. */
export interface Switch extends Origin {
  kind: "switch";
  value: Expr;
  /** Without tests: `default`, which comes last. */
  cases: { readonly tests: readonly Expr[]; readonly body: Stmt[] }[];
}
export type Stmt =
  | Assign
  | If
  | For
  | Loop
  | (Origin & { kind: "declare"; variable: Variable; definite?: boolean })
  /** Of a tuple, or with `fields` of a record. */
  | (Origin & {
      kind: "destructure";
      targets: (Variable | undefined)[];
      fields?: readonly string[];
      value: Expr;
      declare?: "const" | "let";
    })
  | (Origin & { kind: "update"; target: Expr; operator: "++" | "--" })
  | (Origin & { kind: "expression"; value: Expr })
  | (Origin & { kind: "verbatim"; value: Expr })
  | (Origin & { kind: "throw"; value: Expr })
  | (Origin & { kind: "return"; value?: Expr })
  | Switch
  /** Without a label: out of the innermost loop. */
  | (Origin & { kind: "break"; label?: Label });

export function variable(of: Variable): Expr {
  return { kind: "variable", variable: of };
}

/** Precedences of the ECMAScript operator table; higher binds tighter. */
export const Precedence = {
  comma: 1,
  assign: 2,
  conditional: 2,
  unary: 14,
  postfix: 15,
  call: 17,
  primary: 18,
} as const;

const binary: Record<string, number> = {
  "??": 3,
  "||": 3,
  "&&": 4,
  "|": 5,
  "^": 6,
  "&": 7,
  "==": 8,
  "!=": 8,
  "===": 8,
  "!==": 8,
  "<": 9,
  "<=": 9,
  ">": 9,
  ">=": 9,
  "<<": 10,
  ">>": 10,
  ">>>": 10,
  "+": 11,
  "-": 11,
  "*": 12,
  "/": 12,
  "%": 12,
  "**": 13,
};

export function binaryPrecedence(operator: string): number {
  const found = binary[operator];
  if (found === undefined) throw new Error(`no such operator: ${operator}`);
  return found;
}

export function raw(text: string, precedence: number = Precedence.primary): Expr {
  return { kind: "raw", text, precedence };
}

/** The constant, with or without a word on its type. */
export function isUndefined(expr: Expr): boolean {
  return expr.kind === "raw" && /^undefined\b/.test(expr.text);
}

/** The expressions directly inside an expression. */
export function parts(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "variable":
    case "raw":
      return [];
    case "unary":
    case "spread":
    case "nonNull":
    case "asserted":
      return [expr.operand];
    case "binary":
      return [expr.left, expr.right];
    case "conditional":
      return [expr.test, expr.yes, expr.no];
    case "call":
      return [expr.callee, ...expr.args];
    case "new":
      return expr.args;
    case "member":
      return [expr.object];
    case "index":
      return [expr.object, expr.index];
    case "array":
      return expr.items;
    case "object":
      return expr.fields.map((field) => field.value);
    case "arrow":
      return [expr.body];
    case "template":
      return expr.holes;
  }
}

/** The free variables of an expression, as often as they occur. */
export function forEachVariable(expr: Expr, visit: (variable: Variable) => void): void {
  if (expr.kind === "variable") visit(expr.variable);
  else if (expr.kind === "arrow") {
    forEachVariable(expr.body, (variable) => {
      if (!expr.params.includes(variable)) visit(variable);
    });
  } else for (const part of parts(expr)) forEachVariable(part, visit);
}

export function reads(expr: Expr, of: Variable): boolean {
  return expr.kind === "variable" ? expr.variable === of : parts(expr).some((part) => reads(part, of));
}

/** A copy of an expression with some variables replaced. */
export function replaceVariables(expr: Expr, replace: (of: Variable) => Expr | undefined): Expr {
  const inner = (part: Expr): Expr => replaceVariables(part, replace);
  switch (expr.kind) {
    case "variable":
      return replace(expr.variable) ?? expr;
    case "raw":
      return expr;
    case "unary":
    case "spread":
    case "nonNull":
    case "asserted":
      return { ...expr, operand: inner(expr.operand) };
    case "binary":
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case "conditional":
      return { ...expr, test: inner(expr.test), yes: inner(expr.yes), no: inner(expr.no) };
    case "call":
      return { ...expr, callee: inner(expr.callee), args: expr.args.map(inner) };
    case "new":
      return { ...expr, args: expr.args.map(inner) };
    case "member":
      return { ...expr, object: inner(expr.object) };
    case "index":
      return { ...expr, object: inner(expr.object), index: inner(expr.index) };
    case "array":
      return { ...expr, items: expr.items.map(inner) };
    case "object":
      return { ...expr, fields: expr.fields.map(({ name, value }) => ({ name, value: inner(value) })) };
    case "arrow":
      return { ...expr, body: inner(expr.body) };
    case "template":
      return { ...expr, holes: expr.holes.map(inner) };
  }
}

/** Whether two expressions are the same text with the same meaning. Nothing that calls is ever the same twice. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "variable":
      return a.variable === (b as typeof a).variable;
    case "raw":
      return a.text === (b as typeof a).text;
    case "unary":
      if (a.operator !== (b as typeof a).operator) return false;
      break;
    case "binary":
      if (a.operator !== (b as typeof a).operator) return false;
      break;
    case "member":
      if (a.property !== (b as typeof a).property) return false;
      break;
    case "index":
    case "conditional":
    case "nonNull":
      break;
    default:
      return false;
  }
  const left = parts(a);
  const right = parts(b);
  return left.length === right.length && left.every((part, index) => sameExpr(part, right[index]));
}

/** Whether evaluating the expression can change nothing and call nothing of the user's. */
export function isQuiet(expr: Expr): boolean {
  if (expr.kind === "template" || (expr.kind === "call" && !expr.pure)) return false;
  return expr.kind === "arrow" || parts(expr).every(isQuiet);
}

/** The statement lists directly inside a statement. */
export function blocksOf(stmt: Stmt): Stmt[][] {
  switch (stmt.kind) {
    case "if":
      return [stmt.yes, stmt.no];
    case "for":
    case "loop":
      return [stmt.body];
    case "switch":
      return stmt.cases.map(({ body }) => body);
    default:
      return [];
  }
}

/** The expressions that a statement itself evaluates, without those of the statements inside; targets included. */
export function expressionsOf(stmt: Stmt): Expr[] {
  switch (stmt.kind) {
    case "assign":
      return [stmt.target, stmt.value];
    case "if":
      return [stmt.test];
    case "switch":
      return [stmt.value, ...stmt.cases.flatMap(({ tests }) => tests)];
    case "for":
      return [stmt.start, stmt.test];
    case "loop":
      return stmt.position === "none" ? [] : [stmt.test];
    case "update":
      return [stmt.target];
    case "destructure":
    case "expression":
    case "verbatim":
    case "throw":
      return [stmt.value];
    case "return":
      return stmt.value ? [stmt.value] : [];
    case "declare":
    case "break":
      return [];
  }
}

/** Whether control never passes the end of the statements. */
export function terminates(stmts: readonly Stmt[]): boolean {
  const last = stmts.at(-1);
  if (!last) return false;
  switch (last.kind) {
    case "return":
    case "throw":
    case "break":
      return true;
    case "if":
      return terminates(last.yes) && terminates(last.no);
    case "switch":
      return last.cases.at(-1)?.tests.length === 0 && last.cases.every(({ body }) => terminates(body));
    default:
      return false;
  }
}

export function negate(test: Expr): Expr {
  if (test.kind === "unary" && test.operator === "!") return test.operand;
  // Only equalities have an exact opposite: `!(a < b)` is not `a >= b` where either is NaN.
  const opposite = test.kind === "binary" ? equalities[test.operator] : undefined;
  if (test.kind === "binary" && opposite) return { ...test, operator: opposite };
  return { kind: "unary", operator: "!", operand: test };
}

const equalities: Record<string, string | undefined> = { "===": "!==", "!==": "===", "==": "!=", "!=": "==" };
