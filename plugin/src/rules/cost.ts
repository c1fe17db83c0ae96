/** Which primitives cost more than a store and a load. */
import type { PrimitiveName } from "../ir/primitives.js";
import { getRule } from "./table.js";

export function isExpensive(name: PrimitiveName): boolean {
  const { approximate, expensive, js } = getRule(name);
  return (approximate ?? expensive ?? false) || ("call" in js && js.from !== undefined);
}
