/** Whether objects that are written as literals may stand beside instances of classes, as an interface takes both. */
import ts from "typescript-6";
import type { Hierarchy } from "./class-info.js";

interface Literal {
  readonly names: ReadonlySet<string>;
  /** Whether it takes members from another object. */
  readonly spreads: boolean;
}

export class InterfaceLiterals {
  /** Of the literals of the program, each set of names once. */
  private literals: readonly Literal[] | undefined;
  private readonly known = new Map<Hierarchy, boolean>();

  constructor(
    private readonly program: ts.Program,
    private readonly checker: ts.TypeChecker,
  ) {}

  /** Whether the program has a literal with all that one of the interfaces asks for. */
  mayStandAmong(hierarchy: Hierarchy): boolean {
    const known = this.known.get(hierarchy);
    if (known !== undefined) return known;
    this.literals ??= this.allLiterals();
    const found = hierarchy.interfaces.some((symbol) => {
      const asked = this.checker.getDeclaredTypeOfSymbol(symbol).getProperties().filter(isRequired);
      // Methods that are taken from another literal are in that one.
      const [all, methods] = [asked, asked.filter(({ flags }) => flags & ts.SymbolFlags.Method)];
      return this.literals!.some(({ names, spreads }) =>
        (spreads ? methods : all).every(({ name }) => names.has(name)),
      );
    });
    this.known.set(hierarchy, found);
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

function isComputed({ name }: ts.ObjectLiteralElementLike): boolean {
  return name !== undefined && ts.isComputedPropertyName(name);
}
