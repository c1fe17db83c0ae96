/** `finally`, whatever leaves the block before it. */
import type { Choices, Family, Pen } from "../family.js";

function statements(pen: Pen, depth: number): Choices {
  const locals = pen.of("number").filter(({ isMutable, name }) => isMutable && !name.includes("."));
  if (depth === 0 || locals.length === 0) return [];
  // Where an exception may come through, it finds assignments of local variables only.
  const last = (): string => {
    const { isPure, frame } = pen;
    pen.isPure = true;
    pen.frame = { ...frame, callees: [] };
    const text = `${pen.pick(locals).name} ${pen.pick(["=", "+=", "*="])} ${pen.bounded(1)};`;
    Object.assign(pen, { isPure, frame });
    return text;
  };
  return [
    [5, () => `try ${pen.block(depth - 1, 3)} finally {\n${last()}\n}`],
    [1, () => `try ${pen.block(depth - 1, 2)} finally {\nif (${pen.pick(locals).name} > 0) {\n${last()}\n}\n}`],
  ];
}

export const exits: Family = { name: "exits", types: [], statements };
