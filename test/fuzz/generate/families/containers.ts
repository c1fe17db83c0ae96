/** Maps and Sets that live in a function. */
import type { Choices, Family, Pen } from "../family.js";
import type { Type } from "../scope.js";

const MAP = "Map<string, number>";
const LISTS = "Map<number, Float64Array>";
const SET = "Set<number>";

const key = (pen: Pen): string => {
  const modes = pen.of("mode");
  if (modes.length > 0 && pen.chance(50)) return pen.pick(modes).name;
  return pen.weighted([
    [3, () => pen.pick(['"a"', '"b"', '"c"'])],
    [1, () => `(${pen.condition(0)} ? "a" : "b")`],
    [1, () => `\`k\${${pen.nested(() => pen.integer(0))}}\``],
  ]);
};

function values(pen: Pen, type: Type): Choices {
  if (type === MAP) {
    return [
      [2, () => "new Map<string, number>()"],
      [2, () => `new Map([["a", ${pen.number(1)}], ["b", ${pen.number(1)}]])`],
    ];
  }
  if (type === LISTS) {
    const known = pen.of("Float64Array");
    return [
      [1, () => "new Map<number, Float64Array>()"],
      [2, () => `new Map([[0, ${known.length > 0 ? pen.pick(known).name : pen.fresh("Float64Array")}]])`],
    ];
  }
  if (type === SET) {
    return [
      [1, () => "new Set<number>()"],
      [2, () => `new Set([${pen.number(1)}, ${pen.number(1)}])`],
    ];
  }
  return [];
}

function numbers(pen: Pen): Choices {
  const [maps, lists, sets] = [pen.of(MAP), pen.of(LISTS), pen.of(SET)];
  const has = (known: readonly unknown[]): number => Math.min(known.length, 1);
  const [map, list, set] = [maps, lists, sets].map((known) => (known.length > 0 ? pen.pick(known).name : ""));
  return [
    [4 * has(maps), () => `(${map}.get(${key(pen)}) ?? ${pen.number(1)})`],
    [has(maps), () => `${map}.size * ${pen.leaf()}`],
    [has(maps), () => `[...${map}.values()].reduce((p, q) => p + Math.sin(q), 0)`],
    [has(maps), () => `(${map}.has(${key(pen)}) ? ${pen.number(1)} : ${pen.leaf()})`],
    [3 * has(lists), () => `(${list}.get(${pen.nested(() => pen.integer(0))})?.[${pen.index()}] ?? ${pen.leaf()})`],
    [has(sets), () => `${set}.size * ${pen.leaf()}`],
    [has(sets), () => `(${set}.has(${pen.leaf()}) ? ${pen.leaf()} : ${pen.number(0)})`],
    [2 * has(sets), () => `[...${set}].reduce((p, q) => p + q * ${pen.literal()}, 0)`],
  ];
}

function statements(pen: Pen, depth: number): Choices {
  const [maps, lists, sets] = [pen.of(MAP), pen.of(LISTS), pen.of(SET)];
  const has = (known: readonly unknown[]): number => Math.min(known.length, 1);
  const [map, list, set] = [maps, lists, sets].map((known) => (known.length > 0 ? pen.pick(known).name : ""));
  const grows = pen.trips <= 9 ? 1 : 0;
  const loops = depth > 0 && pen.trips <= 20 ? 1 : 0;
  const k = `${pen.nesting}`;
  return [
    [3 * has(maps) * grows, () => `${map}.set(${key(pen)}, ${pen.bounded(2)});`],
    [2 * has(maps), () => update(pen, map)],
    [has(maps), () => `${map}.delete(${key(pen)});`],
    [2 * has(maps) * loops, () => over(pen, map, depth)],
    [
      has(maps) * (pen.canAssign() ? 1 : 0),
      () => `${map}.forEach((p) => {\n${pen.target()} += p * ${pen.leaf()};\n});`,
    ],
    [2 * has(lists) * grows, () => `${list}.set(${pen.integer(0)}, ${pen.value("Float64Array")});`],
    [
      2 * has(lists),
      () => `for (const e${k} of ${list}.values()) e${k}[${pen.index()}] ${pen.pick(["+=", "*="])} ${pen.bounded(1)};`,
    ],
    [2 * has(sets) * grows, () => `${set}.add(${pen.number(1)});`],
    [has(sets) * (pen.canAssign() ? 1 : 0), () => `for (const p of ${set}) ${pen.target()} += p * ${pen.leaf()};`],
    [has(sets), () => `${set}.clear();`],
  ];
}

/** Counts and sums, as programs keep them. */
function update(pen: Pen, map: string): string {
  const at = key(pen);
  return pen.chance(50)
    ? `${map}.set(${at}, (${map}.get(${at}) ?? 0.5) ${pen.pick(["+", "*"])} ${pen.bounded(1)});`
    : `if (${map}.has(${at})) ${map}.set(${at}, ${map}.get(${at})! * ${pen.bounded(1)});`;
}

function over(pen: Pen, map: string, depth: number): string {
  const [k, p] = [pen.name("key"), pen.name("p")];
  return pen.scoped(() => {
    pen.trips *= 3;
    pen.exits = [...pen.exits, { label: undefined, kind: "loop" }];
    pen.add({ name: p, type: "number", isMutable: false });
    // What is iterated over is not changed meanwhile.
    pen.frame = { ...pen.frame, variables: pen.frame.variables.filter(({ type }) => type !== MAP), callees: [] };
    const head = pen.chance(60) ? `const [${k}, ${p}] of ${map}` : `const ${p} of ${map}.values()`;
    return `for (${head}) ${pen.block(depth - 1, 3)}`;
  });
}

export const containers: Family = {
  name: "containers",
  types: [MAP, LISTS, SET],
  values,
  numbers,
  statements,
  summary: ({ name, type }) => {
    if (type === MAP) return [`(${name}.get("a") ?? 0.5)`, `${name}.size`];
    return type === SET ? [`[...${name}].reduce((p, q) => p + q, 0)`] : [`(${name}.get(0)?.[1] ?? 0.25)`];
  },
};
