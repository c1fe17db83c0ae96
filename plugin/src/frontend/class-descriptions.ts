/** What the syntax of a class says of its members and fields. */
import ts from "typescript-6";
import type { Binding } from "../ir/bindings.js";
import type { ClassInfo, DataField, Member } from "./class-info.js";
import { unwrap } from "./syntax.js";

/** A class as its syntax says. */
export function describeClass(
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
      if (!property || isDeclaredOnly(member)) continue;
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

/** A field that this class only says objects have: an abstract one may be an accessor of a class that extends it. */
function isDeclaredOnly({ modifiers }: ts.PropertyDeclaration): boolean {
  return modifiers?.some(({ kind }) => declaring.has(kind)) ?? false;
}

const declaring: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.DeclareKeyword, ts.SyntaxKind.AbstractKeyword]);

function isThisAssignment(node: ts.Declaration): boolean {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isBinaryExpression(node);
}

/** The type of a field; of one that the checker does not know that of what the prototype says of it, or `any`. */
export function fieldType(checker: ts.TypeChecker, { symbol, inherited }: DataField): ts.Type {
  const own = symbol ? checker.getTypeOfSymbol(symbol) : checker.getAnyType();
  if (!(own.flags & ts.TypeFlags.Any) || !inherited) return own;
  const type = checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(inherited));
  return type.flags & ts.TypeFlags.Null ? own : type;
}

/** The key of a member; a private name belongs to one class alone. */
export function memberName(node: ts.PropertyName, owner: { readonly name: string }): string | undefined {
  if (ts.isPrivateIdentifier(node)) return `${owner.name}${node.text}`;
  return ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isNumericLiteral(node) ? node.text : undefined;
}

/** Whether code outside of the class may not name the member. */
export function isHidden(node: ts.Declaration): boolean {
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
