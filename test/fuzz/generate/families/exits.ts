/** `finally`, whatever leaves the block before it. */
import type { Choices, Family, Pen } from "../family.js";

function statements(pen: Pen, depth: number): Choices {
  const locals = pen.of("number").filter(({ isMutable, name }) => isMutable && !name.includes("."));
  if (depth === 0 || locals.length === 0) return [];
  const last = (): string => `${pen.pick(locals).name} ${pen.pick(["=", "+=", "*="])} ${pen.bounded(1)};`;
  return [
    [5, () => `try ${pen.block(depth - 1, 3)} finally {\n${last()}\n}`],
    [1, () => `try ${pen.block(depth - 1, 2)} finally {\nif (${pen.condition(0)}) {\n${last()}\n}\n}`],
  ];
}

export const exits: Family = { name: "exits", types: [], statements };
