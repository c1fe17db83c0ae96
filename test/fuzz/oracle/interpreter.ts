/**
 * Runs TypeScript as JavaScript defines it, statement by statement, on numbers that carry derivatives. It covers what
 * the generator writes, and throws on anything else.
 */
import ts from "typescript-6";
import { operators } from "./differentiate.js";
import { defineClass } from "./classes.js";
import { Evaluator } from "./evaluator.js";
import { iterate } from "./iteration.js";
import { Scope } from "./scope.js";
import { ArrayValue, Builtin, FunctionValue, GeneratorValue, plain, truthy, type Value } from "./values.js";

/** How a statement ended, where it did not simply end. */
type Completion =
  | undefined
  | { readonly kind: "break" | "continue"; readonly label?: string }
  | { readonly kind: "return"; readonly value: Value };

export class Interpreter {
  private readonly globals = new Scope(undefined, true);
  private readonly evaluator: Evaluator;

  /** `fuel`: how many statements and calls may run. */
  constructor(source: ts.SourceFile, fuel: number) {
    this.evaluator = new Evaluator(fuel, (f, args, self) => this.callBody(f, args, self));
    for (const [name, operator] of operators((f, args) => this.evaluator.call(f, args))) {
      this.globals.declare(name, operator);
    }
    this.hoist(source.statements, this.globals);
    for (const statement of source.statements) this.statement(statement, this.globals);
  }

  call(name: string, args: readonly Value[]): Value {
    return this.evaluator.call(this.globals.binding(name).value, args);
  }

  private callBody({ node, scope: outer, home }: FunctionValue, args: readonly Value[], self: Value): Value {
    const scope = new Scope(outer, true);
    if (!ts.isArrowFunction(node)) {
      scope.declare("this", self);
      scope.declare("arguments", new ArrayValue("Array", [...args]));
      if (home) scope.declare("super", home);
    }
    node.parameters.forEach((parameter, index) => {
      if (parameter.dotDotDotToken) {
        this.evaluator.patterns.bind(parameter.name, new ArrayValue("Array", args.slice(index)), scope);
        return;
      }
      const given = args[index];
      const value =
        given === undefined && parameter.initializer ? this.evaluator.expression(parameter.initializer, scope) : given;
      this.evaluator.patterns.bind(parameter.name, value, scope);
    });
    const { body } = node;
    if (!body) throw new Error("a function without a body");
    if (!ts.isBlock(body)) return this.evaluator.expression(body, scope);
    if (node.asteriskToken) {
      return new GeneratorValue((emit) => {
        scope.declare("yield", new Builtin(([value]) => emit(value) as undefined));
        this.block(body.statements, new Scope(scope, false));
      });
    }
    const completion = this.block(body.statements, new Scope(scope, false));
    return completion?.kind === "return" ? completion.value : undefined;
  }

  private hoist(statements: readonly ts.Statement[], scope: Scope): void {
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement)) scope.declare(statement.name!.text, new FunctionValue(statement, scope));
    }
  }

  private block(statements: readonly ts.Statement[], scope: Scope): Completion {
    this.hoist(statements, scope);
    for (const statement of statements) {
      const completion = this.statement(statement, scope);
      if (completion) return completion;
    }
    return undefined;
  }

  private statement(node: ts.Statement, scope: Scope, labels: readonly string[] = []): Completion {
    this.evaluator.burn();
    if (ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return undefined;
    if (ts.isEmptyStatement(node) || ts.isImportDeclaration(node)) return undefined;
    if (ts.isVariableStatement(node)) {
      this.declarations(node.declarationList, scope);
      return undefined;
    }
    if (ts.isExpressionStatement(node)) {
      this.evaluator.expression(node.expression, scope);
      return undefined;
    }
    if (ts.isBlock(node)) return this.block(node.statements, new Scope(scope, false));
    if (ts.isIfStatement(node)) {
      if (truthy(this.evaluator.expression(node.expression, scope))) return this.statement(node.thenStatement, scope);
      return node.elseStatement ? this.statement(node.elseStatement, scope) : undefined;
    }
    if (ts.isReturnStatement(node)) {
      return {
        kind: "return",
        value: node.expression ? this.evaluator.expression(node.expression, scope) : undefined,
      };
    }
    if (ts.isBreakStatement(node)) return { kind: "break", label: node.label?.text };
    if (ts.isContinueStatement(node)) return { kind: "continue", label: node.label?.text };
    if (ts.isLabeledStatement(node)) {
      const label = node.label.text;
      const completion = this.statement(node.statement, scope, [...labels, label]);
      return completion?.kind === "break" && completion.label === label ? undefined : completion;
    }
    if (ts.isSwitchStatement(node)) return this.switch(node, scope);
    if (ts.isClassDeclaration(node)) {
      defineClass(this.evaluator, node, scope);
      return undefined;
    }
    if (ts.isTryStatement(node)) return this.try(node, scope);
    if (ts.isThrowStatement(node)) throw new Error("the program throws");
    return this.loop(node, scope, labels);
  }

  private declarations(list: ts.VariableDeclarationList, scope: Scope): void {
    const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
    const target = isVar ? scope.functionScope : scope;
    for (const { name, initializer } of list.declarations) {
      // A `var` that is declared again without a value keeps the one it has.
      if (isVar && !initializer && ts.isIdentifier(name) && target.has(name.text)) continue;
      this.evaluator.patterns.bind(name, initializer && this.evaluator.expression(initializer, scope), target);
    }
  }

  private switch(node: ts.SwitchStatement, outer: Scope): Completion {
    const value = plain(this.evaluator.expression(node.expression, outer));
    const scope = new Scope(outer, false);
    const { clauses } = node.caseBlock;
    for (const clause of clauses) this.hoist(clause.statements, scope);
    let entry = clauses.findIndex(
      (clause) => ts.isCaseClause(clause) && plain(this.evaluator.expression(clause.expression, scope)) === value,
    );
    if (entry < 0) entry = clauses.findIndex(ts.isDefaultClause);
    if (entry < 0) return undefined;
    for (const clause of clauses.slice(entry)) {
      for (const statement of clause.statements) {
        const completion = this.statement(statement, scope);
        if (completion?.kind === "break" && completion.label === undefined) return undefined;
        if (completion) return completion;
      }
    }
    return undefined;
  }

  private loop(node: ts.Statement, scope: Scope, labels: readonly string[]): Completion {
    if (ts.isWhileStatement(node)) {
      while (truthy(this.evaluator.expression(node.expression, scope))) {
        const end = this.iteration(node.statement, scope, labels);
        if (end) return end.leave;
      }
      return undefined;
    }
    if (ts.isDoStatement(node)) {
      do {
        const end = this.iteration(node.statement, scope, labels);
        if (end) return end.leave;
      } while (truthy(this.evaluator.expression(node.expression, scope)));
      return undefined;
    }
    if (ts.isForStatement(node)) return this.for(node, scope, labels);
    if (ts.isForOfStatement(node)) return this.forOf(node, scope, labels);
    throw new Error(`the oracle does not run ${ts.SyntaxKind[node.kind]}`);
  }

  /** One run of a loop's body: an object where the loop ends, with the completion of the loop. */
  private iteration(
    body: ts.Statement,
    scope: Scope,
    labels: readonly string[],
  ): { readonly leave: Completion } | undefined {
    this.evaluator.burn();
    const completion = this.statement(body, scope);
    if (!completion) return undefined;
    if (completion.kind === "return") return { leave: completion };
    const { kind, label } = completion;
    if (kind === "break") return { leave: label === undefined ? undefined : completion };
    return label === undefined || labels.includes(label) ? undefined : { leave: completion };
  }

  private for(node: ts.ForStatement, outer: Scope, labels: readonly string[]): Completion {
    let scope = new Scope(outer, false);
    const { initializer, condition, incrementor } = node;
    if (initializer && ts.isVariableDeclarationList(initializer)) this.declarations(initializer, scope);
    else if (initializer) this.evaluator.expression(initializer, scope);
    for (;;) {
      scope = scope.copy();
      if (condition && !truthy(this.evaluator.expression(condition, scope))) return undefined;
      const end = this.iteration(node.statement, scope, labels);
      if (end) return end.leave;
      scope = scope.copy();
      if (incrementor) this.evaluator.expression(incrementor, scope);
    }
  }

  private forOf(node: ts.ForOfStatement, outer: Scope, labels: readonly string[]): Completion {
    let end: { readonly leave: Completion } | undefined;
    iterate(this.evaluator.expression(node.expression, outer), (item) => {
      const scope = new Scope(outer, false);
      const { initializer } = node;
      if (ts.isVariableDeclarationList(initializer)) {
        this.evaluator.patterns.bind(initializer.declarations[0].name, item, scope);
      } else this.evaluator.patterns.assign(initializer, item, scope);
      end = this.iteration(node.statement, scope, labels);
      return end === undefined;
    });
    return end?.leave;
  }

  private try(node: ts.TryStatement, scope: Scope): Completion {
    if (node.catchClause || !node.finallyBlock) throw new Error("the oracle catches nothing");
    const last = (): Completion => this.block(node.finallyBlock!.statements, new Scope(scope, false));
    let completion: Completion;
    try {
      completion = this.block(node.tryBlock.statements, new Scope(scope, false));
    } catch (error) {
      const instead = last();
      if (instead) return instead;
      throw error;
    }
    return last() ?? completion;
  }
}
