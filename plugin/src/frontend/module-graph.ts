/**
 * What the names of modules stand for when the program runs. Declarations say of which type an import is; the code behind it is
 * found by following the import through the modules that the engine would load, ES modules and CommonJS.
 */
import ts from "typescript-6";
import { isReassigned, symbolOfReference } from "./references.js";
import { assignedValue, commonJsExports, isCommonJs, isExportsObject, requireCall } from "./commonjs.js";
import { givenTo, isModuleBody, returnedOnce } from "./module-scope.js";
import { exportedDeclaration, memberAssignments } from "./module-statements.js";
import { unwrap } from "./syntax.js";

export interface RunTimeModules {
  /** The file that an import loads; undefined if the program does not have it. */
  load(specifier: ts.StringLiteralLike, kind: "import" | "require"): ts.SourceFile | undefined;
}

export type Target =
  /** A declaration, or an expression that is evaluated once, at the top level of a module. */
  | { readonly kind: "node"; readonly node: ts.Node; readonly members?: Members }
  /** The namespace of an ES module, the exports of a CommonJS one. */
  | { readonly kind: "module"; readonly file: ts.SourceFile };

interface Exported {
  readonly specifier: ts.Expression;
  readonly name: string;
}

/** Properties that are assigned at the top level to what a variable holds: `f.g = ...`. */
type Members = (name: string) => readonly ts.Expression[];

export class ModuleGraph {
  private readonly expressions = new Map<ts.Node, Target | undefined>();
  private readonly following = new Set<ts.Node | ts.Symbol | string>();

  private declared?: ReadonlyMap<ts.Symbol, Exported>;
  private readonly declarations = new Map<ts.Symbol, ts.Symbol>();

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
    private readonly modules: RunTimeModules,
  ) {}

  /** The class behind one that is declared only, as the program imports its module. */
  classOf(symbol: ts.Symbol): ts.Symbol | undefined {
    if (!symbol.declarations?.every((node) => node.getSourceFile().isDeclarationFile)) return undefined;
    this.declared ??= this.declaredExports();
    const exported = this.declared.get(symbol);
    const target = exported && this.imported(exported.specifier, exported.name);
    return target && this.noteClass(target, symbol);
  }

  /** The declaration in another module that an expression leads to. */
  nodeOf(node: ts.Expression): ts.Node | undefined {
    const target = this.ofExpression(node);
    return target?.kind === "node" ? target.node : undefined;
  }

  /** The declaration of a class that the program has come to by an import. */
  declarationOf(symbol: ts.Symbol): ts.Symbol | undefined {
    return this.declarations.get(symbol);
  }

  private noteClass(target: Target, declared: ts.Symbol): ts.Symbol | undefined {
    if (target.kind !== "node" || !(ts.isClassLike(target.node) || isFunction(target.node))) return undefined;
    const own = this.checker.getSymbolAtLocation(target.node.name ?? target.node);
    const isDeclaration = declared.declarations?.some((node) => node.getSourceFile().isDeclarationFile);
    if (own && isDeclaration) this.declarations.set(own, declared);
    return own;
  }

  private declaredExports(): Map<ts.Symbol, Exported> {
    const found = new Map<ts.Symbol, Exported>();
    for (const file of this.program.getSourceFiles()) {
      if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) continue;
      for (const node of file.statements) {
        if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) continue;
        const specifier = node.moduleSpecifier;
        const module = specifier && this.checker.getSymbolAtLocation(specifier);
        if (!specifier || !module?.valueDeclaration?.getSourceFile().isDeclarationFile) continue;
        for (const each of this.checker.getExportsOfModule(module)) {
          const symbol = each.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(each) : each;
          if (symbol.flags & ts.SymbolFlags.Class && !found.has(symbol))
            found.set(symbol, { specifier, name: each.name });
        }
      }
    }
    return found;
  }

  /** What an imported or required name stands for; undefined for names of other kinds, and where the code is not known. */
  ofSymbol(symbol: ts.Symbol): Target | undefined {
    return this.once(symbol, () => {
      const node = symbol.declarations?.[0];
      const target = node && (this.ofImport(node) ?? this.ofVariable(symbol));
      if (target && symbol.flags & ts.SymbolFlags.Alias) this.noteClass(target, this.checker.getAliasedSymbol(symbol));
      return target;
    });
  }

  ofExpression(node: ts.Expression): Target | undefined {
    if (this.expressions.has(node)) return this.expressions.get(node);
    const found = this.once(node, () => this.follow(unwrap(node)));
    this.expressions.set(node, found);
    return found;
  }

  exported(file: ts.SourceFile, name: string): Target | undefined {
    return this.once(`${file.fileName} ${name}`, () =>
      isCommonJs(file) ? this.commonJsExport(file, name) : this.esExport(file, name),
    );
  }

  member(target: Target, name: string): Target | undefined {
    if (target.kind === "module") return this.exported(target.file, name);
    const { node } = target;
    const assigned = target.members?.(name) ?? [];
    const own = ts.isObjectLiteralExpression(node) ? this.property(node, name) : undefined;
    if (assigned.length === 0) return own;
    if (assigned.length > 1 || own || this.isAssignedElsewhere(name, assigned[0])) return undefined;
    return this.ofValue(assigned[0]);
  }

  /** Whether another module may give a property of that name another value. */
  private isAssignedElsewhere(name: string, value: ts.Expression): boolean {
    const assignment = new RegExp(`[.]${name.replaceAll("$", "\\$")}\\s*=(?![=>])`);
    const own = value.getSourceFile();
    return (
      !isFunction(unwrap(value)) &&
      this.program
        .getSourceFiles()
        .some((file) => file !== own && !file.isDeclarationFile && assignment.test(file.text))
    );
  }

  /** Circles of modules are followed once. */
  private once(key: ts.Node | ts.Symbol | string, body: () => Target | undefined): Target | undefined {
    if (this.following.has(key)) return undefined;
    this.following.add(key);
    try {
      return body();
    } finally {
      this.following.delete(key);
    }
  }

  private ofImport(node: ts.Declaration): Target | undefined {
    if (ts.isImportSpecifier(node)) {
      return this.imported(node.parent.parent.parent.moduleSpecifier, (node.propertyName ?? node.name).text);
    }
    if (ts.isImportClause(node)) return this.imported(node.parent.moduleSpecifier, "default");
    if (ts.isNamespaceImport(node)) return this.imported(node.parent.parent.moduleSpecifier, "*");
    if (ts.isNamespaceExport(node)) return this.imported(node.parent.moduleSpecifier, "*");
    if (ts.isExportSpecifier(node)) {
      const { moduleSpecifier } = node.parent.parent;
      if (moduleSpecifier) return this.imported(moduleSpecifier, (node.propertyName ?? node.name).text);
      const local = this.checker.getExportSpecifierLocalTargetSymbol(node);
      return local && this.ofBinding(local);
    }
    if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      return this.imported(node.moduleReference.expression, "export=", "require");
    }
    return undefined;
  }

  private imported(specifier: ts.Expression | undefined, name: string, kind: "import" | "require" = "import") {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
    const file = this.modules.load(specifier, kind);
    return file && this.exported(file, name);
  }

  /** A variable that holds a module, an object or a function all the time. */
  private ofVariable(symbol: ts.Symbol): Target | undefined {
    const node = symbol.declarations?.[0];
    if (!node || isReassigned(this.checker, symbol)) return undefined;
    const given = ts.isParameter(node) ? givenTo(node) : undefined;
    if (given) return this.ofValue(given);
    if (ts.isBindingElement(node) && ts.isVariableDeclaration(node.parent.parent)) {
      const { initializer } = node.parent.parent;
      const key = node.propertyName ?? node.name;
      const base = initializer && this.ofExpression(initializer);
      return base && ts.isIdentifier(key) ? this.member(base, key.text) : undefined;
    }
    if (!ts.isVariableDeclaration(node) || !node.initializer) return undefined;
    const found = this.ofExpression(assignedValue(node.initializer));
    if (found?.kind !== "node" || !ts.isObjectLiteralExpression(found.node)) return found;
    const own = this.assignedMembers(symbol, node.getSourceFile());
    const others = isOwn(node.initializer, found.node) ? this.assignedElsewhere(found.node) : () => [];
    return { ...found, members: (name) => [...(found.members?.(name) ?? []), ...own(name), ...others(name)] };
  }

  private ofBinding(symbol: ts.Symbol): Target | undefined {
    const found = this.ofSymbol(symbol);
    if (found) return found;
    const [node] = symbol.declarations ?? [];
    if (!node || node.getSourceFile().isDeclarationFile) return undefined;
    return ts.isFunctionDeclaration(node) && isReassigned(this.checker, symbol)
      ? undefined
      : this.ofDeclaration(node, symbol);
  }

  private ofDeclaration(node: ts.Declaration, symbol: ts.Symbol): Target {
    const body =
      [...(symbol.declarations ?? [])].reverse().find((each) => ts.isFunctionDeclaration(each) && each.body) ?? node;
    const isFunction = ts.isFunctionDeclaration(body) && isModuleBody(body.parent);
    return isFunction
      ? { kind: "node", node: body, members: this.assignedMembers(symbol, node.getSourceFile()) }
      : { kind: "node", node: body };
  }

  private follow(node: ts.Expression): Target | undefined {
    if (ts.isIdentifier(node)) {
      const symbol = symbolOfReference(this.checker, node);
      if (isExportsObject(node) && isCommonJs(node.getSourceFile()) && !isDeclaredIn(symbol)) return own(node);
      return symbol && this.ofSymbol(symbol);
    }
    if (ts.isPropertyAccessExpression(node)) {
      if (isExportsObject(node) && isCommonJs(node.getSourceFile())) {
        return this.exported(node.getSourceFile(), "export=");
      }
      const base = this.ofExpression(node.expression);
      return base && this.member(base, node.name.text);
    }
    if (ts.isCallExpression(node)) return this.ofCall(node);
    return ts.isObjectLiteralExpression(node) ? { kind: "node", node } : undefined;
  }

  /** `require("x")`, what compilers wrap around it, and `Object.freeze({...})`. */
  private ofCall(node: ts.CallExpression): Target | undefined {
    const [argument] = node.arguments;
    const required = requireCall(node);
    if (required) return this.imported(argument, "export=", "require");
    const callee = unwrap(node.expression);
    const name = ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : "";
    const inner = argument && requireCall(argument);
    if (inner && /^(?:__importDefault|__importStar|__toESM|_interop\w+)$/.test(name)) {
      return this.imported(inner.arguments[0], "*", "require");
    }
    if (name === "freeze" && argument) return this.ofExpression(argument);
    const returned = /^_?createClass$/.test(name) ? argument : returnedOnce(node);
    return returned && this.ofValue(returned);
  }

  private esExport(file: ts.SourceFile, name: string): Target | undefined {
    if (name === "*" || name === "export=") return { kind: "module", file };
    for (const statement of file.statements) {
      if (ts.isExportAssignment(statement)) {
        if (name === (statement.isExportEquals ? "export=" : "default")) return this.ofValue(statement.expression);
      } else if (ts.isExportDeclaration(statement)) {
        const found = this.exportedBy(statement, name);
        if (found) return found;
      } else {
        const declared = exportedDeclaration(statement, name);
        const symbol = declared && this.checker.getSymbolAtLocation(ts.getNameOfDeclaration(declared) ?? declared);
        if (declared) return symbol ? this.ofBinding(symbol) : { kind: "node", node: declared };
      }
    }
    if (name === "default") return undefined;
    const stars = file.statements.filter(
      (node): node is ts.ExportDeclaration =>
        ts.isExportDeclaration(node) && !node.exportClause && !node.isTypeOnly && node.moduleSpecifier !== undefined,
    );
    for (const { moduleSpecifier } of stars) {
      const found = this.imported(moduleSpecifier, name);
      if (found) return found;
    }
    return undefined;
  }

  private exportedBy({ exportClause, isTypeOnly }: ts.ExportDeclaration, name: string): Target | undefined {
    if (!exportClause || isTypeOnly) return undefined;
    if (ts.isNamespaceExport(exportClause)) {
      return exportClause.name.text === name ? this.ofImport(exportClause) : undefined;
    }
    const element = exportClause.elements.find((each) => !each.isTypeOnly && each.name.text === name);
    return element && this.ofImport(element);
  }

  private commonJsExport(file: ts.SourceFile, name: string): Target | undefined {
    const { whole, members, stars, wasEsModule } = commonJsExports(file);
    if (name === "default" && !wasEsModule) return this.exported(file, "export=");
    if (name === "*") return { kind: "module", file };
    const replaced = whole.length === 1 ? this.ofValue(whole[0]) : undefined;
    if (whole.length > 1) return undefined;
    if (name === "export=") return whole.length === 0 ? { kind: "module", file } : replaced;
    const assigned = members.get(name) ?? [];
    if (assigned.length > 1) return undefined;
    if (assigned.length === 1) return name === "default" ? this.defaultOf(assigned[0]) : this.ofValue(assigned[0]);
    const member = replaced && this.member(replaced, name);
    if (member) return member;
    for (const { arguments: list } of stars) {
      const found = this.imported(list[0], name === "default" ? "export=" : name, "require");
      if (found && name !== "default") return found;
    }
    return undefined;
  }

  /** Who imports it may have the exports instead, and go on to their `default`. */
  private defaultOf(value: ts.Expression): Target | undefined {
    const found = this.ofValue(value);
    if (found?.kind !== "node") return found;
    return { ...found, members: (name) => (name === "default" ? [value] : (found.members?.(name) ?? [])) };
  }

  /** What an expression at the top level of a module evaluates to. */
  private ofValue(node: ts.Expression): Target | undefined {
    const inner = unwrap(node);
    const found = this.ofExpression(inner);
    if (found) return found;
    const symbol = ts.isIdentifier(inner) ? symbolOfReference(this.checker, inner) : undefined;
    return symbol ? this.ofBinding(symbol) : { kind: "node", node: inner };
  }

  private property(literal: ts.ObjectLiteralExpression, name: string): Target | undefined {
    for (const property of [...literal.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const base = this.ofExpression(property.expression);
        const found = base && this.member(base, name);
        if (found) return found;
      } else if (property.name && !ts.isComputedPropertyName(property.name) && property.name.text === name) {
        if (ts.isPropertyAssignment(property)) return this.ofValue(property.initializer);
        if (!ts.isShorthandPropertyAssignment(property)) return { kind: "node", node: property };
        const symbol = this.checker.getShorthandAssignmentValueSymbol(property);
        return symbol && this.ofBinding(symbol);
      }
    }
    return undefined;
  }

  /** What other modules assign to properties of it. */
  private assignedElsewhere(node: ts.Node): Members {
    const own = node.getSourceFile();
    return (name) => {
      this.loadRest(own);
      return this.program.getSourceFiles().flatMap((file) => {
        if (file === own || file.isDeclarationFile || !file.text.includes(`.${name}`)) return [];
        return memberAssignments(file).flatMap(({ base, property, value, inFunction }) => {
          const target = property === name ? this.ofExpression(base) : undefined;
          if (target?.kind !== "node" || target.node !== node) return [];
          return inFunction ? [value, value] : [value];
        });
      });
    };
  }

  /** Loads all that the program imports of the package that a file belongs to. */
  private loadRest({ fileName }: ts.SourceFile): void {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(fileName)?.[1];
    if (name === undefined) return;
    for (const file of this.program.getSourceFiles()) {
      if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) continue;
      for (const node of file.statements) {
        if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
        if (`${node.moduleSpecifier.text}/`.startsWith(`${name}/`)) this.modules.load(node.moduleSpecifier, "import");
      }
    }
  }

  /** What is assigned in a function may be assigned at any time: it is listed twice, as what has no one value. */
  private assignedMembers(symbol: ts.Symbol, file: ts.SourceFile): Members {
    return (name) =>
      memberAssignments(file).flatMap(({ base, property, value, inFunction }) => {
        if (property !== name || base.text !== symbol.name) return [];
        if (symbolOfReference(this.checker, base) !== symbol) return [];
        return inFunction ? [value, value] : [value];
      });
  }
}

/** Whether a variable is given something where it is declared, rather than by another name. */
function isOwn(initializer: ts.Expression, node: ts.Node): boolean {
  return unwrap(assignedValue(initializer)) === node;
}

function isFunction(node: ts.Node): node is ts.FunctionDeclaration | ts.FunctionExpression {
  return ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node);
}

function own(node: ts.Node): Target {
  return { kind: "module", file: node.getSourceFile() };
}

/** A parameter or variable that is called `exports`. */
function isDeclaredIn(symbol: ts.Symbol | undefined): boolean {
  const node = symbol?.valueDeclaration;
  if (node && ts.isParameter(node)) {
    const given = givenTo(node);
    return given === undefined || !isExportsObject(given);
  }
  return node !== undefined && ts.isVariableDeclaration(node);
}
