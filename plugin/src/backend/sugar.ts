/** Plain statements as an experienced programmer writes them. */
import type { Stmt, Variable } from "./js.js";

export function sugar(stmts: Stmt[], _params: readonly Variable[]): Stmt[] {
  return stmts;
}
