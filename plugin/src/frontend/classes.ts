/** The classes of the program: their members, how they are related, and which instances are one kind of memory. */
import ts from "typescript-6";
import { describeClass } from "./class-descriptions.js";
import { InterfaceLiterals } from "./interface-literals.js";
import type { ClassInfo, ConstructorFunction, DataField, Hierarchy, Member } from "./class-info.js";
import { describeFunctionClass, symbolOfFunction } from "./constructor-classes.js";
import { ConstructorFunctions, type FunctionClass } from "./constructor-functions.js";
import { plainArguments } from "./plain-constructors.js";
import { unwrap } from "./syntax.js";

/** Classes that a package declares in one file and has in another. */
export interface DeclaredClasses {
  /** The class behind a declaration. */
  classOf(declaration: ts.Symbol): ts.Symbol | undefined;
  declarationOf(symbol: ts.Symbol): ts.Symbol | undefined;
  /** The declaration in another module that an expression leads to. */
  nodeOf(node: ts.Expression): ts.Node | undefined;
}

const NOWHERE: DeclaredClasses = {
  classOf: () => undefined,
  declarationOf: () => undefined,
  nodeOf: () => undefined,
};

export class ClassTable {
  private found: Map<ts.Symbol, ClassInfo> | undefined;
  private readonly byNode = new Map<ts.Node, ClassInfo>();
  private functions: ConstructorFunctions | undefined;
  private hierarchies = new Map<ts.Symbol, Hierarchy>();
  private readonly literals: InterfaceLiterals;

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
    private readonly declared: DeclaredClasses = NOWHERE,
  ) {
    this.literals = new InterfaceLiterals(program, checker);
  }

  /** The type of a field as the declarations of a package say, where its code does not. */
  declaredType(info: ClassInfo, field: string): ts.Type | undefined {
    const declaration = this.declared.declarationOf(info.symbol);
    const property = declaration && this.checker.getDeclaredTypeOfSymbol(declaration).getProperty(field);
    return property && this.checker.getTypeOfSymbol(property);
  }

  /** The class of a symbol; nothing where it, or what it extends, has no source in the program. */
  of(symbol: ts.Symbol | undefined): ClassInfo | undefined {
    if (!symbol) return undefined;
    const known = this.all().get(symbol) ?? this.functionClass(symbol);
    if (known || !(symbol.flags & ts.SymbolFlags.Class)) return known;
    const own = this.declared.classOf(symbol);
    return own && (this.all().get(own) ?? this.functionClass(own));
  }

  /** The class that a function is, by any symbol that the checker has for it. */
  private functionClass(symbol: ts.Symbol): ClassInfo | undefined {
    if (!(symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable | ts.SymbolFlags.Property)))
      return undefined;
    const node = this.functions!.ofSymbol(symbol);
    return node && this.byNode.get(node);
  }

  ofNode(node: ts.ClassLikeDeclaration | ConstructorFunction): ClassInfo | undefined {
    if (ts.isClassLike(node)) return this.of(symbolOfClass(this.checker, node));
    this.all();
    return this.byNode.get(node);
  }

  hierarchyOf(symbol: ts.Symbol | undefined): Hierarchy | undefined {
    if (!symbol) return undefined;
    this.all();
    const known = this.hierarchies.get(symbol);
    if (known) return known;
    const info = this.of(symbol);
    return info && this.hierarchies.get(info.symbol);
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

  /** A field of any class of the hierarchy. */
  fieldNamed({ symbol }: ClassInfo, name: string): DataField | undefined {
    const fields = this.hierarchyOf(symbol)?.classes.flatMap((info) => info.fields);
    return fields?.find((field) => field.name === name);
  }

  /** Whether only the constructor can make a whole instance: one with private names, or with functions of its own. */
  isSealed(info: ClassInfo): boolean {
    if (!info.binding || withBases(info).some(hasPrivateNames)) return true;
    return this.hasOwnFunctions(info) && !plainArguments(info);
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
    return hierarchy.classes.filter((info) => (own && this.isSubclass(info, own)) || this.isAssignable(info, apparent));
  }

  /** Whether a value of a type, among these classes, may also be an object of none of them. */
  mayBeLiteral(type: ts.Type, { interfaces }: Hierarchy): boolean {
    const { checker, literals } = this;
    const apparent = checker.getNonNullableType(type);
    if (!(apparent.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown))) return literals.mayHaveType(apparent);
    return interfaces.some((symbol) => literals.mayHaveType(checker.getDeclaredTypeOfSymbol(symbol)));
  }

  private isAssignable({ symbol }: ClassInfo, type: ts.Type): boolean {
    const { checker } = this;
    const isKnown = (symbol.flags & ts.SymbolFlags.Class) !== 0;
    return isKnown && checker.isTypeAssignableTo(checker.getDeclaredTypeOfSymbol(symbol), type);
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
    this.functions = new ConstructorFunctions(this.program, this.checker, (node) => this.declared.nodeOf(node));
    for (const found of this.functions.all()) this.addFunction(found, new Set());
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
    const info = describeClass(this.checker, node, symbol, base, (name) => this.isAssigned(name));
    this.found!.set(symbol, info);
    return info;
  }

  private addFunction(found: FunctionClass, around: Set<FunctionClass>): ClassInfo | undefined {
    const done = this.byNode.get(found.node);
    const symbol = symbolOfFunction(this.checker, found.node);
    if (done || !symbol || found.isOpaque || around.has(found)) return done;
    around.add(found);
    const base = found.base && this.baseOf(found.base, around);
    if (found.base && !base) return undefined;
    const info = describeFunctionClass(this.checker, this.functions!, found, symbol, base, (name) =>
      this.isGiven(name),
    );
    this.byNode.set(found.node, info);
    this.found!.set(symbol, info);
    return info;
  }

  private baseOf(node: ts.Expression, around: Set<FunctionClass>): ClassInfo | undefined {
    const base = this.functions!.functionOf(node);
    const found = base && this.functions!.of(base);
    return found && this.addFunction(found, around);
  }

  /** Whether any code of the program assigns a property of that name. */
  private isAssigned(name: string): boolean {
    const assignment = new RegExp(
      `[.\\]]\\s*["']?${name.replaceAll("$", "\\$")}["']?\\]?\\s*(?:\\?\\?|\\|\\||&&)?=(?![=>])`,
    );
    return this.program.getSourceFiles().some((file) => !file.isDeclarationFile && assignment.test(file.text));
  }

  /** Whether any code gives an object, other than a prototype, a property of that name. */
  private isGiven(name: string): boolean {
    const escaped = name.replaceAll("$", "\\$");
    const target = `(?<!prototype)(?:[.]${escaped}|\\[\\s*["']${escaped}["']\\s*\\])`;
    const assignment = new RegExp(
      `${target}\\s*(?:(?:[-+*/%&|^]|[*][*]|<<|>>>?|&&|[|][|]|[?][?])?=(?![=>])|[+][+]|--)`,
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
      for (const clause of (ts.isClassLike(info.node) && info.node.heritageClauses) || []) {
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
        if (this.isAssignable(info, type)) connect(symbol, info.symbol);
      }
    }
    for (const set of new Set(sets.values())) {
      const classes = [...found.values()].filter((info) => set.has(info.symbol));
      const others = [...set].filter((symbol) => !found.has(symbol));
      if (classes.length === 0) continue;
      const [{ name, node }] = classes;
      const id = `${name}#${node.getSourceFile().fileName}:${node.pos}`;
      const hierarchy: Hierarchy = { classes, interfaces: others, id };
      for (const symbol of set) this.hierarchies.set(symbol, hierarchy);
    }
  }
}

function withBases(info: ClassInfo): ClassInfo[] {
  return [info, ...(info.base ? withBases(info.base) : [])];
}

function hasPrivateNames({ node }: ClassInfo): boolean {
  return ts.isClassLike(node) && node.members.some((member) => member.name && ts.isPrivateIdentifier(member.name));
}

/** Nothing for a class that extends what is only known as a type. */
function symbolOfClass(checker: ts.TypeChecker, node: ts.ClassLikeDeclaration): ts.Symbol | undefined {
  return checker.getTypeAtLocation(node).getSymbol();
}

export function extendsClause(node: ts.ClassLikeDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}
