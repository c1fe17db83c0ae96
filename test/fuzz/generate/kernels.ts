/**
 * Numeric kernels for passes that work on loops over arrays: stencils with offsets, triangular nests, sums, scratch arrays, buffers that are
 * swapped or have two names, library functions between writes, loops that end early.
 */
import type { Program } from "./generator.js";

type Int = (count: number) => number;

export function kernel(int: Int): Program {
  const pick = <T>(list: readonly T[]): T => list[int(list.length)];
  const chance = (percent: number): boolean => int(100) < percent;
  const arrays = ["x", "a", "b", "c"];
  const target = (): string => pick(["a", "a", "b", "c", "p", "q", ...(chance(30) ? ["x"] : [])]);
  const source = (): string => pick([...arrays, "p", "q"]);

  /** An element that is there, for an index that runs over part of 0 ... n - 1. */
  const at = (array: string, index: string): string => {
    const form = int(10);
    if (form < 6) return `${array}[${index}]`;
    if (form < 7) return `${array}[n - 1 - ${index}]`;
    if (form < 8) return `${array}[(${index} * 2 + 1) % n]`;
    return `${array}[${pick(["0", "n - 1", "n >> 1"])}]`;
  };
  /** Elements beside `i`, where the loop leaves room for them. */
  const beside = (array: string, index: string, room: number): string =>
    room > 0 && chance(50) ? `${array}[${index} ${pick(["-", "+"])} ${1 + int(room)}]` : at(array, index);

  const value = (indices: readonly string[], room: number, depth = 2): string => {
    const atom = (): string =>
      pick([
        () => beside(source(), pick(indices), room),
        () => beside(source(), pick(indices), room),
        () => "w",
        () => "s",
        () => "0.5",
      ])();
    if (depth === 0 || chance(20)) return atom();
    const inner = (): string => value(indices, room, depth - 1);
    return pick([
      () => `${inner()} * ${atom()}`,
      () => `(${inner()} + ${inner()})`,
      () => `(${inner()} - ${atom()})`,
      () => `Math.sin(${inner()})`,
      () => `Math.tanh(${inner()})`,
      () => `Math.exp(-(${atom()} ** 2))`,
      () => `${atom()} / (1 + ${atom()} ** 2)`,
    ])();
  };

  const head = (index: string, outer: string | undefined, room: number): string => {
    const [low, high] = room > 0 ? [String(room), `n - ${room}`] : ["0", "n"];
    const forms = [
      `let ${index} = ${low}; ${index} < ${high}; ${index}++`,
      `let ${index} = ${low}; ${index} < ${high}; ${index}++`,
    ];
    forms.push(`let ${index} = ${high} - 1; ${index} >= ${low}; ${index}--`);
    if (room === 0 && outer)
      forms.push(
        `let ${index} = 0; ${index} <= ${outer}; ${index}++`,
        `let ${index} = ${outer} + 1; ${index} < n; ${index}++`,
        `let ${index} = ${outer}; ${index} >= 0; ${index}--`,
        `let ${index} = n - 1; ${index} > ${outer}; ${index}--`,
      );
    if (room === 0) forms.push(`let ${index} = 0; ${index} < n; ${index} += 2`);
    return pick(forms);
  };

  const statement = (indices: readonly string[], room: number): string => {
    const index = indices[indices.length - 1];
    const place = (array: string): string => beside(array, index, room);
    return pick([
      () => `${place(target())} = ${value(indices, room)};`,
      () => `${place(target())} = ${value(indices, room)};`,
      () => `${place(target())} += ${value(indices, room)};`,
      () => `${place(target())} -= 0.3 * ${value(indices, room)};`,
      () => `${place(target())} *= ${value(indices, room, 1)};`,
      () => `s += ${value(indices, room)};`,
      () => `s = 0.5 * s + ${value(indices, room)};`,
      () =>
        `if (${value(indices, room, 1)} > 0.2) { ${statement(indices, room)} } else { ${statement(indices, room)} }`,
      () => `if (${value(indices, room, 1)} > 0.9) ${pick(["continue", "break"])};`,
      () => `const t${int(1e6)} = ${value(indices, room)};`,
      () =>
        `{ const r = ${chance(50) ? `${value(indices, room, 1)} > 0 ? p : c` : "q"}; s += ${beside("r", index, room)} * w; ${chance(40) ? `r[${index}] *= 0.7;` : ""} }`,
    ])();
  };

  const body = (indices: readonly string[], room: number): string => {
    const parts = Array.from({ length: 1 + int(3) }, () => statement(indices, room));
    if (indices.length < 3 && chance(45)) {
      const index = ["i", "j", "k"][indices.length];
      const inner = chance(70) ? 0 : room;
      const nested = `for (${head(index, indices[indices.length - 1], inner)}) { ${body([...indices, index], inner)} }`;
      parts.splice(int(parts.length + 1), 0, nested);
    }
    if (chance(15)) parts.push("[p, q] = [q, p];");
    if (chance(10)) parts.push(`${pick(["p", "q"])} = ${pick(["a", "b"])};`);
    return parts.join("\n");
  };

  const loop = (): string => {
    const room = chance(45) ? 1 + int(2) : 0;
    if (chance(12))
      return `{ let i = 0; while (i < n && s < 3) { ${body(["i"], 0).replaceAll("continue", "break")}\n i++; } }`;
    return `for (${head("i", undefined, room)}) {\n${body(["i"], room)}\n}`;
  };
  const between = (): string =>
    pick([
      "",
      "",
      "a.fill(0);",
      "c.set(x);",
      "[p, q] = [q, p];",
      "b = b.slice();",
      "p = p.map((v) => v * w);",
      "q = a;",
      "s += Math.max(a[0], b[n - 1]);",
    ]);
  const kind = chance(75) ? "Float64Array" : "number[]";
  const made = kind === "Float64Array" ? "new Float64Array(n)" : "new Array<number>(n).fill(0)";
  const lines = Array.from({ length: 2 + int(3) }, () => `${loop()}\n${kind === "Float64Array" ? between() : ""}`);
  const rounds = chance(35) ? ["for (let m = 0; m < 2; m++) {", "}"] : ["", ""];
  const text = `export function f(x: ${kind}, w: number): number {
const n = x.length;
let a = ${made}, b = ${made};
const c = ${made};
let p = a, q = ${chance(50) ? "b" : made};
let s = 0.1;
${rounds[0]}
${lines.join("\n")}
${rounds[1]}
for (let i = 0; i < n; i++) s += 0.1 * p[i] * b[i] + 0.2 * c[i] + 0.05 * x[i] * a[i] + q[i];
return s;
}`;
  const numbers = Array.from({ length: 5 + int(4) }, () => (int(2001) - 1000) / 1100);
  return {
    source: text,
    args: [kind === "Float64Array" ? new Float64Array(numbers) : numbers, (int(2001) - 1000) / 1300],
  };
}
