/**
 * Marks a method: its derivatives are generated and checked even where no operator asks for them. The compiler erases the mark;
 * where it did not run, the mark does nothing.
 */
export function differentiable(_method: (...args: never[]) => unknown, _context: { readonly kind: "method" }): void {}
