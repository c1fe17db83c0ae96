/** Names for generated code that collide with nothing in the file that they go into. */
import ts from "typescript-6";

export class NameTable {
  private readonly taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.taken = new Set(taken);
  }

  get all(): ReadonlySet<string> {
    return this.taken;
  }

  /** `base`, or the first free of `base2`, `base3`, ... */
  claim(base: string): string {
    let name = base;
    for (let count = 2; this.taken.has(name); count++) name = `${base}${/\d$/.test(base) ? "_" : ""}${count}`;
    this.taken.add(name);
    return name;
  }
}

/**
 * Every identifier in a file, property names too: a generated name that avoids them all can neither be shadowed at a
 * call site nor shadow anything there.
 */
export function identifiersOf(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
