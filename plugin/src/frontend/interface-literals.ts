/** Whether objects that are written as literals may stand beside instances of classes, as types take both. */
import ts from "typescript-6";
import { isHidden } from "./class-descriptions.js";

interface Literal {
  readonly names: ReadonlySet<string>;
  /** Whether it has members that its type does not tell. */
  readonly isOpen: boolean;
}

export class InterfaceLiterals {
  /** Of the literals of the program, each set of names once. */
  private literals: readonly Literal[] | undefined;
  private readonly known = new Map<ts.Type, boolean>();

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
  ) {}

  /** Whether the program has a literal with all that the type asks for. */
  mayHaveType(type: ts.Type): boolean {
    const known = this.known.get(type);
    if (known !== undefined) return known;
    const asked = this.checker.getPropertiesOfType(type).filter(isRequired);
    // Methods that are taken from another literal are in that one.
    const methods = asked.filter(({ flags }) => flags & ts.SymbolFlags.Method);
    const hasAll = ({ names, isOpen }: Literal): boolean =>
      (isOpen ? methods : asked).every(({ name }) => names.has(name));
    const found = !asked.some(isNominal) && (this.literals ??= this.allLiterals()).some(hasAll);
    this.known.set(type, found);
    return found;
  }

  private allLiterals(): readonly Literal[] {
    const found = new Map<string, Literal>();
    const visit = (node: ts.Node): void => {
      if (ts.isObjectLiteralExpression(node)) {
        const names = this.namesIn(node);
        const isOpen = this.isOpen(node);
        found.set(JSON.stringify([isOpen, names]), { names: new Set(names), isOpen });
      }
      ts.forEachChild(node, visit);
    };
    for (const file of this.program.getSourceFiles()) if (!file.isDeclarationFile) visit(file);
    return [...found.values()];
  }

  private namesIn(node: ts.ObjectLiteralExpression): string[] {
    if (node.properties.some(ts.isSpreadAssignment))
      return this.checker
        .getTypeAtLocation(node)
        .getProperties()
        .map((each) => each.name);
    return node.properties.flatMap(({ name }) => (name && !ts.isComputedPropertyName(name) ? name.text : []));
  }

  /** The type of a literal that takes members from other objects tells them all, unless it depends on type parameters or another is asserted. */
  private isOpen(node: ts.ObjectLiteralExpression): boolean {
    if (node.properties.some(isComputed)) return true;
    if (!node.properties.some(ts.isSpreadAssignment)) return false;
    let outer = node.parent;
    while (ts.isParenthesizedExpression(outer)) outer = outer.parent;
    return ts.isAssertionExpression(outer) || (this.checker.getTypeAtLocation(node).flags & ts.TypeFlags.Object) === 0;
  }
}

function isRequired({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) === 0;
}

/** Objects with members that are private are made by the class. */
function isNominal({ valueDeclaration }: ts.Symbol): boolean {
  if (!valueDeclaration) return false;
  const isOfClass = ts.isClassLike(valueDeclaration.parent) || ts.isParameter(valueDeclaration);
  return isOfClass && isHidden(valueDeclaration);
}

function isComputed({ name }: ts.ObjectLiteralElementLike): boolean {
  return name !== undefined && ts.isComputedPropertyName(name);
}
