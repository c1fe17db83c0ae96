/** Windows on arrays: `subarray`, its writes and what they overlap with. */
import type { Choices, Family, Pen } from "../family.js";
import type { Type } from "../scope.js";

function values(pen: Pen, type: Type): Choices {
  if (type !== "view") return [];
  const arrays = pen.of("Float64Array");
  const views = pen.of("view");
  const rows = pen.of("Float64Array[]");
  const window = (name: string): string => `${name}.subarray(${pen.pick(["1", "0, 2", "1, 3", "-2"])})`;
  return [
    [1, () => `new Float64Array([${pen.number(1)}, ${pen.number(0)}])`],
    [arrays.length > 0 ? 6 : 0, () => window(pen.pick(arrays).name)],
    [rows.length > 0 ? 3 : 0, () => window(`${pen.pick(rows).name}[${pen.index()}]`)],
    [views.length > 0 ? 2 : 0, () => `${pen.pick(views).name}.subarray(0)`],
  ];
}

function numbers(pen: Pen): Choices {
  const views = pen.of("view");
  if (views.length === 0) return [];
  const { name } = pen.pick(views);
  return [
    [4, () => `${name}[${pen.pick(["0", "1"])}]`],
    [1, () => `${name}.reduce((p, q) => p + q * ${pen.leaf()}, 0)`],
    [1, () => `(${name}[${pen.integer(0)}] ?? ${pen.leaf()})`],
    [1, () => `${name}.subarray(1)[0]`],
    [1, () => `${name}.map(${pen.arrow(["p"])})[1]`],
  ];
}

function statements(pen: Pen, depth: number): Choices {
  const views = pen.of("view");
  if (views.length === 0) return [];
  const { name, isMutable } = pen.pick(views);
  const arrays = pen.of("Float64Array");
  const i = pen.name("i");
  return [
    [3, () => `${name}[${pen.pick(["0", "1"])}] ${pen.pick(["=", "+=", "*="])} ${pen.bounded(2)};`],
    [1, () => `${name}.fill(${pen.number(1)});`],
    [1, () => `${name}.reverse();`],
    [1, () => `${name}.sort();`],
    [1, () => `[${name}[0], ${name}[1]] = [${name}[1], ${pen.number(1)}];`],
    [1, () => `${name}.set(${pen.pick(views).name}.subarray(0, 2));`],
    [arrays.length > 0 ? 1 : 0, () => `${pen.pick(arrays).name}.set(${name}.subarray(0, 2), ${pen.pick(["0", "1"])});`],
    [isMutable ? 2 : 0, () => `${name} = ${pen.value("view")};`],
    [
      1,
      () =>
        `for (let ${i} = 0; ${i} < ${name}.length; ${i}++) ${name}[${i}] ${pen.pick(["+=", "*="])} ${pen.bounded(1)};`,
    ],
    [
      depth > 0 && pen.trips <= 20 ? 1 : 0,
      () =>
        pen.scoped(() => {
          pen.trips *= 3;
          pen.exits = [...pen.exits, { label: undefined, kind: "loop" }];
          pen.add({ name: i, type: "number", isMutable: true });
          return `for (let ${i} of ${name}) ${pen.block(depth - 1, 2)}`;
        }),
    ],
  ];
}

export const views: Family = {
  name: "views",
  types: ["view"],
  values,
  numbers,
  statements,
  summary: ({ name }) => [`${name}[0] * ${name}[1]`],
};
