/** Generators, as what is iterated over. */
import type { Choices, Family, Pen } from "../family.js";
import type { Type, Variable } from "../scope.js";

const state = { isInside: false };

function declarations(pen: Pen): string[] {
  const { frame } = pen;
  const made = ["steps", "pairs"].map((name) => {
    pen.frame = { ...frame, variables: [] };
    pen.forgetNames();
    pen.budget = 5;
    const params: readonly Variable[] = [
      { name: "x", type: "number", isMutable: true },
      { name: "v", type: "Float64Array", isMutable: true },
    ];
    state.isInside = true;
    const body = pen.body(params, { result: "void", statements: 4, depth: 2 });
    state.isInside = false;
    const ending = pen.pick([`yield ${params[0].name};`, `for (const e of v) yield e * x;`, "yield* [x, 0.5];"]);
    return `function* ${name}(x: number, v: Float64Array): Generator<number> ${body.replace(/\}$/, `${ending}\n}`)}`;
  });
  pen.frame = frame;
  return made;
}

const source = (pen: Pen): string =>
  `${pen.pick(["steps", "pairs"])}(${pen.nested(() => pen.number(1))}, ${pen.nested(() => pen.value("Float64Array", 0))})`;

function values(pen: Pen, type: Type): Choices {
  if (state.isInside || pen.trips > 9 || pen.nesting > 0) return [];
  if (type === "numbers") {
    return [
      [1, () => `[...${source(pen)}]`],
      [1, () => `Array.from(${source(pen)}, ${pen.arrow(["p"])})`],
    ];
  }
  return type === "number[]" ? [[1, () => `[${pen.leaf()}, 1, 2, ...${source(pen)}]`]] : [];
}

function numbers(pen: Pen): Choices {
  if (state.isInside || pen.trips > 9 || pen.nesting > 0) return [];
  return [[1, () => `[...${source(pen)}].reduce((p, q) => p + Math.sin(q), ${pen.leaf()})`]];
}

function statements(pen: Pen, depth: number): Choices {
  if (state.isInside) return [[8, () => `yield ${pen.bounded(1)};`]];
  if (pen.trips > 9) return [];
  return [
    [depth > 0 ? 6 : 0, () => over(pen, depth)],
    [2, () => taken(pen)],
  ];
}

function over(pen: Pen, depth: number): string {
  const p = pen.name("p");
  return pen.scoped(() => {
    const iterated = source(pen);
    pen.trips *= 5;
    pen.exits = [...pen.exits, { label: undefined, kind: "loop" }];
    pen.add({ name: p, type: "number", isMutable: false });
    return `for (const ${p} of ${iterated}) ${pen.block(depth - 1, 3)}`;
  });
}

function taken(pen: Pen): string {
  const iterated = source(pen);
  const [p, q] = [pen.name("p"), pen.name("p")];
  for (const name of [p, q]) pen.add({ name, type: "number", isMutable: true });
  return `let [${p} = 0.5, ${q} = 0.25] = [...${iterated}];`;
}

export const generators: Family = { name: "generators", declarations, types: [], values, numbers, statements };
