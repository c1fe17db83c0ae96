/** What is known of a class: its members, its fields, its base; however it is written. */
import type ts from "typescript-6";
import type { Binding } from "../ir/bindings.js";

/** A function that is called by `new`. */
export type ConstructorFunction = ts.FunctionDeclaration | ts.FunctionExpression;

export type MethodNode = ts.MethodDeclaration | ts.AccessorDeclaration | ts.ArrowFunction | ConstructorFunction;

/** A field of the instances of one class, as its declaration says. */
export interface DataField {
  readonly name: string;
  readonly declaration: ts.Declaration;
  /** Nothing where the checker does not know it for a field. */
  readonly symbol: ts.Symbol | undefined;
  readonly initializer?: ts.Expression;
  /** Only code of the class may name it by a dot. */
  readonly hidden: boolean;
  /** What the prototype says of it. */
  readonly inherited?: ts.Expression;
  /** Every object has it, as soon as it is there for others. */
  readonly certain?: boolean;
}

export type Member =
  | { readonly kind: "field"; readonly field: DataField; readonly owner: ClassInfo }
  | { readonly kind: "method"; readonly node: MethodNode; readonly owner: ClassInfo }
  /** A field that always holds the arrow function that it is declared with. */
  | { readonly kind: "arrow"; readonly node: ts.ArrowFunction | ts.FunctionExpression; readonly owner: ClassInfo }
  | {
      readonly kind: "accessor";
      readonly get?: MethodNode;
      readonly set?: MethodNode;
      readonly owner: ClassInfo;
    }
  /** Data of a prototype, the same for all instances. */
  | { readonly kind: "constant"; readonly node: ts.Expression; readonly owner: ClassInfo }
  /** Which of several it is depends on what runs. */
  | { readonly kind: "unknown"; readonly owner: ClassInfo };

export interface ClassInfo {
  readonly node: ts.ClassLikeDeclaration | ConstructorFunction;
  readonly symbol: ts.Symbol;
  readonly name: string;
  readonly base: ClassInfo | undefined;
  /** Its name at the top level of a module. */
  readonly binding: Binding | undefined;
  readonly isAbstract: boolean;
  readonly constructorNode: ts.ConstructorDeclaration | ConstructorFunction | undefined;
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
