/** Functions as values: chosen when the program runs, in tables, made by others, with state of their own. */
import type { Choices, Family, Pen } from "../family.js";
import type { Type } from "../scope.js";

/** What these functions do themselves is about other things. */
const state = { isInside: false };
const UNARY = "(p: number) => number";

function declarations(pen: Pen): string[] {
  const { frame } = pen;
  pen.frame = { ...frame, variables: [{ name: "k", type: "number", isMutable: false }] };
  state.isInside = true;
  const lines = [
    "interface Ticker {\nadd: (p: number) => number;\nget(): number;\n}",
    `const scaleBy = (k: number) => ${pen.arrow(["p"])};`,
    `function makeTicker(k: number): Ticker {\nlet s = k;\nreturn {\nadd: (p) => {\ns ${pen.pick(["+=", "*="])} ${pen.pick(["p", "Math.sin(p)", "Math.cos(p * s)"])};\nreturn s;\n},\nget() {\nreturn s * k;\n},\n};\n}`,
    "const TABLE_OF = { a: Math.sin, b: (p: number): number => p * p, c: scaleBy(0.5) };",
  ];
  pen.frame = frame;
  state.isInside = false;
  return lines;
}

function values(pen: Pen, type: Type): Choices {
  const x = (): string => pen.number(1);
  if (type === UNARY) {
    const known = pen.of("functions");
    return [
      [2, () => pen.arrow(["p"])],
      [2, () => `scaleBy(${x()})`],
      [1, () => pen.pick(["Math.sin", "Math.tanh", "TABLE_OF.b"])],
      [1, () => `(${pen.condition(0)} ? scaleBy(${pen.leaf()}) : ${pen.arrow(["p"])})`],
      [known.length > 0 ? 2 : 0, () => `${pen.pick(known).name}[${pen.index()}]`],
    ];
  }
  if (type === "functions") return [[1, () => `[${pen.arrow(["p"])}, scaleBy(${x()}), ${pen.value(UNARY, 0)}]`]];
  return type === "Ticker" ? [[1, () => `makeTicker(${x()})`]] : [];
}

function numbers(pen: Pen): Choices {
  if (state.isInside) return [];
  const [tables, tickers, modes] = [pen.of("functions"), pen.of("Ticker"), pen.of("mode")];
  const calls = pen.trips <= 20 && pen.nesting < 2 ? 1 : 0;
  const x = (): string => pen.nested(() => pen.number(1));
  return [
    [calls, () => `scaleBy(${x()})(${x()})`],
    [calls, () => `TABLE_OF.${pen.pick(["a", "b", "c"])}(${x()})`],
    [modes.length > 0 ? 2 * calls : 0, () => `TABLE_OF[${pen.pick(modes).name}](${x()})`],
    [tables.length > 0 ? 3 * calls : 0, () => `${pen.pick(tables).name}[${pen.index()}](${x()})`],
    [tables.length > 0 ? calls : 0, () => `${pen.pick(tables).name}.reduce((s, g) => Math.sin(g(s)), ${x()})`],
    [tickers.length > 0 ? 2 * calls : 0, () => `${pen.pick(tickers).name}.add(${x()})`],
    [tickers.length > 0 ? calls : 0, () => `${pen.pick(tickers).name}.get()`],
    [calls, () => `(${pen.condition(0)} ? Math.cos : scaleBy(${pen.leaf()}))(${x()})`],
  ];
}

function statements(pen: Pen): Choices {
  const [tables, tickers] = [pen.of("functions"), pen.of("Ticker")];
  const functions = pen.of(UNARY).filter(({ isMutable, name }) => isMutable && !name.startsWith("q"));
  const g = pen.name("g");
  const once = pen.trips === 1 ? 1 : 0;
  return [
    [
      functions.length > 0 ? 2 * once : 0,
      () => `if (${pen.condition(0)}) ${pen.pick(functions).name} = ${pen.value(UNARY)};`,
    ],
    [functions.length > 0 ? once : 0, () => `${pen.pick(functions).name} = ${pen.value(UNARY)};`],
    [
      tables.length > 0 ? once : 0,
      () => `${pen.pick(tables).name}[${pen.pick(["0", "1", "2"])}] = ${pen.value(UNARY)};`,
    ],
    [
      tables.length > 0 && pen.canAssign() ? 2 : 0,
      () => `for (const ${g} of ${pen.pick(tables).name}) ${pen.target()} += ${g}(${pen.leaf()});`,
    ],
    [tickers.length > 0 ? 2 : 0, () => `${pen.pick(tickers).name}.add(${pen.number(1)});`],
    [1, () => recursive(pen)],
  ];
}

/** A function that calls itself, declared where it reads what is around it. */
function recursive(pen: Pen): string {
  const g = pen.name("walk");
  const body = pen.scoped(() => {
    pen.add({ name: "w", type: "number", isMutable: false });
    // What a recursive function may write is its own.
    const { isPure, frame } = pen;
    pen.isPure = true;
    pen.frame = { ...frame, callees: [] };
    const text = pen.number(1);
    Object.assign(pen, { isPure, frame });
    return text;
  });
  const target = pen.canAssign() ? `${pen.target()} += 0.3 * ${g}(${pen.leaf()}, ${pen.pick(["1", "2"])});` : "";
  return `const ${g} = (w: number, left: number): number => (left <= 0 ? w : ${g}(Math.sin(${body}), left - 1) * w);\n${target}`;
}

export const functions: Family = {
  name: "functions",
  declarations,
  types: [UNARY, "functions", "Ticker"],
  values,
  numbers,
  statements,
  summary: ({ name, type }) => {
    if (type === "functions") return [`${name}[1](0.3)`];
    return [type === "Ticker" ? `${name}.get()` : `${name}(0.4)`];
  },
};
