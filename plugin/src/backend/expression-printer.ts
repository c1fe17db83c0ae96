/** Expressions as documents: parentheses where precedence asks for them, and where lines may break. */
import { binaryPrecedence, type Expr, Precedence } from "./js.js";
import { choice, type Doc, group, indent, join, line, mark, softline } from "./layout.js";
import { isBare, isNegatedProduct, mixes, precedenceOf, startsWithSign } from "./precedence.js";
import { isIdentifier, propertyName, type TypeSpelling } from "./spelling.js";

export class ExpressionPrinter {
  /** `types`: how types are written; nothing in JavaScript. */
  constructor(protected readonly types: TypeSpelling | undefined) {}

  expr(expr: Expr): Doc {
    switch (expr.kind) {
      case "variable":
        return expr.variable.text;
      case "raw":
        return expr.text;
      case "unary": {
        // `-a * b` reads better than `-(a * b)`, and is the same to the last bit.
        if (isNegatedProduct(expr)) return [expr.operator, this.expr(expr.operand)];
        const operand = this.within(expr.operand, Precedence.unary);
        return [expr.operator, startsWithSign(expr.operand, expr.operator) ? ["(", operand, ")"] : operand];
      }
      case "binary":
        return group(indentRest(this.chain(expr)));
      case "conditional": {
        const { test, yes, no } = expr;
        const arms: Doc = [
          line,
          "? ",
          this.within(yes, Precedence.conditional + 1),
          line,
          ": ",
          this.within(no, Precedence.assign),
        ];
        return group([this.within(test, Precedence.conditional + 1), indent(arms)]);
      }
      case "call": {
        const args = expr.args.map((arg, index): Doc => {
          const spread = expr.spread && index === expr.args.length - 1;
          return [spread ? "..." : "", this.within(arg, Precedence.assign)];
        });
        return [mark(expr.span), this.within(expr.callee, Precedence.call), this.list("(", args, ")")];
      }
      case "new": {
        const typeArgument: Doc = expr.typeArgument && this.types ? ["<", this.types.doc(expr.typeArgument), ">"] : "";
        const args = expr.args.map((arg) => this.within(arg, Precedence.assign));
        return [`new ${expr.callee}`, typeArgument, this.list("(", args, ")")];
      }
      case "member":
        return [mark(expr.span), this.object(expr.object), property(expr.property)];
      case "index":
        return [mark(expr.span), this.object(expr.object), "[", this.expr(expr.index), "]"];
      case "array":
        return this.list(
          "[",
          expr.items.map((item) => this.within(item, Precedence.assign)),
          "]",
        );
      case "object":
        return this.record(expr.fields);
      case "spread":
        return expr.open === "{"
          ? ["{ ...", this.within(expr.operand, Precedence.assign), " }"]
          : ["[...", this.within(expr.operand, Precedence.assign), "]"];
      case "arrow": {
        const names = expr.params.map((param, index) => {
          const dots = expr.rest && index === expr.params.length - 1 ? "..." : "";
          return `${dots}${param.text}${this.types ? `: ${this.types.text(param.type)}` : ""}`;
        });
        const body = this.within(expr.body, Precedence.assign);
        // A brace would open a block.
        if (isObject(this.shown(expr.body))) return [`(${names.join(", ")}) => (`, body, ")"];
        return group([`(${names.join(", ")}) =>`, indent([line, body])]);
      }
      case "template":
        return this.template(expr.parts, expr.holes);
      case "nonNull":
        return [this.within(expr.operand, Precedence.call), "!"];
      case "asserted":
        return this.types
          ? [this.within(expr.operand, binaryPrecedence("<")), " as ", this.types.doc(expr.type)]
          : this.expr(expr.operand);
    }
  }

  private within(expr: Expr, precedence: number): Doc {
    return precedenceOf(this.shown(expr)) < precedence ? ["(", this.expr(expr), ")"] : this.expr(expr);
  }

  /** What is seen of an expression: JavaScript has no assertions. */
  private shown(expr: Expr): Expr {
    if (expr.kind === "asserted" && !this.types) return this.shown(expr.operand);
    return expr.kind === "template" && isBare(expr) ? this.shown(expr.holes[0]) : expr;
  }

  /** Like `expr`, for a place that has a group and an indentation of its own. */
  protected flatExpr(expr: Expr): Doc {
    return expr.kind === "binary" ? this.chain(expr).docs : this.expr(expr);
  }

  /** `a + b - c` as one list, so that all its lines break together. */
  private chain(expr: Expr & { kind: "binary" }): { docs: Doc[] } {
    const precedence = binaryPrecedence(expr.operator);
    const docs: Doc[] = [];
    const visit = (part: Expr): void => {
      const same = part.kind === "binary" && binaryPrecedence(part.operator) === precedence && !mixes(expr, part);
      if (!same || part.operator === "**") {
        docs.push(this.operand(part, expr, "left"));
        return;
      }
      visit(part.left);
      docs.push([` ${part.operator}`, line, this.operand(part.right, part, "right")]);
    };
    if (expr.operator === "**") {
      docs.push(this.operand(expr.left, expr, "left"), [" **", line, this.operand(expr.right, expr, "right")]);
    } else {
      visit(expr.left);
      docs.push([` ${expr.operator}`, line, this.operand(expr.right, expr, "right")]);
    }
    return { docs };
  }

  private operand(expr: Expr, parent: Expr & { kind: "binary" }, side: "left" | "right"): Doc {
    const precedence = binaryPrecedence(parent.operator);
    if (mixes(parent, this.shown(expr))) return ["(", this.expr(expr), ")"];
    if (parent.operator === "**") return this.within(expr, side === "left" ? Precedence.postfix : precedence);
    return this.within(expr, side === "left" ? precedence : precedence + 1);
  }

  private object(expr: Expr): Doc {
    const number = expr.kind === "raw" && /^[\d.]/.test(expr.text);
    return number ? ["(", expr.text, ")"] : this.within(expr, Precedence.call);
  }

  /** `endsInComma`: where it is broken into lines; nothing may follow a rest parameter. */
  protected list(open: string, items: readonly Doc[], close: string, endsInComma = true): Doc {
    if (items.length === 0) return open + close;
    const comma = endsInComma ? choice(",", "") : "";
    return group([open, indent([softline, join([",", line], items)]), comma, softline, close]);
  }

  private record(fields: readonly { name: string; value: Expr }[]): Doc {
    if (fields.length === 0) return "{}";
    const items = fields.map(({ name, value }): Doc => {
      const shorthand = value.kind === "variable" && value.variable.text === name && name !== "__proto__";
      return shorthand ? name : [`${propertyName(name)}: `, this.within(value, Precedence.assign)];
    });
    return braced(items);
  }

  private template(parts: readonly string[], holes: readonly Expr[]): Doc {
    return parts.map((part, index): Doc => {
      if (index >= holes.length) return part;
      const delimited = /(^|[(,[]|\$\{)\s*$/.test(part) && /^\s*([),\]}]|$)/.test(parts[index + 1] ?? "");
      const whole = part.trim() === "" && (parts[index + 1] ?? "").trim() === "" && holes.length === 1;
      const hole = holes[index];
      // A point right after a number would be its decimal point.
      const isMember = hole.kind === "raw" && /^\d/.test(hole.text) && /^\s*\./.test(parts[index + 1] ?? "");
      if (isMember && !whole) return [part, "(", hole.text, ")"];
      return [
        part,
        this.within(hole, (delimited && part.trim() !== "") || whole ? Precedence.assign : Precedence.call),
      ];
    });
  }
}

export function braced(items: readonly Doc[]): Doc {
  return group(["{", indent([line, join([",", line], items)]), choice(",", ""), line, "}"]);
}

function indentRest({ docs }: { docs: Doc[] }): Doc {
  const [first, ...rest] = docs;
  return [first, indent(rest)];
}

function property(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isObject(expr: Expr): boolean {
  return expr.kind === "object" || (expr.kind === "spread" && expr.open === "{");
}
