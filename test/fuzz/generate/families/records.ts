/** Records that may be missing, lists that are linked, spread and the rest of patterns. */
import type { Choices, Family, Pen } from "../family.js";
import type { Type } from "../scope.js";

function values(pen: Pen, type: Type): Choices {
  const x = (): string => pen.number(1);
  const [chains, points, maybes] = [pen.of("Chain"), pen.of("Point"), pen.of("Point | undefined")];
  switch (type) {
    case "Chain":
      return [
        [3, () => `{ value: ${x()}, next: { value: ${x()}, next: undefined } }`],
        [chains.length > 0 ? 3 : 0, () => `{ value: ${x()}, next: ${pen.pick(chains).name} }`],
        [chains.length > 0 ? 1 : 0, () => `{ ...${pen.pick(chains).name}, value: ${x()} }`],
        [chains.length > 0 ? 1 : 0, () => `(${pen.pick(chains).name}.next ?? { value: ${x()}, next: undefined })`],
      ];
    case "Point | undefined":
      return [
        [points.length > 0 ? 3 : 0, () => `(${pen.condition(0)} ? ${pen.pick(points).name} : undefined)`],
        [2, () => `(${pen.condition(0)} ? ${pen.fresh("Point")} : undefined)`],
        [1, () => "(undefined as Point | undefined)"],
      ];
    case "Point":
      return [
        [points.length > 0 ? 3 : 0, () => `{ ...${pen.pick(points).name}, ${pen.pick(["x", "y"])}: ${x()} }`],
        [
          points.length > 0 ? 1 : 0,
          () => `{ x: ${x()}, ...${pen.pick(points).name} }`.replace(/x: .*, \.\.\.(\w+)/, "...$1"),
        ],
        [maybes.length > 0 ? 2 : 0, () => `(${pen.pick(maybes).name} ?? ${pen.fresh("Point")})`],
      ];
    default:
      return [];
  }
}

function numbers(pen: Pen): Choices {
  const [chains, maybes] = [pen.of("Chain"), pen.of("Point | undefined")];
  const chain = chains.length > 0 ? pen.pick(chains).name : "";
  const maybe = maybes.length > 0 ? pen.pick(maybes).name : "";
  const [some, any] = [Math.min(chains.length, 1), Math.min(maybes.length, 1)];
  return [
    [2 * some, () => `${chain}.value`],
    [2 * some, () => `(${chain}.next?.value ?? ${pen.leaf()})`],
    [some, () => `(${chain}.next?.next?.value ?? ${pen.number(1)})`],
    [some, () => `(${chain}.next ? ${chain}.next.value : ${pen.leaf()})`],
    [3 * any, () => `(${maybe}?.${pen.pick(["x", "y"])} ?? ${pen.number(1)})`],
    [any, () => `(${maybe}?.v[${pen.index()}] ?? ${pen.leaf()})`],
    [any, () => `(${maybe} ? ${maybe}.x : ${pen.number(1)})`],
  ];
}

function statements(pen: Pen): Choices {
  const [chains, maybes, points] = [pen.of("Chain"), pen.of("Point | undefined"), pen.of("Point")];
  const chain = chains.length > 0 ? pen.pick(chains).name : "";
  const maybe = maybes.length > 0 ? pen.pick(maybes).name : "";
  const [some, any, known] = [chains, maybes, points].map(({ length }) => Math.min(length, 1));
  const once = pen.trips <= 3 ? 1 : 0;
  return [
    [2 * some, () => `${chain}.value ${pen.pick(["=", "+=", "*="])} ${pen.bounded(1)};`],
    [some, () => `if (${chain}.next) ${chain}.next.value ${pen.pick(["=", "+="])} ${pen.bounded(1)};`],
    [some * once, () => `${chain}.next = { value: ${pen.number(1)}, next: ${chain}.next };`],
    [some, () => `${chain}.next = ${chain}.next?.next;`],
    [chains.some(({ isMutable }) => isMutable) ? 2 * once : 0, () => pushed(pen)],
    [pen.trips <= 20 ? 3 * some : 0, () => walk(pen, chain)],
    [any, () => `if (${maybe}) ${maybe}.x ${pen.pick(["=", "*="])} ${pen.bounded(1)};`],
    [maybes.some(({ isMutable }) => isMutable) ? 2 : 0, () => reassigned(pen)],
    [2 * known, () => rest(pen)],
  ];
}

function pushed(pen: Pen): string {
  const { name } = pen.pick(pen.of("Chain").filter(({ isMutable }) => isMutable));
  return `${name} = { value: ${pen.number(1)}, next: ${name} };`;
}

function walk(pen: Pen, chain: string): string {
  const at = pen.name("at");
  const own = pen.scoped(() => {
    pen.trips *= 3;
    pen.add({ name: `${at}.value`, type: "number", isMutable: true });
    if (!pen.canAssign()) return `${at}.value *= 0.5;`;
    return pen.pick([
      () => `${pen.target()} += ${at}.value * ${pen.leaf()};`,
      () => `${at}.value ${pen.pick(["=", "*="])} ${pen.bounded(1)};`,
      () => `if (${pen.condition(0)}) break;\n${pen.target()} = ${pen.bounded(1)};`,
    ])();
  });
  return pen.chance(50)
    ? `for (let ${at}: Chain | undefined = ${chain}; ${at}; ${at} = ${at}.next) {\n${own}\n}`
    : `let ${at}: Chain | undefined = ${chain};\nwhile (${at} !== undefined) {\n${own}\n${at} = ${at}.next;\n}`;
}

function reassigned(pen: Pen): string {
  const { name } = pen.pick(pen.of("Point | undefined").filter(({ isMutable }) => isMutable));
  return pen.pick([
    () => `${name} = ${pen.value("Point | undefined")};`,
    () => `${name} ??= ${elsewhere(pen, name)};`,
  ])();
}

/** A point that is made without looking at what is missing. */
function elsewhere(pen: Pen, name: string): string {
  const { frame } = pen;
  pen.frame = { ...frame, callees: [], variables: frame.variables.filter((variable) => variable.name !== name) };
  const text = pen.value("Point");
  pen.frame = frame;
  return text;
}

/** Some members by name, and a record of the others. */
function rest(pen: Pen): string {
  const { name } = pen.pick(pen.of("Point"));
  const [p, others] = [pen.name("p"), pen.name("rest")];
  pen.add({ name: p, type: "number", isMutable: true });
  pen.add({ name: `${others}.y`, type: "number", isMutable: true });
  pen.add({ name: `${others}.v`, type: "Float64Array", isMutable: false });
  return `let { x: ${p}, ...${others} } = ${name};`;
}

export const records: Family = {
  name: "records",
  declarations: () => ["interface Chain {\nvalue: number;\nnext: Chain | undefined;\n}"],
  types: ["Chain", "Point | undefined"],
  outer: ["Chain", "Point | undefined"],
  given(type, real, count) {
    if (type !== "Chain") {
      return count(4) > 0 ? { x: real(), y: real(), v: Float64Array.from([real(), real(), real()]) } : undefined;
    }
    const link = (left: number): unknown => ({ value: real(), next: left > 0 ? link(left - 1) : undefined });
    return link(count(4));
  },
  values,
  numbers,
  statements,
  summary: ({ name, type }) =>
    type === "Chain" ? [`${name}.value * (${name}.next?.value ?? 0.5)`] : [`(${name}?.x ?? 0.25)`],
};
