/** Methods of arrays: lists of any length, and every method on those of three. */
import type { Choices, Family, Pen } from "../family.js";
import { LENGTH, type Type, type Variable } from "../scope.js";

const lists: readonly Type[] = ["number[]", "numbers", "Float64Array", "Float32Array"];

const isPlain = ({ type }: Variable): boolean => type === "number[]" || type === "numbers";

function comparator(pen: Pen): string {
  return pen.pick([
    "(p: number, q: number) => p - q",
    "(p: number, q: number) => q - p",
    "(p: number, q: number) => Math.sin(p) - Math.sin(q)",
    "(p: number, q: number) => Math.abs(p) - Math.abs(q)",
  ]);
}

const test = (pen: Pen): string => pen.arrow(["p"], { returns: () => pen.condition(0) });
const each = (pen: Pen): string => (pen.chance(50) ? pen.arrow(["p"]) : pen.arrow(["p", "k"], { counters: ["k"] }));

function values(pen: Pen, type: Type): Choices {
  const known = pen.of(...lists);
  const same = pen.of(type);
  const any = (): string => pen.pick(known).name;
  const list = (): string => {
    const variable = pen.pick(known);
    return isPlain(variable) ? variable.name : pen.pick([`[...${variable.name}]`, `Array.from(${variable.name})`]);
  };
  const has = known.length > 0 ? 1 : 0;
  if (type === "numbers") {
    return [
      [1, () => "[]"],
      [1, () => `[${pen.number(1)}]`],
      [2, () => `Array.from({ length: ${pen.pick(["2", "3", "4"])} }, (_, k0) => ${pen.number(1)} * (k0 + 1))`],
      [2 * has, () => `${list()}.filter(${test(pen)})`],
      [2 * has, () => `${list()}.map(${each(pen)})`],
      [has, () => `${list()}.concat(${list()}, ${pen.number(1)})`],
      [has, () => `[${pen.number(1)}, ...${any()}, ...${any()}]`],
      [has, () => `${list()}.slice(${pen.pick(["1", "-2", "0, 2"])})`],
      [has, () => `${list()}.flatMap(${pen.arrow(["p"], { returns: () => `[${pen.number(1)}, ${pen.number(0)}]` })})`],
      [has, () => `${list()}.toSpliced(1, 1, ${pen.number(1)})`],
      [has, () => `${list()}.toSorted(${comparator(pen)})`],
      [has, () => `Array.from(${any()}, ${pen.arrow(["p"])})`],
      [has, () => `${list()}.splice(1, 0)`],
    ];
  }
  if (same.length === 0 || (type !== "number[]" && type !== "Float64Array")) return [];
  const own = (): string => pen.pick(same).name;
  return [
    [2, () => `${own()}.map(${each(pen)})`],
    [1, () => `${own()}.toReversed()`],
    [1, () => `${own()}.toSorted(${comparator(pen)})`],
    [1, () => `${own()}.with(${pen.index()}, ${pen.number(1)})`],
    [type === "Float64Array" ? 1 : 0, () => `Float64Array.from(${own()}, ${pen.arrow(["p"])})`],
    [type === "Float64Array" ? 1 : 0, () => `Float64Array.of(${pen.number(1)}, ${pen.number(1)}, ${pen.number(0)})`],
    [type === "number[]" ? 1 : 0, () => `[...${own()}].sort(${comparator(pen)})`],
    [type === "number[]" ? 1 : 0, () => `[${own()}, [${pen.number(1)}]].flat()`],
  ];
}

function numbers(pen: Pen): Choices {
  const known = pen.of(...lists);
  if (known.length === 0) return [];
  const { name, type } = pen.pick(known);
  const isLong = type !== "numbers";
  const sum = (): string => pen.arrow(["s", "p"], { returns: () => `s${pen.nesting - 1} + ${pen.number(1)}` });
  return [
    [2, () => `${name}.reduce(${sum()}, ${pen.leaf()})`],
    [isLong ? 1 : 0, () => `${name}.reduce((p, q) => p + Math.sin(q))`],
    [1, () => `${name}.reduceRight(${pen.arrow(["s", "p"])}, ${pen.leaf()})`],
    [1, () => `(${name}.find(${test(pen)}) ?? ${pen.leaf()})`],
    [1, () => `(${name}.some(${test(pen)}) ? ${pen.number(1)} : ${pen.leaf()})`],
    [1, () => `(${name}.every(${test(pen)}) ? ${pen.number(1)} : ${pen.leaf()})`],
    [1, () => `${pen.leaf()} * (${name}.findIndex(${test(pen)}) + 2)`],
    [isLong ? 1 : 0, () => `${name}.at(${pen.pick(["-1", "0", "-2"])})!`],
    [1, () => `(${name}[${pen.integer(0)}] ?? ${pen.number(1)})`],
    [1, () => `${pen.leaf()} * ${name}.length`],
    [1, () => `Math.hypot(1, ...${name})`],
    [1, () => `Math.max(0.5, ...${name})`],
    [1, () => `${name}.filter(${test(pen)}).reduce((p, q) => p + q, 0)`],
    [1, () => `${name}.map(${each(pen)}).filter(${test(pen)}).length * ${pen.leaf()}`],
    [isLong ? 1 : 0, () => `${name}.map(${each(pen)})[${pen.index()}]`],
    [1, () => `${pen.leaf()} * ${name}.indexOf(${pen.leaf()})`],
    [1, () => `(${name}.includes(${pen.leaf()}) ? ${pen.leaf()} : ${pen.leaf()})`],
  ];
}

function statements(pen: Pen, depth: number): Choices {
  const known = pen.of(...lists);
  if (known.length === 0) return [];
  const { name, type } = pen.pick(known);
  const plain = pen.of("number[]", "numbers");
  const typed = pen.of("Float64Array");
  const list = (): string => pen.pick(plain).name;
  const isGrowing = plain.length > 0 ? 1 : 0;
  const once = isGrowing * (pen.trips === 1 ? 1 : 0);
  return [
    [2, () => `${name}.sort(${type === "Float64Array" && pen.chance(40) ? "" : comparator(pen)});`],
    [1, () => `${name}.reverse();`],
    [1, () => `${name}.copyWithin(${pen.pick(["0, 1", "1, 0", "2, 0, 1"])});`],
    [2, () => forEach(pen, name)],
    [isGrowing, () => ((l) => `${l}.push(${pen.number(1)});\n${l}.shift();`)(list())],
    [isGrowing, () => ((l) => `${l}.unshift(${pen.number(1)});\n${l}.pop();`)(list())],
    [isGrowing, () => `${list()}.splice(${pen.index()}, 1, ${pen.number(1)});`],
    [once, () => `${list()}.push(${pen.number(1)}, ${pen.number(0)});`],
    [once, () => `${list()}.splice(1, 0, ${pen.number(1)}, ${pen.leaf()});`],
    [once, () => `${list()}.unshift(${pen.number(1)});`],
    [
      typed.length > 0 ? 1 : 0,
      () => `${pen.pick(typed).name}.set([${pen.number(1)}, ${pen.leaf()}], ${pen.pick(["0", "1"])});`,
    ],
    [typed.length > 0 ? 1 : 0, () => `${pen.pick(typed).name}.set(${pen.pick(typed).name});`],
    [depth > 0 && pen.trips <= 20 ? 2 : 0, () => overEntries(pen, name, depth)],
    [depth > 0 && pen.trips <= 20 ? 1 : 0, () => overElements(pen, name, depth)],
    [pen.of("numbers").some(({ isMutable }) => isMutable) ? 2 : 0, () => shortened(pen)],
  ];
}

function forEach(pen: Pen, name: string): string {
  if (!pen.canAssign()) return `${name}.fill(${pen.number(1)});`;
  const [p, k] = [pen.name("p"), pen.name("k")];
  return pen.scoped(() => {
    pen.add({ name: p, type: "number", isMutable: false });
    pen.add({ name: k, type: "integer", isMutable: false, below: 99 });
    pen.trips *= LENGTH;
    const { exits, result } = pen;
    pen.exits = [];
    const text = `${name}.forEach((${p}, ${k}) => {\n${pen.target()} ${pen.pick(["=", "+=", "-="])} ${pen.bounded(1)};\n});`;
    Object.assign(pen, { exits, result });
    return text;
  });
}

function overEntries(pen: Pen, name: string, depth: number): string {
  const [k, p] = [pen.name("k"), pen.name("p")];
  return pen.scoped(() => {
    pen.trips *= LENGTH;
    pen.exits = [...pen.exits, { label: undefined, kind: "loop" }];
    pen.add({ name: k, type: "integer", isMutable: false, below: 99 });
    pen.add({ name: p, type: "number", isMutable: false });
    return `for (const [${k}, ${p}] of ${name}.entries()) ${pen.block(depth - 1, 3)}`;
  });
}

function overElements(pen: Pen, name: string, depth: number): string {
  const p = pen.name("p");
  return pen.scoped(() => {
    pen.trips *= LENGTH;
    pen.exits = [...pen.exits, { label: undefined, kind: "loop" }];
    pen.add({ name: p, type: "number", isMutable: true });
    return `for (let ${p} of ${pen.pick([name, `${name}.slice(0, 2)`])}) ${pen.block(depth - 1, 3)}`;
  });
}

function shortened(pen: Pen): string {
  const { name } = pen.pick(pen.of("numbers").filter(({ isMutable }) => isMutable));
  return pen.pick([
    () => `${name}.length = 0;`,
    () => `${name}.splice(1, 1);`,
    () => `while (${name}.length > 2) ${name}.pop();`,
    () => (pen.canAssign() ? `${pen.target()} += ${name}.pop() ?? ${pen.leaf()};` : `${name}.pop();`),
    () => (pen.canAssign() ? `${pen.target()} += ${name}.shift() ?? ${pen.leaf()};` : `${name}.shift();`),
    () => `${name} = ${pen.value("numbers")};`,
  ])();
}

export const arrays: Family = {
  name: "arrays",
  types: ["numbers"],
  outer: ["numbers"],
  given: (_type, real, count) => Array.from({ length: count(5) }, real),
  values,
  numbers,
  statements,
  summary: ({ name }) => [`${name}.length`, `(${name}[1] ?? 0.5)`, `${name}.reduce((p, q) => p + Math.cos(q), 0)`],
};
