/** Whether objects that are written as literals may stand beside instances of classes, as types take both. */
import ts from "typescript-6";
import { isHidden } from "./class-descriptions.js";

interface Literal {
  readonly names: ReadonlySet<string>;
  /** Whether it takes members from another object. */
  readonly spreads: boolean;
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
    const hasAll = ({ names, spreads }: Literal): boolean =>
      (spreads ? methods : asked).every(({ name }) => names.has(name));
    const found = !asked.some(isNominal) && (this.literals ??= this.allLiterals()).some(hasAll);
    this.known.set(type, found);
    return found;
  }

  private allLiterals(): readonly Literal[] {
    const found = new Map<string, Literal>();
    const visit = (node: ts.Node): void => {
      if (ts.isObjectLiteralExpression(node)) {
        const names = node.properties.flatMap(({ name }) =>
          name && !ts.isComputedPropertyName(name) ? name.text : [],
        );
        const spreads = node.properties.some((each) => ts.isSpreadAssignment(each) || isComputed(each));
        found.set(JSON.stringify([spreads, names]), { names: new Set(names), spreads });
      }
      ts.forEachChild(node, visit);
    };
    for (const file of this.program.getSourceFiles()) if (!file.isDeclarationFile) visit(file);
    return [...found.values()];
  }
}

function isRequired({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) === 0;
}

/** Objects with members that are private are made by the class. */
function isNominal({ valueDeclaration }: ts.Symbol): boolean {
  return valueDeclaration !== undefined && ts.isClassLike(valueDeclaration.parent) && isHidden(valueDeclaration);
}

function isComputed({ name }: ts.ObjectLiteralElementLike): boolean {
  return name !== undefined && ts.isComputedPropertyName(name);
}
