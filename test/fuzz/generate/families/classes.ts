/** A hierarchy of classes: fields, private names, accessors, statics, overriding and chains. */
import type { Choices, Family, Pen } from "../family.js";
import type { Type, Variable } from "../scope.js";

const own = (name: string, type: Type): Variable => ({ name: `this.${name}`, type, isMutable: true });
const fields: readonly Variable[] = [own("x", "number"), own("y", "number"), own("v", "Float64Array")];

function method(
  pen: Pen,
  params: readonly Variable[],
  members: readonly Variable[],
  { result = "number", end }: { readonly result?: Type; readonly end?: () => string } = {},
): string {
  pen.forgetNames();
  pen.budget = 3;
  return pen.body([...members, ...params], { result, statements: 2, depth: 1, end });
}

function declarations(pen: Pen): string[] {
  const { frame } = pen;
  pen.frame = { ...frame, variables: [] };
  const q: Variable = { name: "q", type: "number", isMutable: true };
  const others: readonly Variable[] = [
    { name: "other.x", type: "number", isMutable: true },
    { name: "other.v", type: "Float64Array", isMutable: false },
  ];
  const hasPrivate = pen.chance(40);
  const members = hasPrivate ? [...fields, own("#hidden", "number")] : fields;
  const base = [
    "class Body {",
    ...(hasPrivate ? [`#hidden = ${pen.literal()};`] : []),
    "static readonly scale = 0.7;",
    `z = ${pen.literal()};`,
    "constructor(public x: number, public y: number, public v: Float64Array) {}",
    `static make(q: number): Body { return new Body(q, Math.sin(q), new Float64Array([q, ${pen.literal()}, 0.4])); }`,
    "static mix(one: Body, other: Body): number { return one.x * other.y + Body.scale * one.energy(other.z); }",
    `get sum(): number { return this.x + this.y * this.v[1]${hasPrivate ? " + this.#hidden" : ""}; }`,
    "set sum(q: number) { this.x = Math.tanh(q); this.z *= 0.5; }",
    `energy(q: number): number ${method(pen, [q], members)}`,
    `nudge(q: number): Body ${method(pen, [q], members, { result: "Body", end: () => "this" })}`,
    `meet(other: Body, q: number): number ${method(pen, [q, ...others], members)}`,
    "}",
  ];
  const ball = [
    "class Ball extends Body {",
    `r = ${pen.literal()};`,
    "constructor(x: number, y: number) {\nsuper(x, y, new Float64Array([y, 0.2, x]));\nthis.r += 0.5 * x;\n}",
    `override energy(q: number): number ${method(pen, [q], [...fields, own("r", "number")], { end: () => `super.energy(q) * 0.5 + this.r * ${pen.leaf()}` })}`,
    "}",
  ];
  const rod = [
    pen.chance(50) ? "class Rod extends Ball {" : "class Rod extends Body {",
    "weight: number[] = [0.5, 0.25, 1];",
    `override energy(q: number): number ${method(pen, [q], [...fields, own("weight", "number[]")])}`,
    "}",
  ];
  pen.frame = frame;
  return [[...base, ...ball, ...rod].join("\n")];
}

function fresh(pen: Pen): string {
  const x = (): string => pen.number(1);
  return pen.weighted([
    [2, () => `new Body(${x()}, ${x()}, ${pen.value("Float64Array", 0)})`],
    [2, () => `new Ball(${x()}, ${pen.leaf()})`],
    [1, () => `Body.make(${x()})`],
  ]);
}

function values(pen: Pen, type: Type): Choices {
  if (type === "Body[]") {
    const bodies = pen.of("Body[]");
    return [
      [3, () => `[${pen.value("Body", 0)}, ${pen.value("Body", 0)}, ${pen.value("Body", 0)}]`],
      [bodies.length > 0 ? 1 : 0, () => `${pen.pick(bodies).name}.slice()`],
      [bodies.length > 0 ? 1 : 0, () => `${pen.pick(bodies).name}.toReversed()`],
      [bodies.length > 0 ? 1 : 0, () => `[...${pen.pick(bodies).name}].sort((p, q) => p.x - q.x)`],
    ];
  }
  if (type !== "Body") return [];
  const known = pen.of("Body");
  const bodies = pen.of("Body[]");
  return [
    [3, () => fresh(pen)],
    [known.length > 0 ? 1 : 0, () => `${pen.pick(known).name}.nudge(${pen.number(0)})`],
    [bodies.length > 0 ? 3 : 0, () => `${pen.pick(bodies).name}[${pen.index()}]`],
  ];
}

/** An expression of an object, without effects where it stands twice. */
function someone(pen: Pen): string | undefined {
  const bodies = pen.of("Body[]");
  const known = pen.of("Body");
  if (bodies.length > 0 && (known.length === 0 || pen.chance(40))) {
    return `${pen.pick(bodies).name}[${pen.nested(() => pen.pick(["0", "1", "2", pen.index()]))}]`;
  }
  return known.length > 0 ? pen.pick(known).name : undefined;
}

function numbers(pen: Pen): Choices {
  const object = someone(pen);
  if (!object) return [];
  const calls = pen.trips <= 20 && pen.nesting < 2 ? 1 : 0;
  const x = (): string => pen.nested(() => pen.number(1));
  return [
    [4, () => `${object}.${pen.pick(["x", "y", "z", `v[${pen.index()}]`])}`],
    [2, () => `${object}.sum`],
    [4 * calls, () => `${object}.energy(${x()})`],
    [calls, () => `${object}.nudge(${x()}).energy(${pen.leaf()})`],
    [calls, () => `${object}.nudge(${x()}).nudge(${pen.leaf()}).sum`],
    [calls, () => `Body.mix(${object}, ${someone(pen)})`],
    [calls, () => `${object}.meet(${someone(pen)}, ${x()})`],
    [1, () => `(${object} instanceof Ball ? ${pen.number(1)} : ${pen.leaf()})`],
    [1, () => `(${object} === ${someone(pen)} ? ${pen.number(0)} : ${pen.leaf()})`],
    [1, () => `Body.scale * ${pen.leaf()}`],
  ];
}

function statements(pen: Pen, depth: number): Choices {
  const object = someone(pen);
  if (!object || object.includes("++")) return [];
  const mutable = pen.of("Body").filter(({ isMutable }) => isMutable);
  const bodies = pen.of("Body[]");
  const o = pen.name("o");
  const loops = bodies.length > 0 && pen.trips <= 20 ? 1 : 0;
  return [
    [3, () => `${object}.${pen.pick(["x", "y", "z"])} ${pen.pick(["=", "+=", "*="])} ${pen.bounded(1)};`],
    [1, () => `${object}.v[${pen.index()}] ${pen.pick(["=", "-="])} ${pen.bounded(1)};`],
    [1, () => `${object}.sum = ${pen.number(1)};`],
    [1, () => `${object}.sum ${pen.pick(["+=", "*="])} ${pen.bounded(1)};`],
    [1, () => `${object}.v = ${pen.value("Float64Array")};`],
    [2, () => `${object}.nudge(${pen.number(1)});`],
    [1, () => `${object}.meet(${someone(pen)}, ${pen.leaf()});`],
    [mutable.length > 0 ? 2 : 0, () => `${pen.pick(mutable).name} = ${pen.value("Body")};`],
    [1, () => `[${object}.x, ${object}.y] = [${object}.y, ${pen.number(1)}];`],
    // TypeScript narrows names and elements at constant places.
    [/^\w+(\[\d\])?$/.test(object) ? 1 : 0, () => `if (${object} instanceof Ball) ${object}.r *= ${pen.bounded(1)};`],
    [bodies.length > 0 ? 2 : 0, () => `${pen.pick(bodies).name}[${pen.index()}] = ${pen.value("Body")};`],
    [
      2 * loops,
      () =>
        `for (const ${o} of ${pen.pick(bodies).name}) ${o}.${pen.chance(50) ? `nudge(${pen.leaf()})` : `x += ${pen.bounded(1)}`};`,
    ],
    [loops, () => `${pen.pick(bodies).name}.forEach((${o}, k) => {\n${o}.y += k * ${pen.leaf()};\n});`],
    [
      depth > 0 ? loops : 0,
      () =>
        pen.scoped(() => {
          pen.trips *= 3;
          pen.exits = [...pen.exits, { label: undefined, kind: "loop" }];
          pen.add({ name: o, type: "Body", isMutable: false });
          return `for (const ${o} of ${pen.pick(bodies).name}) ${pen.block(depth - 1, 3)}`;
        }),
    ],
  ];
}

export const classes: Family = {
  name: "classes",
  declarations,
  types: ["Body", "Body[]"],
  values,
  numbers,
  statements,
  summary: ({ name, type }) =>
    type === "Body"
      ? [`${name}.x * ${name}.energy(0.3)`, `${name}.sum`, `${name}.v[0]`]
      : [`${name}[0].energy(0.7)`, `${name}.reduce((p, q) => p + q.x * q.sum, 0)`],
};
