/** A function's scheduled operations as JavaScript statements, in their plainest form; `sugar.ts` makes them idiomatic. */
import { type ForOp, type Func, type IfOp, keptOf, type Op, type Value, type WhileOp } from "../ir/ops.js";
import { memoryOf, type Type } from "../ir/types.js";
import { type Block, type Node, nodesOf } from "./blocks.js";
import { type Copy, sequentialize } from "./copies.js";
import { Expressions, type Scope } from "./expressions.js";
import { truth } from "./simplify.js";
import { type Expr, negate, raw, reads, type Stmt, terminates, type Variable, variable } from "./js.js";
import type { Schedule } from "./schedule.js";
import type { Variables } from "./variables.js";

export interface Body {
  readonly params: Variable[];
  readonly stmts: Stmt[];
}

export function writeBody(func: Func, schedule: Schedule, variables: Variables, scope: Scope): Body {
  const writer = new Writer(schedule, variables, scope);
  const params = func.body.params.map((param) => variables.of(param));
  return { params, stmts: writer.body() };
}

class Writer {
  private readonly expressions: Expressions;
  private out: Stmt[] = [];

  constructor(
    private readonly schedule: Schedule,
    private readonly variables: Variables,
    scope: Scope,
  ) {
    this.expressions = new Expressions(schedule, variables, scope);
  }

  body(): Stmt[] {
    const { body } = this.schedule.blocks;
    return this.collect(() => {
      this.block(body);
      if (terminates(this.out) || body.region.yields.length === 0) return;
      const values = this.expressions.values(body.region.yields);
      this.push({ kind: "return", value: values.length === 1 ? values[0] : { kind: "array", items: values } });
    });
  }

  private collect(write: () => void): Stmt[] {
    const outer = this.out;
    const stmts: Stmt[] = [];
    this.out = stmts;
    write();
    this.out = outer;
    return stmts;
  }

  private block(block: Block): void {
    for (const node of nodesOf(block)) {
      if (terminates(this.out)) return;
      if (!this.schedule.inlined.has(node.op.results[0])) this.operation(node);
    }
  }

  private operation(node: Node): void {
    const { op } = node;
    const { span, adjoint } = op;
    const [first, second, third] = op.operands;
    const write = (value: Expr): void => {
      this.push({ kind: "expression", value, span, adjoint });
    };
    const assign = (target: Expr, value: Expr): void => {
      this.push({ kind: "assign", target, operator: "=", value, span, adjoint });
    };
    const value = (of: Value): Expr => this.expressions.value(of);

    switch (op.kind) {
      case "store":
        return assign({ kind: "index", object: value(first), index: value(second), span }, value(third));
      case "setField":
        return assign(this.expressions.field(first, op.field), value(second));
      case "push":
        return write(this.expressions.method(value(first), "push", value(second)));
      case "fill":
        return write(this.expressions.method(value(first), "fill", ...this.expressions.values(op.operands.slice(1))));
      case "accumulate":
        return write(
          this.expressions.helper(op.pairs ? "addPairs" : op.once ? "addOnce" : "addInto", value(first), value(second)),
        );
      case "clear":
        return write(
          isFlat(first.type)
            ? this.expressions.method(value(first), "fill", raw("0"))
            : this.expressions.helper("setZero", value(first)),
        );
      case "throw":
        this.push({ kind: "throw", value: value(first), span, adjoint });
        return;
      case "for":
        return this.countedLoop(op, node);
      case "while":
        return this.loop(op, node);
      case "if":
        return this.branch(op, node);
      case "extern":
        if (op.statement) {
          this.push({ kind: "verbatim", value: this.expressions.operation(op), span, adjoint });
          return;
        }
        break;
      case "call":
        if (op.results.length > 1) return this.multipleResults(op);
        break;
      default:
    }
    const expr = this.expressions.operation(op);
    const [result] = op.results;
    if (result && this.isUsed(result)) assign(variable(this.variables.of(result)), expr);
    else write(expr.kind === "nonNull" ? expr.operand : expr);
    // A call of the function from within finds nothing.
    const kept = keptOf(op);
    if (kept) assign(raw(kept.name), raw("undefined"));
  }

  private multipleResults(op: Op): void {
    const used = op.results.map((result) => (this.isUsed(result) ? this.variables.of(result) : undefined));
    while (used.length > 0 && used.at(-1) === undefined) used.pop();
    const value = this.expressions.operation(op);
    const { span, adjoint } = op;
    if (used.length === 0) this.push({ kind: "expression", value, span, adjoint });
    else this.push({ kind: "destructure", targets: used, value, span, adjoint });
  }

  private isUsed(value: Value): boolean {
    return this.schedule.style.sitesOf(value).length > 0;
  }

  private branch(op: IfOp, node: Node): void {
    const { span, adjoint } = op;
    const test = truth(this.expressions.value(op.operands[0]));
    if (this.schedule.conditional.has(op)) {
      const target = this.variables.of(op.results[0]);
      const unchanged = op.regions.some((region) => {
        const source = this.expressions.value(region.yields[0]);
        return source.kind === "variable" && source.variable === target;
      });
      if (!unchanged) {
        const value = this.expressions.conditional(op);
        this.push({ kind: "assign", target: variable(target), operator: "=", value, span, adjoint });
        return;
      }
    }
    const [yes, no] = node.blocks.map((block) =>
      this.collect(() => {
        this.block(block);
        this.copy(op.results, block.region.yields, op);
      }),
    );
    if (yes.length > 0) this.push({ kind: "if", test, yes, no, span, adjoint });
    else if (no.length > 0) this.push({ kind: "if", test: negate(test), yes: no, no: [], span, adjoint });
    else this.push({ kind: "expression", value: test, span, adjoint });
  }

  private countedLoop(op: ForOp, node: Node): void {
    const { span, adjoint } = op;
    const [start, end, ...inits] = op.operands;
    const [index, ...params] = op.regions[0].params;
    let first = this.expressions.value(start);
    if (params.some((param) => reads(first, this.variables.of(param)))) first = this.saved(first, start.type, op);
    this.copy(params, inits, op);
    const body = this.collect(() => {
      this.block(node.blocks[0]);
      this.copy(params, op.regions[0].yields, op);
    });
    const operator = `${op.step > 0 ? "<" : ">"}${op.inclusive ? "=" : ""}`;
    const variableOfIndex = this.variables.of(index);
    const test: Expr = downToZero(operator, variable(variableOfIndex), this.expressions.value(end));
    if (first.kind === "variable" && first.variable === variableOfIndex) {
      const next: Expr = {
        kind: "binary",
        operator: op.step > 0 ? "+" : "-",
        left: first,
        right: raw(String(Math.abs(op.step))),
      };
      if (!terminates(body)) body.push({ kind: "assign", target: first, operator: "=", value: next, span, adjoint });
      this.push({ kind: "loop", position: "head", test, body, span, adjoint });
      return;
    }
    this.push({ kind: "for", index: variableOfIndex, start: first, test, step: op.step, body, span, adjoint });
  }

  private loop(op: WhileOp, node: Node): void {
    const { span, adjoint } = op;
    const [before, after] = op.regions;
    this.copy(before.params, op.operands, op);
    const body = this.collect(() => {
      this.block(node.blocks[0]);
      const test = negate(truth(this.expressions.value(before.yields[0])));
      this.push({ kind: "if", test, yes: [{ kind: "break" }], no: [], span, adjoint });
      this.block(node.blocks[1]);
      this.copy(before.params, after.yields, op);
    });
    this.push({ kind: "loop", position: "none", test: raw("true"), body, span, adjoint });
  }

  /** The parallel assignment at the edge of a region. */
  private copy(targets: readonly Value[], sources: readonly Value[], { span, adjoint }: Op): void {
    if (terminates(this.out)) return;
    const copies = targets.map(
      (target, index): Copy => ({ target: this.variables.of(target), source: this.expressions.value(sources[index]) }),
    );
    for (const { target, source } of sequentialize(copies, temporary)) {
      this.push({ kind: "assign", target: variable(target), operator: "=", value: source, span, adjoint });
    }
  }

  private push(stmt: Stmt): void {
    for (const { target, source } of this.expressions.takeCaptures()) {
      this.out.push({
        kind: "assign",
        target: variable(target),
        operator: "=",
        value: source,
        span: stmt.span,
        adjoint: stmt.adjoint,
      });
    }
    this.out.push(stmt);
  }

  private saved(value: Expr, type: Type, { span, adjoint }: Op): Expr {
    const target = temporary({ text: "", type });
    this.push({ kind: "assign", target: variable(target), operator: "=", value, span, adjoint });
    return variable(target);
  }
}

function temporary(like: Variable): Variable {
  return { hint: undefined, text: "", type: like.type };
}

/** `i > -1` is `i >= 0`: the index is integral. */
function downToZero(operator: string, left: Expr, right: Expr): Expr {
  if (operator === ">" && right.kind === "raw" && right.text === "-1")
    return { kind: "binary", operator: ">=", left, right: raw("0") };
  return { kind: "binary", operator, left, right };
}

/** Memory that `fill(0)` clears. */
function isFlat(type: Type): boolean {
  const memory = memoryOf(type);
  return memory.kind === "array" && memory.element.kind === "f64" && !memory.optional;
}
