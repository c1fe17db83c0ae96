/** Where a program may change the functions in its objects and arrays: what is written nowhere is what its literal says. */
import ts from "typescript-6";
import { isAssignmentOperator, isInstalled, unwrap } from "./syntax.js";

const MUTATING: ReadonlySet<string> = new Set([
  "push",
  "pop",
  "shift",
  "unshift",
  "splice",
  "sort",
  "reverse",
  "fill",
  "copyWithin",
]); // prettier-ignore

export class FunctionWrites {
  private found: Sites | undefined;

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
  ) {}

  /** Whether a property of that name may be given another function. */
  mayAssign(name: string): boolean {
    const { named, dynamic } = this.sites();
    return (
      (named.get(name) ?? []).some(({ target, value }) => this.mayBeTable(target) && this.mayBeFunction(value)) ||
      dynamic.some(({ target, value }) => !this.isOwnLocal(target) && this.isFunction(value))
    );
  }

  /** Whether an array of functions that is not local to where it is changed may be changed. */
  mayChangeArrays(): boolean {
    const { dynamic, methods, merged } = this.sites();
    return (
      dynamic.some(({ target, value }) => !this.isOwnLocal(target) && this.isFunction(value)) ||
      [...methods, ...merged].some((array) => !this.isOwnLocal(array) && this.holdsFunctions(array))
    );
  }

  /** The one place where a function is given a function as a property of that name, if there is one. */
  onlyOnFunctions(name: string): Write | undefined {
    const { named, dynamic, merged } = this.sites();
    const [write, ...others] = (named.get(name) ?? []).filter(({ target }) => this.mayBeFunction(target));
    if (!write || others.length > 0 || !this.isFunction(write.value)) return undefined;
    // Packages do not write to the program's functions on their own.
    const counts = (target: ts.Expression): boolean => isInstalled(write.target) || !isInstalled(target);
    const mayBeElsewhere =
      dynamic.some(({ target, value }) => counts(target) && this.mayBeFunction(target) && this.mayBeFunction(value)) ||
      merged.some((target) => counts(target) && this.mayBeFunction(target));
    return mayBeElsewhere ? undefined : write;
  }

  private sites(): Sites {
    this.found ??= collect(this.program);
    return this.found;
  }

  /** An object with properties, rather than a function, a prototype or what a module exports. */
  private mayBeTable(target: ts.Expression): boolean {
    const text = target.getText();
    if (text === "exports" || text === "module.exports" || text.endsWith(".prototype")) return false;
    if (target.kind === ts.SyntaxKind.ThisKeyword) return false;
    return this.checker.getTypeAtLocation(target).getCallSignatures().length === 0;
  }

  private mayBeFunction(value: ts.Expression | undefined): boolean {
    if (!value) return true;
    const type = this.checker.getTypeAtLocation(value);
    return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 || this.isFunction(value);
  }

  private isFunction(value: ts.Expression | undefined): boolean {
    if (!value) return false;
    const type = this.checker.getTypeAtLocation(value);
    const members = type.isUnion() ? type.types : [type];
    return members.some((member) => member.getCallSignatures().length > 0);
  }

  private holdsFunctions(array: ts.Expression): boolean {
    const type = this.checker.getTypeAtLocation(array);
    const element = this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return (element?.getCallSignatures().length ?? 0) > 0;
  }

  /** A local that was given a literal of its own. */
  private isOwnLocal(target: ts.Expression): boolean {
    const inner = unwrap(target);
    const symbol = ts.isIdentifier(inner) ? this.checker.getSymbolAtLocation(inner) : undefined;
    const declaration = symbol?.valueDeclaration;
    if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
    const initial = unwrap(declaration.initializer);
    const isNew =
      ts.isArrayLiteralExpression(initial) || ts.isObjectLiteralExpression(initial) || ts.isNewExpression(initial);
    return isNew && ts.findAncestor(declaration, ts.isFunctionLike) !== undefined;
  }
}

interface Write {
  readonly target: ts.Expression;
  /** Absent where the property is deleted. */
  readonly value?: ts.Expression;
}

interface Sites {
  readonly named: ReadonlyMap<string, readonly Write[]>;
  /** Of a property or element that is not named. */
  readonly dynamic: readonly Write[];
  /** Arrays on which a method is called that changes them. */
  readonly methods: readonly ts.Expression[];
  /** Targets of `Object.assign`. */
  readonly merged: readonly ts.Expression[];
}

function collect(program: ts.Program): Sites {
  const named = new Map<string, Write[]>();
  const dynamic: Write[] = [];
  const methods: ts.Expression[] = [];
  const merged: ts.Expression[] = [];
  const write = (left: ts.Expression, value?: ts.Expression): void => {
    const target = unwrap(left);
    if (ts.isPropertyAccessExpression(target)) {
      named.set(target.name.text, [...(named.get(target.name.text) ?? []), { target: target.expression, value }]);
    } else if (ts.isElementAccessExpression(target)) {
      const key = unwrap(target.argumentExpression);
      if (!ts.isStringLiteralLike(key)) dynamic.push({ target: target.expression, value });
      else named.set(key.text, [...(named.get(key.text) ?? []), { target: target.expression, value }]);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignmentOperator(node.operatorToken.kind)) write(node.left, node.right);
    else if (ts.isDeleteExpression(node)) write(node.expression);
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (MUTATING.has(name.text)) methods.push(expression);
      else if (name.text === "assign" && node.arguments[0]) merged.push(node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) if (!file.isDeclarationFile) visit(file);
  return { named, dynamic, methods, merged };
}
