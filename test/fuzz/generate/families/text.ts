/** Modes that are strings: compared, switched on, and keys. */
import type { Choices, Family, Pen } from "../family.js";

function values(pen: Pen, type: string): Choices {
  if (type !== "mode") return [];
  return [
    // TypeScript would take a literal for the only value.
    [2, () => `(${pen.pick(['"a"', '"b"', '"c"'])} as Mode)`],
    [3, () => `((${pen.condition(0)} ? "a" : ${pen.pick(['"b"', '"c"'])}) as Mode)`],
    [1, () => `(["a", "b", "c"] as const)[${pen.index()}]`],
  ];
}

function numbers(pen: Pen): Choices {
  const modes = pen.of("mode");
  if (modes.length === 0) return [];
  const { name } = pen.pick(modes);
  return [
    [2, () => `(${name} === ${pen.pick(['"a"', '"b"'])} ? ${pen.number(1)} : ${pen.leaf()})`],
    [1, () => `(\`\${${name}}\${${pen.nested(() => pen.integer(0))}}\` === "a1" ? ${pen.number(1)} : ${pen.leaf()})`],
    [1, () => `${name}.length * ${pen.leaf()}`],
  ];
}

function statements(pen: Pen, depth: number): Choices {
  const modes = pen.of("mode");
  if (modes.length === 0) return [];
  const mutable = modes.filter(({ isMutable }) => isMutable);
  return [
    [mutable.length > 0 ? 2 : 0, () => `${pen.pick(mutable).name} = ${pen.value("mode")};`],
    [depth > 0 ? 4 : 0, () => switchOn(pen, pen.pick(modes).name, depth)],
    [depth > 0 ? 2 : 0, () => `if (${pen.pick(modes).name} !== "c") ${pen.block(depth - 1, 2)}`],
  ];
}

function switchOn(pen: Pen, name: string, depth: number): string {
  return pen.scoped(() => {
    pen.exits = [...pen.exits, { label: undefined, kind: "switch" }];
    const orders = [
      ['"a"', '"b"', '"c"'],
      ['"b"', "default", '"a"'],
      ['"c"', '"a"', "default"],
    ];
    const clauses = pen.pick(orders).map((test) => {
      const end = pen.chance(60) ? "\nbreak;" : "";
      return `${test === "default" ? test : `case ${test}`}: ${pen.block(depth - 1, 2)}${end}`;
    });
    return `switch (${name} as string) {\n${clauses.join("\n")}\n}`;
  });
}

export const text: Family = {
  name: "text",
  declarations: () => ['type Mode = "a" | "b" | "c";'],
  types: ["mode"],
  outer: ["mode"],
  given: (_type, _real, count) => ["a", "b", "c"][count(3)],
  values,
  numbers,
  statements,
};
