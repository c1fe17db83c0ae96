/** The tree of a function as a document. */
import { type Type, isTypedArray } from "../ir/types.js";
import type { CommentSource } from "./comments.js";
import { braced, ExpressionPrinter } from "./expression-printer.js";
import {
  type Assign,
  type Expr,
  isUndefined,
  type Label,
  type Loop,
  type Stmt,
  type Switch,
  terminates,
  type Variable,
  variable,
} from "./js.js";
import { choice, type Doc, group, hardline, indent, join, line, mark, softline } from "./layout.js";
import { propertyName, type TypeSpelling } from "./spelling.js";

export interface FunctionText {
  readonly name: string;
  readonly params: readonly Variable[];
  readonly rest: boolean;
  readonly exported: boolean;
  readonly returns: readonly Type[];
  readonly doc?: string;
  readonly body: readonly Stmt[];
}

export class Printer extends ExpressionPrinter {
  constructor(
    types: TypeSpelling | undefined,
    private readonly comments: CommentSource | undefined,
  ) {
    super(types);
  }

  func({ name, params, rest, exported, returns, doc, body }: FunctionText): Doc {
    this.comments?.start();
    const typedParams = params.map((param, index): Doc => {
      const dots = rest && index === params.length - 1 ? "..." : "";
      return [dots, param.text, this.types ? [": ", this.types.doc(param.type)] : ""];
    });
    return [
      doc ? [`/** ${doc.replaceAll("*/", "* /")} */`, hardline] : "",
      exported ? "export " : "",
      "function ",
      name,
      this.list("(", typedParams, ")", !rest),
      this.types ? [": ", this.types.result(returns)] : "",
      " ",
      this.body(body),
    ];
  }

  private body(stmts: readonly Stmt[]): Doc {
    const docs = this.statements(stmts);
    // The forward and the reverse sweep are two paragraphs.
    const sweep = stmts.findIndex((stmt) => stmt.adjoint);
    if (sweep > 0) docs[sweep] = [hardline, docs[sweep]];
    return docs.length === 0 ? "{}" : ["{", indent([hardline, join(hardline, docs)]), hardline, "}"];
  }

  private block(stmts: readonly Stmt[], sweeping = false): Doc {
    if (stmts.length === 0) return "{}";
    const docs = this.statements(stmts, sweeping);
    return ["{", indent([hardline, join(hardline, docs)]), hardline, "}"];
  }

  private statements(stmts: readonly Stmt[], sweeping = false): Doc[] {
    const docs: Doc[] = [];
    // Where the constants begin that the next adjoint statement needs: a comment goes above them.
    let above = sweeping ? 0 : -1;
    stmts.forEach((stmt, index) => {
      const comment = this.comments?.before(stmt);
      docs.push([mark(stmt.span), this.statement(stmt)]);
      const at = above >= 0 && stmt.adjoint ? above : index;
      if (comment !== undefined) docs[at] = [`// ${comment}`, hardline, docs[at]];
      if (stmt.adjoint) above = index + 1;
      else if (stmt.kind !== "assign" || stmt.declare !== "const") above = -1;
    });
    return docs;
  }

  private statement(stmt: Stmt): Doc {
    switch (stmt.kind) {
      case "assign":
        if (stmt.declare === "let" && isUndefined(stmt.value)) return this.unset(stmt.target, stmt.definite);
        return [
          stmt.declare ? `${stmt.declare} ` : "",
          this.assignment([this.expr(stmt.target), this.annotation(stmt)], stmt.operator, stmt.value),
          ";",
        ];
      case "declare":
        return this.unset(variable(stmt.variable), stmt.definite);
      case "destructure": {
        const declare = stmt.declare ? `${stmt.declare} ` : "";
        const targets = stmt.targets.map((target, index): Doc => {
          const field = stmt.fields?.[index];
          return field === undefined || field === target?.text
            ? (target?.text ?? "")
            : `${propertyName(field)}: ${target?.text}`;
        });
        return [
          declare,
          stmt.fields ? braced(targets) : this.list("[", targets, "]"),
          this.fieldTypes(stmt),
          " = ",
          this.expr(stmt.value),
          ";",
        ];
      }
      case "update":
        return [this.expr(stmt.target), stmt.operator, ";"];
      case "expression":
        return [this.expressionStatement(stmt.value), ";"];
      case "verbatim": {
        const text = this.expr(stmt.value);
        const last = stmt.value.kind === "template" ? (stmt.value.parts.at(-1) ?? "").trimEnd() : "";
        return last.endsWith(";") || last.endsWith("}") ? text : [text, ";"];
      }
      case "throw":
        return ["throw ", this.expr(stmt.value), ";"];
      case "return":
        return stmt.value ? ["return ", this.returned(stmt.value), ";"] : "return;";
      case "break":
        return stmt.label ? `break ${stmt.label.text};` : "break;";
      case "if":
        return this.branch(stmt);
      case "switch":
        return this.switch(stmt);
      case "for": {
        const index = stmt.index.text;
        const step =
          stmt.step === 1 ? "++" : stmt.step === -1 ? "--" : stmt.step > 0 ? ` += ${stmt.step}` : ` -= ${-stmt.step}`;
        const head: Doc = [`let ${index} = `, this.expr(stmt.start), "; ", this.expr(stmt.test), `; ${index}${step}`];
        return [label(stmt.label), "for (", head, ") ", this.block(stmt.body, stmt.adjoint)];
      }
      case "loop": {
        const test = this.parenthesized(stmt.test);
        if (stmt.position === "tail")
          return [label(stmt.label), "do ", this.block(stmt.body, stmt.adjoint), " while ", test, ";"];
        const step = stmt.position === "head" ? countedBy(stmt) : undefined;
        if (!step) return [label(stmt.label), "while ", test, " ", this.block(stmt.body, stmt.adjoint)];
        const head: Doc = ["; ", this.expr(stmt.test), "; ", step];
        return [label(stmt.label), "for (", head, ") ", this.block(stmt.body.slice(0, -1), stmt.adjoint)];
      }
    }
  }

  /**
   * TypeScript takes a tuple's literal for an array, an empty array for one of anything, and a new typed array for one that
   * only a new one can be assigned in place of. What is read from an object whose type has no name is of no type, either,
   * nor is what the user's own text makes of one.
   */
  private annotation({ target, value, declare }: Assign): Doc {
    if (!this.types || !declare || target.kind !== "variable") return "";
    const { type } = target.variable;
    const isReassigned = declare === "let" && type.kind === "ref";
    const parts = value.kind === "call" ? value.args : [value];
    const isLost = parts.some((part) => this.isPartOfUntyped(part)) && !this.types.isAny(type);
    return isReassigned || isLost || needsType(value, type) ? [": ", this.types.doc(type)] : "";
  }

  private fieldTypes({ declare, fields, targets, value }: Stmt & { kind: "destructure" }): Doc {
    if (!declare || !fields || !this.isUntyped(value)) return "";
    const members = targets.map(
      (target, index) => `${fields[index]}: ${target ? this.types?.text(target.type) : "any"}`,
    );
    return `: { ${members.join("; ")} }`;
  }

  /** Whether an expression is an object whose type cannot be written, or a part of one. */
  private isUntyped(expr: Expr): boolean {
    return expr.kind === "variable" ? this.types?.isAny(expr.variable.type) === true : this.isPartOfUntyped(expr);
  }

  private isPartOfUntyped(part: Expr): boolean {
    if (part.kind === "template") return part.holes.some((hole) => this.isUntyped(hole));
    return (part.kind === "member" || part.kind === "index") && this.isUntyped(part.object);
  }

  private unset(target: Expr, definite = false): Doc {
    const type: Doc =
      this.types && target.kind === "variable" ? [definite ? "!: " : ": ", this.types.doc(target.variable.type)] : "";
    return ["let ", this.expr(target), type, ";"];
  }

  private branch(stmt: Stmt & { kind: "if" }): Doc {
    const head: Doc = ["if ", this.parenthesized(stmt.test)];
    const [only] = stmt.yes;
    if (stmt.no.length === 0 && stmt.yes.length === 1 && isSimple(only)) {
      const inner = join(hardline, this.statements(stmt.yes));
      return group([head, choice(" {", ""), indent([line, inner]), choice([hardline, "}"], "")]);
    }
    const yes = this.block(stmt.yes);
    if (stmt.no.length === 0) return [head, " ", yes];
    const [first] = stmt.no;
    const chained = stmt.no.length === 1 && first.kind === "if";
    return [head, " ", yes, " else ", chained ? this.statement(first) : this.block(stmt.no)];
  }

  private switch({ value, cases }: Switch): Doc {
    const docs = cases.map(({ tests, body }, k): Doc => {
      const labels = tests.map((test): Doc => ["case ", this.expr(test), ":"]);
      const head = join(hardline, labels.length > 0 ? labels : ["default:"]);
      const stmts = this.statements(body);
      if (!terminates(body) && k < cases.length - 1) stmts.push("break;");
      const list = indent([hardline, join(hardline, stmts)]);
      return body.some(declares) ? [head, " {", list, hardline, "}"] : [head, list];
    });
    return ["switch (", this.expr(value), ") {", indent([hardline, join(hardline, docs)]), hardline, "}"];
  }

  private assignment(target: Doc, operator: string, value: Expr): Doc {
    if (value.kind === "binary") return group([target, ` ${operator}`, indent([line, this.flatExpr(value)])]);
    return [target, ` ${operator} `, this.expr(value)];
  }

  private returned(value: Expr): Doc {
    if (value.kind !== "binary") return this.expr(value);
    return group([choice("(", ""), indent([softline, this.flatExpr(value)]), softline, choice(")", "")]);
  }

  private parenthesized(expr: Expr): Doc {
    return group(["(", indent([softline, this.flatExpr(expr)]), softline, ")"]);
  }

  private expressionStatement(expr: Expr): Doc {
    const starts = expr.kind === "object" || (expr.kind === "spread" && expr.open === "{");
    const template = expr.kind === "template" && /^\s*(\{|function\b|class\b|let\b)/.test(expr.parts[0]);
    return starts || template ? ["(", this.expr(expr), ")"] : this.expr(expr);
  }
}

function needsType(value: Expr, type: Type): boolean {
  if (type.kind === "opaque") return type.tuple !== undefined && value.kind === "template";
  if (type.kind !== "ref") return false;
  const { memory } = type;
  switch (value.kind) {
    case "array":
      if (memory.kind === "record" || value.items.length === 0) return true;
      return value.items.some((item) => needsType(item, memory.element) || isFreshTypedArray(item, memory.element));
    case "object":
      return value.fields.some((field) => {
        const declared = memory.kind === "record" && memory.fields.find((each) => each.name === field.name);
        return declared && (needsType(field.value, declared.type) || isFreshTypedArray(field.value, declared.type));
      });
    case "conditional":
      return needsType(value.yes, type) || needsType(value.no, type);
    case "new":
    case "call":
      // Of several classes whose instances are one type, it would be taken for the one that it is made of.
      return memory.kind === "record" && memory.classes?.isUniform === false;
    default:
      return false;
  }
}

/** In a literal, where any other may be stored in its place. */
function isFreshTypedArray(value: Expr, type: Type): boolean {
  return isTypedArray(type) && (value.kind === "new" || value.kind === "call" || value.kind === "variable");
}

function label(of: Label | undefined): string {
  return of ? `${of.text}: ` : "";
}

/** `i += 4` of a loop that ends so and goes on while `i` compares with something. */
function countedBy({ test, body }: Loop): string | undefined {
  const last = body.at(-1);
  if (last?.kind !== "update" && last?.kind !== "assign") return undefined;
  const { target } = last;
  const counts = test.kind === "binary" && test.left.kind === "variable" && target.kind === "variable";
  if (!counts || test.left.variable !== target.variable) return undefined;
  if (last.kind === "update") return `${target.variable.text}${last.operator}`;
  const { operator, value } = last;
  const isStep = (operator === "+=" || operator === "-=") && value.kind === "raw";
  return isStep ? `${target.variable.text} ${operator} ${value.text}` : undefined;
}

function declares(stmt: Stmt): boolean {
  if (stmt.kind === "assign" || stmt.kind === "destructure") return stmt.declare !== undefined;
  return stmt.kind === "declare";
}

function isSimple(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case "assign":
      return stmt.declare === undefined;
    case "update":
    case "expression":
    case "throw":
    case "return":
    case "break":
      return true;
    default:
      return false;
  }
}
