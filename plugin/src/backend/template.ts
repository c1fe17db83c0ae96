/** What the user's own text, carried along with gaps in it, looks like from outside. */
import { binaryPrecedence, Precedence } from "./js.js";

/** `typeof x.y === "number"`, `x[0] instanceof Y` */
const comparison =
  /^(typeof )?[\p{ID_Continue}$.[\]\0]+ (===|!==|==|!=|instanceof) ("\w*"|[\p{ID_Continue}$.[\]\0]+)$/u;

/**
 * How tightly the text binds: as a call where it is one operand with accesses and calls behind it, else as loosely as
 * possible, for an unneeded pair of parentheses does no harm.
 */
export function templatePrecedence(parts: readonly string[]): number {
  const text = parts.join("\u0000").trim();
  const [, , operator] = comparison.exec(text) ?? [];
  if (operator) return binaryPrecedence(operator === "instanceof" ? "<" : operator);
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quote) {
      if (char === "\\") at++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'" || char === "`") quote = char;
    else if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
    else if (depth === 0 && !/[\p{ID_Continue}$.#\0]/u.test(char)) {
      if (char === "," || char === ";") return Precedence.comma;
      if (!isNew(text, at)) return Precedence.comma + (hasComma(text, at) ? 0 : 1);
    }
  }
  if (/^(\{|function\b|class\b|async\b)/.test(text)) return Precedence.comma;
  return /^[\d.]/.test(text) ? Precedence.assign : Precedence.call;
}

/** `new Date(x)` has a space in it and still is one operand, if it has its arguments. */
function isNew(text: string, at: number): boolean {
  return /^new\s+$/.test(text.slice(0, at + 1)) && text.endsWith(")");
}

function hasComma(text: string, from: number): boolean {
  return text.indexOf(",", from) >= 0;
}
