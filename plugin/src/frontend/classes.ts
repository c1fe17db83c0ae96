/** The classes of the program: their members, how they are related, and which instances are one kind of memory. */
import ts from "typescript-6";
import type { Binding } from "../ir/ops.js";
import { unwrap } from "./syntax.js";

/** A field of the instances of one class, as its declaration says. */
export interface DataField {
  readonly name: string;
  readonly declaration: ts.Declaration;
  readonly symbol: ts.Symbol;
  readonly initializer?: ts.Expression;
  /** Only code of the class may name it by a dot. */
  readonly hidden: boolean;
}

export type Member =
  | { readonly kind: "field"; readonly field: DataField; readonly owner: ClassInfo }
  | { readonly kind: "method"; readonly node: ts.MethodDeclaration; readonly owner: ClassInfo }
  /** A field that always holds the arrow function that it is declared with. */
  | { readonly kind: "arrow"; readonly node: ts.ArrowFunction | ts.FunctionExpression; readonly owner: ClassInfo }
  | {
      readonly kind: "accessor";
      readonly get?: ts.GetAccessorDeclaration;
      readonly set?: ts.SetAccessorDeclaration;
      readonly owner: ClassInfo;
    };

export interface ClassInfo {
  readonly node: ts.ClassLikeDeclaration;
  readonly symbol: ts.Symbol;
  readonly name: string;
  readonly base: ClassInfo | undefined;
  /** Its name at the top level of a module. */
  readonly binding: Binding | undefined;
  readonly isAbstract: boolean;
  readonly constructorNode: ts.ConstructorDeclaration | undefined;
  /** Its own fields, in the order in which an instance gets them. */
  readonly fields: readonly DataField[];
  readonly members: ReadonlyMap<string, Member>;
  readonly statics: ReadonlyMap<string, Member>;
}

/** Classes and interfaces of which one may be had as another, so that their instances are one kind of memory. */
export interface Hierarchy {
  /** Each after its base. */
  readonly classes: readonly ClassInfo[];
  readonly interfaces: readonly ts.Symbol[];
  readonly id: string;
}

/** Classes that a package declares in one file and has in another. */
export interface DeclaredClasses {
  /** The class behind a declaration. */
  classOf(declaration: ts.Symbol): ts.Symbol | undefined;
  declarationOf(symbol: ts.Symbol): ts.Symbol | undefined;
}

export class ClassTable {
  private found: Map<ts.Symbol, ClassInfo> | undefined;
  private hierarchies = new Map<ts.Symbol, Hierarchy>();

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
    private readonly declared: DeclaredClasses = { classOf: () => undefined, declarationOf: () => undefined },
  ) {}

  /** The type of a field as the declarations of a package say, where its code does not. */
  declaredType(info: ClassInfo, field: string): ts.Type | undefined {
    const declaration = this.declared.declarationOf(info.symbol);
    const property = declaration && this.checker.getDeclaredTypeOfSymbol(declaration).getProperty(field);
    return property && this.checker.getTypeOfSymbol(property);
  }

  /** The class of a symbol; nothing where it, or what it extends, has no source in the program. */
  of(symbol: ts.Symbol | undefined): ClassInfo | undefined {
    if (!symbol) return undefined;
    const known = this.all().get(symbol);
    if (known || !(symbol.flags & ts.SymbolFlags.Class)) return known;
    const own = this.declared.classOf(symbol);
    return own && this.all().get(own);
  }

  ofNode(node: ts.ClassLikeDeclaration): ClassInfo | undefined {
    return this.of(symbolOfClass(this.checker, node));
  }

  hierarchyOf(symbol: ts.Symbol | undefined): Hierarchy | undefined {
    if (!symbol || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return undefined;
    this.all();
    const known = this.hierarchies.get(symbol);
    if (known || !(symbol.flags & ts.SymbolFlags.Class)) return known;
    const own = this.declared.classOf(symbol);
    return own && this.hierarchies.get(own);
  }

  /** A member of an instance, its own class's or inherited. */
  member(info: ClassInfo, name: string): Member | undefined {
    return info.members.get(name) ?? (info.base && this.member(info.base, name));
  }

  static(info: ClassInfo, name: string): Member | undefined {
    return info.statics.get(name) ?? (info.base && this.static(info.base, name));
  }

  /** The fields of an instance in the order in which it gets them. */
  fieldsOf(info: ClassInfo): readonly DataField[] {
    const inherited = info.base ? this.fieldsOf(info.base) : [];
    return [...inherited, ...info.fields.filter((field) => inherited.every((other) => other.name !== field.name))];
  }

  /** The fields that the parameters of the constructor become, where it does nothing else. */
  plainArguments(info: ClassInfo): readonly string[] | undefined {
    const { constructorNode, base } = info;
    const inherited = base && this.plainArguments(base);
    if (base && !inherited) return undefined;
    if (info.fields.some(({ initializer }) => initializer)) return undefined;
    if (!constructorNode) return inherited ?? (info.fields.length === 0 ? [] : undefined);
    const parameters = constructorNode.parameters.map((parameter) =>
      ts.isIdentifier(parameter.name) && !parameter.initializer && !parameter.dotDotDotToken ? parameter.name.text : "",
    );
    const fields = new Map<string, string>();
    for (const field of info.fields) if (ts.isParameter(field.declaration)) fields.set(field.name, field.name);
    for (const statement of constructorNode.body!.statements) {
      const call = baseCall(statement);
      if (call && inherited) {
        if (call.length !== inherited.length) return undefined;
        inherited.forEach((field, k) => fields.set(call[k], field));
        continue;
      }
      const assigned = fieldAssignment(statement);
      if (!assigned) return undefined;
      if (fields.has(assigned.from)) return undefined;
      fields.set(assigned.from, assigned.field);
    }
    const all = parameters.map((parameter) => fields.get(parameter));
    const isComplete = all.length === this.fieldsOf(info).length && new Set(all).size === all.length;
    return isComplete && all.every((field) => field !== undefined) ? all : undefined;
  }

  /** Whether only the constructor can make a whole instance: one with private names, or with functions of its own. */
  isSealed(info: ClassInfo): boolean {
    if (!info.binding || withBases(info).some(hasPrivateNames)) return true;
    return this.hasOwnFunctions(info) && !this.plainArguments(info);
  }

  /** Whether instances have functions as properties of their own. */
  hasOwnFunctions(info: ClassInfo): boolean {
    return withBases(info).some(({ members }) => [...members.values()].some(({ kind }) => kind === "arrow"));
  }

  isSubclass(info: ClassInfo, of: ClassInfo): boolean {
    return info === of || (info.base !== undefined && this.isSubclass(info.base, of));
  }

  /** The classes whose instances a value of a type may be, each after its base. */
  candidates(type: ts.Type, hierarchy: Hierarchy): readonly ClassInfo[] {
    const { checker } = this;
    const apparent = checker.getNonNullableType(
      type.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(type) ?? type) : type,
    );
    if (apparent.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return hierarchy.classes;
    const own = this.of(apparent.getSymbol());
    return hierarchy.classes.filter(
      (info) =>
        (own && this.isSubclass(info, own)) ||
        checker.isTypeAssignableTo(checker.getDeclaredTypeOfSymbol(info.symbol), apparent),
    );
  }

  private all(): Map<ts.Symbol, ClassInfo> {
    if (this.found) return this.found;
    this.found = new Map();
    const nodes: ts.ClassLikeDeclaration[] = [];
    const unions: ts.UnionTypeNode[] = [];
    const interfaces: ts.InterfaceDeclaration[] = [];
    for (const file of this.program.getSourceFiles()) {
      if (file.isDeclarationFile || !/\bclass\b/.test(file.text)) continue;
      const visit = (node: ts.Node): void => {
        if (ts.isClassLike(node)) nodes.push(node);
        else if (ts.isUnionTypeNode(node)) unions.push(node);
        else if (ts.isInterfaceDeclaration(node)) interfaces.push(node);
        ts.forEachChild(node, visit);
      };
      visit(file);
    }
    const known = new Map<ts.Symbol, ts.ClassLikeDeclaration>();
    for (const node of nodes) {
      const symbol = symbolOfClass(this.checker, node);
      if (symbol?.declarations?.includes(node)) known.set(symbol, node);
    }
    for (const symbol of known.keys()) this.add(symbol, known, new Set());
    this.relate(this.found, unions, interfaces);
    return this.found;
  }

  private add(
    symbol: ts.Symbol,
    nodes: ReadonlyMap<ts.Symbol, ts.ClassLikeDeclaration>,
    around: Set<ts.Symbol>,
  ): ClassInfo | undefined {
    const done = this.found!.get(symbol);
    const node = nodes.get(symbol);
    if (done || !node || around.has(symbol)) return done;
    around.add(symbol);
    const heritage = extendsClause(node);
    const base = heritage && this.add(this.baseSymbol(heritage) ?? symbol, nodes, around);
    if (heritage && !base) return undefined;
    const info = describe(this.checker, node, symbol, base, (name) => this.isAssigned(name));
    this.found!.set(symbol, info);
    return info;
  }

  /** Whether any code of the program assigns a property of that name. */
  private isAssigned(name: string): boolean {
    const assignment = new RegExp(
      `[.\\]]\\s*["']?${name.replaceAll("$", "\\$")}["']?\\]?\\s*(?:\\?\\?|\\|\\||&&)?=(?![=>])`,
    );
    return this.program.getSourceFiles().some((file) => !file.isDeclarationFile && assignment.test(file.text));
  }

  private baseSymbol(heritage: ts.ExpressionWithTypeArguments): ts.Symbol | undefined {
    const symbol = this.checker.getSymbolAtLocation(unwrap(heritage.expression));
    if (!symbol) return undefined;
    const resolved = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    if (resolved.flags & ts.SymbolFlags.Class) return resolved;
    const { valueDeclaration } = resolved;
    const initializer = valueDeclaration && ts.isVariableDeclaration(valueDeclaration) && valueDeclaration.initializer;
    const inner = initializer && unwrap(initializer);
    return inner && ts.isClassExpression(inner) ? symbolOfClass(this.checker, inner) : undefined;
  }

  /** Connects what extends, implements or is mentioned beside one another, and what has the methods of an interface. */
  private relate(
    found: ReadonlyMap<ts.Symbol, ClassInfo>,
    unions: readonly ts.UnionTypeNode[],
    interfaces: readonly ts.InterfaceDeclaration[],
  ): void {
    const { checker } = this;
    const sets = new Map<ts.Symbol, Set<ts.Symbol>>();
    const connect = (a: ts.Symbol, b: ts.Symbol): void => {
      const joined = new Set([...(sets.get(a) ?? [a]), ...(sets.get(b) ?? [b])]);
      for (const symbol of joined) sets.set(symbol, joined);
    };
    for (const [symbol, info] of found) {
      connect(symbol, symbol);
      if (info.base) connect(symbol, info.base.symbol);
      for (const clause of info.node.heritageClauses ?? []) {
        if (clause.token !== ts.SyntaxKind.ImplementsKeyword) continue;
        for (const node of clause.types) {
          const implemented = checker.getTypeAtLocation(node).getSymbol();
          if (implemented && implemented.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))
            connect(symbol, implemented);
        }
      }
    }
    for (const node of unions) {
      const members = node.types.map((member) => checker.getTypeAtLocation(member).getSymbol());
      const classes = members.filter((symbol) => symbol !== undefined && found.has(symbol)) as ts.Symbol[];
      for (const symbol of classes.slice(1)) connect(classes[0], symbol);
    }
    for (const node of interfaces) {
      const type = checker.getTypeAtLocation(node);
      const symbol = type.getSymbol();
      const hasMethods = type.getProperties().some((property) => property.flags & ts.SymbolFlags.Method);
      if (!symbol || !hasMethods || node.typeParameters) continue;
      for (const info of found.values()) {
        if (checker.isTypeAssignableTo(checker.getDeclaredTypeOfSymbol(info.symbol), type))
          connect(symbol, info.symbol);
      }
    }
    for (const set of new Set(sets.values())) {
      const classes = [...found.values()].filter((info) => set.has(info.symbol));
      const others = [...set].filter((symbol) => !found.has(symbol));
      const id = `${classes[0]?.name ?? "class"}#${this.hierarchies.size}`;
      const hierarchy: Hierarchy = { classes, interfaces: others, id };
      if (classes.length > 0) for (const symbol of set) this.hierarchies.set(symbol, hierarchy);
    }
  }
}

function withBases(info: ClassInfo): ClassInfo[] {
  return [info, ...(info.base ? withBases(info.base) : [])];
}

function hasPrivateNames({ node }: ClassInfo): boolean {
  return node.members.some((member) => member.name && ts.isPrivateIdentifier(member.name));
}

/** The names in `super(a, b);`. */
function baseCall(node: ts.Statement): readonly string[] | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined;
  const { expression, arguments: args } = node.expression;
  const names = args.filter(ts.isIdentifier).map((arg) => arg.text);
  return expression.kind === ts.SyntaxKind.SuperKeyword && names.length === args.length ? names : undefined;
}

/** `this.field = from;` */
function fieldAssignment(node: ts.Statement): { readonly field: string; readonly from: string } | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return undefined;
  const { left, right, operatorToken } = node.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(right)) return undefined;
  if (!ts.isPropertyAccessExpression(left) || left.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  return ts.isIdentifier(left.name) ? { field: left.name.text, from: right.text } : undefined;
}

/** Nothing for a class that extends what is only known as a type. */
function symbolOfClass(checker: ts.TypeChecker, node: ts.ClassLikeDeclaration): ts.Symbol | undefined {
  return checker.getTypeAtLocation(node).getSymbol();
}

export function extendsClause(node: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

function describe(
  checker: ts.TypeChecker,
  node: ts.ClassLikeDeclaration,
  symbol: ts.Symbol,
  base: ClassInfo | undefined,
  isAssigned: (name: string) => boolean,
): ClassInfo {
  const fields: DataField[] = [];
  const members = new Map<string, Member>();
  const statics = new Map<string, Member>();
  const constructorNode = node.members.find(
    (member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  const info: ClassInfo = {
    node,
    symbol,
    name: nameOf(node),
    base,
    binding: bindingOf(node),
    isAbstract: (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Abstract) !== 0,
    constructorNode,
    fields,
    members,
    statics,
  };
  const addField = (table: Map<string, Member>, field: DataField): void => {
    table.set(field.name, { kind: "field", field, owner: info });
    if (table === members) fields.push(field);
  };
  for (const parameter of constructorNode?.parameters ?? []) {
    if (!ts.isParameterPropertyDeclaration(parameter, constructorNode!) || !ts.isIdentifier(parameter.name)) continue;
    const property = checker.getSymbolsOfParameterPropertyDeclaration(parameter, parameter.name.text)[1];
    if (!property) continue;
    addField(members, {
      name: parameter.name.text,
      declaration: parameter,
      symbol: property,
      hidden: isHidden(parameter),
    });
  }
  for (const member of node.members) {
    const name = member.name && memberName(member.name, info);
    if (name === undefined) continue;
    const isStatic = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
    const table = isStatic ? statics : members;
    if (ts.isMethodDeclaration(member)) {
      if (member.body || !table.has(name)) table.set(name, { kind: "method", node: member, owner: info });
    } else if (ts.isGetAccessorDeclaration(member) || ts.isSetAccessorDeclaration(member)) {
      const known = table.get(name);
      const before = known?.kind === "accessor" ? known : { kind: "accessor" as const, owner: info };
      table.set(name, { ...before, [ts.isGetAccessorDeclaration(member) ? "get" : "set"]: member });
    } else if (ts.isPropertyDeclaration(member)) {
      const property = checker.getSymbolAtLocation(member.name);
      if (!property || member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword)) continue;
      const initializer = member.initializer && unwrap(member.initializer);
      const isFunction = initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer));
      if (isFunction && !isAssigned(name)) table.set(name, { kind: "arrow", node: initializer, owner: info });
      else {
        addField(table, {
          name,
          declaration: member,
          symbol: property,
          initializer: member.initializer,
          hidden: isHidden(member),
        });
      }
    }
  }
  // In JavaScript, what the constructor and the methods assign is a field too.
  symbol.members?.forEach((property) => {
    const { valueDeclaration } = property;
    if (!valueDeclaration || members.has(property.name) || !isThisAssignment(valueDeclaration)) return;
    addField(members, { name: property.name, declaration: valueDeclaration, symbol: property, hidden: false });
  });
  return info;
}

function isThisAssignment(node: ts.Declaration): boolean {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isBinaryExpression(node);
}

/** The key of a member; a private name belongs to one class alone. */
export function memberName(node: ts.PropertyName, owner: { readonly name: string }): string | undefined {
  if (ts.isPrivateIdentifier(node)) return `${owner.name}${node.text}`;
  return ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isNumericLiteral(node) ? node.text : undefined;
}

function isHidden(node: ts.Declaration): boolean {
  if (ts.isPropertyDeclaration(node) && ts.isPrivateIdentifier(node.name)) return true;
  return (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}

function nameOf(node: ts.ClassLikeDeclaration): string {
  if (node.name) return node.name.text;
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : "class";
}

function bindingOf(node: ts.ClassLikeDeclaration): Binding | undefined {
  const { parent } = node;
  const declared = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent : undefined;
  const isTop = declared
    ? (ts.getCombinedNodeFlags(declared) & ts.NodeFlags.Constant) !== 0 &&
      ts.isSourceFile(declared.parent.parent.parent)
    : ts.isClassDeclaration(node) && ts.isSourceFile(parent);
  const name = declared ? (declared.name as ts.Identifier) : node.name;
  if (!isTop || !name) return undefined;
  return { file: node.getSourceFile().fileName, name: name.text, constant: true };
}
