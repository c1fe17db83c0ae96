/** What code refers to in modules. */

/** A module-level binding of the user's program. */
export interface Binding {
  readonly file: string;
  readonly name: string;
  /** Declared by `const` or `function`: the binding (not what it points to) never changes. */
  readonly constant: boolean;
  /** It is a generated function, which assigns the binding of this name for the code of other files. */
  readonly sets?: string;
  /** Of an array that is made by the declaration itself. */
  readonly length?: number;
  /** A static field of the class that it names. */
  readonly member?: string;
  /** The field is private or protected. */
  readonly hidden?: boolean;
  /** It is generated, for a variable that only a function around the module's code has. */
  readonly inner?: InnerVariable;
}

export interface InnerVariable {
  readonly local: string;
  /** Where its declaration ends. */
  readonly end: number;
  /** The binding is a function that reads or assigns it, rather than what it holds. */
  readonly access?: "get" | "set";
}
