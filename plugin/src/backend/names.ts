/** Gives the variables of a function their names: the user's where they are free, in the order of the text. */
import { blocksOf, type Expr, expressionsOf, parts, type Stmt, type Variable } from "./js.js";
import { isIdentifier } from "./spelling.js";

const keywords = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    "NaN Infinity Math Number Boolean String Object Array Float64Array Float32Array Int8Array Uint8Array Uint8ClampedArray Int16Array " +
    "Uint16Array Int32Array Uint32Array F64Stack I32Stack U8Stack RefStack globalThis"
  ).split(" "),
);
const counters = ["i", "j", "k", "l", "m"];

export function nameVariables(
  params: readonly Variable[],
  body: readonly Stmt[],
  taken: (name: string) => boolean,
): void {
  const used = new Set<string>();
  mentionedNames(body, used);
  new Namer((name) => keywords.has(name) || used.has(name) || taken(name)).run(params, body);
}

class Namer {
  /** Names that can be seen from here, and how often. */
  private readonly visible = new Map<string, number>();
  /** For each base name the first number that may be free. */
  private readonly next = new Map<string, number>();
  private labels = 0;
  private readonly numbered = new Map<Variable, { base: string; count: number }>();

  constructor(private readonly taken: (name: string) => boolean) {}

  run(params: readonly Variable[], body: readonly Stmt[]): void {
    for (const param of params) this.name(param);
    this.block(body);
  }

  private block(stmts: readonly Stmt[]): void {
    const declared: Variable[] = [];
    const name = (variable: Variable): void => {
      this.name(variable);
      declared.push(variable);
    };
    for (const stmt of stmts) {
      for (const expr of expressionsOf(stmt)) this.arrows(expr);
      if (stmt.kind === "declare") name(stmt.variable);
      else if (stmt.kind === "assign" && stmt.declare && stmt.target.kind === "variable") name(stmt.target.variable);
      else if (stmt.kind === "destructure" && stmt.declare) for (const target of stmt.targets) if (target) name(target);
      if ((stmt.kind === "for" || stmt.kind === "loop") && stmt.label) {
        stmt.label.text = this.labels++ === 0 ? "outer" : `outer_${this.labels - 1}`;
      }
      if (stmt.kind === "for") {
        this.name(stmt.index, counters);
        this.block(stmt.body);
        this.release(stmt.index);
      } else for (const inner of blocksOf(stmt)) this.block(inner);
    }
    declared.forEach((variable) => this.release(variable));
  }

  /** Parameters of arrow functions see all that is visible where the function stands. */
  private arrows(expr: Expr): void {
    if (expr.kind === "arrow") {
      for (const param of expr.params) this.name(param);
      this.arrows(expr.body);
      for (const param of expr.params) this.release(param);
    } else for (const part of parts(expr)) this.arrows(part);
  }

  private name(variable: Variable, preferred: readonly string[] = []): void {
    const hint = variable.hint === undefined ? undefined : identifierFrom(variable.hint);
    let text = hint === undefined ? preferred.find((name) => this.isFree(name)) : undefined;
    if (text === undefined) {
      const base = hint ?? letter(variable);
      const separator = hint === undefined ? "" : "_";
      let count = this.next.get(base) ?? 0;
      const numbered = (): string => (count === 0 ? base : `${base}${separator}${count}`);
      while (!this.isFree(numbered())) count++;
      text = numbered();
      this.next.set(base, count + 1);
      this.numbered.set(variable, { base, count });
    }
    variable.text = text;
    this.visible.set(text, (this.visible.get(text) ?? 0) + 1);
  }

  private release(variable: Variable): void {
    const uses = this.visible.get(variable.text)! - 1;
    if (uses > 0) this.visible.set(variable.text, uses);
    else this.visible.delete(variable.text);
    const numbered = this.numbered.get(variable);
    if (numbered) this.next.set(numbered.base, Math.min(numbered.count, this.next.get(numbered.base)!));
  }

  private isFree(name: string): boolean {
    return !this.visible.has(name) && !this.taken(name);
  }
}

function letter({ type }: Variable): string {
  switch (type.kind) {
    case "f64":
      return "t";
    case "int":
      return "m";
    case "bool":
      return "taken";
    case "fn":
      return "f";
    case "opaque":
      return "v";
    case "ref":
      return type.memory.kind === "record" ? "r" : type.memory.kind === "stack" ? "stack" : "a";
  }
}

function identifierFrom(hint: string): string | undefined {
  if (isIdentifier(hint)) return hint;
  const text = hint.replace(/[^\p{ID_Continue}$]/gu, "_");
  if (text === "") return undefined;
  return isIdentifier(text) ? text : `_${text}`;
}

const strings = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** A key of an object literal; `a ? b : c` has no comma or brace in front of `b`. */
const keys = /([{,]\s*)[\p{ID_Start}$_][\p{ID_Continue}$]*(?=\s*:)/gu;

/** Code without the text of its string and template literals, but with what those compute. */
function withoutProse(code: string): string {
  let kept = "";
  // How many braces are open in each `${` that is being read; nothing while text is.
  const open: (number | undefined)[] = [0];
  for (let at = 0; at < code.length; at++) {
    const depth = open.at(-1);
    const char = code[at];
    if (char === "\\") at++;
    else if (char === "`") {
      if (depth === undefined) open.pop();
      else open.push(undefined);
      kept += " ";
    } else if (depth === undefined) {
      if (char !== "$" || code[at + 1] !== "{") continue;
      open.push(0);
      at++;
    } else if (char === '"' || char === "'") {
      for (at++; at < code.length && code[at] !== char; at++) if (code[at] === "\\") at++;
    } else {
      if (char === "{") open[open.length - 1] = depth + 1;
      if (char === "}" && depth === 0 && open.length > 1) open.pop();
      else if (char === "}") open[open.length - 1] = depth - 1;
      kept += char;
    }
  }
  return kept;
}

/** Every identifier in text that is printed as it stands, so that no variable hides what it means. */
function mentionedNames(stmts: readonly Stmt[], used: Set<string>): void {
  const words = (text: string): void => {
    for (const [word] of text
      .replace(strings, '""')
      .replace(keys, "$1")
      .matchAll(/(?<![.\p{ID_Continue}$])[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))
      used.add(word);
  };
  const visit = (expr: Expr): void => {
    if (expr.kind === "raw") words(expr.text);
    else if (expr.kind === "template") words(withoutProse(expr.parts.join("0")));
    else if (expr.kind === "new") used.add(expr.callee);
    parts(expr).forEach(visit);
  };
  for (const stmt of stmts) {
    expressionsOf(stmt).forEach(visit);
    for (const inner of blocksOf(stmt)) mentionedNames(inner, used);
  }
}
