/** Random modules of a few functions, and arguments for the last, which is called `f`. */
import { families } from "./families/index.js";
import { type Callee, type Dice, LENGTH, matrices, prefixes, spelling, type Type } from "./scope.js";
import { Statements } from "./statements.js";

export interface Program {
  readonly source: string;
  readonly args: readonly unknown[];
}

interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly initial?: string;
  readonly isOptional?: boolean;
  /** The parts that the parameter is taken apart into. */
  readonly pattern?: readonly [text: string, parts: readonly { readonly name: string; readonly type: Type }[]];
}

const parameterTypes: readonly Type[] = [
  "number",
  "number",
  "Float64Array",
  "Float64Array",
  "number[]",
  "number[]",
  "number[][]",
  "Float64Array[]",
  "[number, number]",
  "Point",
  "Float32Array",
  "Int32Array",
  "[Float64Array, number[]]",
  "Point[]",
  "boolean",
];
const resultTypes: readonly (Type | "void")[] = [
  "number",
  "number",
  "number",
  "void",
  "Float64Array",
  "number[]",
  "[number, number]",
  "number[][]",
  "Point",
  "[Float64Array, number[]]",
  "Point[]",
];
const valueTypes: readonly Type[] = [
  "Float64Array",
  "number[]",
  "[number, number]",
  "number[][]",
  "Point",
  "Point[]",
  "[Float64Array, number[]]",
];

export function generate(dice: Dice): Program {
  const generator = new Generator(dice);
  generator.families = families.filter(() => generator.chance(28));
  return generator.program();
}

class Generator extends Statements {
  program(): Program {
    this.allowsOperators = this.chance(12);
    const module = [...this.moduleConstants(), ...this.families.flatMap((family) => family.declarations?.(this) ?? [])];
    const helpers = this.weighted([
      [3, () => ""],
      [3, () => this.helper()],
      [2, () => `${this.helper()}\n${this.helper()}`],
      [1, () => this.recursive()],
      [1, () => this.mutuallyRecursive()],
      [1, () => `${this.helper()}\n${this.recursive()}`],
    ]);
    this.forgetNames();
    this.budget = 5 + this.dice.int(11);
    const isScalar = this.chance(80);
    const outer = this.families.flatMap((family) => family.outer ?? []);
    const params = [
      this.parameter("number"),
      ...Array.from({ length: 1 + this.dice.int(4) }, () => this.parameter(this.pick([...parameterTypes, ...outer]))),
    ];
    const main = this.function("f", params, isScalar ? "number" : this.pick(valueTypes), 4);
    const body = [...module, helpers, `export ${main}`].filter((part) => part !== "").join("\n");
    const used = ["grad", "jvp", "valueAndGrad"].filter((name) => body.includes(`${name}(`));
    const source = used.length > 0 ? `import { ${used.join(", ")} } from "cotangent";\n${body}` : body;
    const point = /\bPoint\b/.test(source) ? "interface Point {\nx: number;\ny: number;\nv: Float64Array;\n}\n" : "";
    return { source: `${point}${source}\n`, args: params.map(({ type }) => this.given(type)) };
  }

  moduleConstants(): string[] {
    const lines: string[] = [];
    if (this.chance(25)) {
      lines.push(`const K = ${this.literal()};`);
      this.frame = { ...this.frame, constants: ["K"] };
    }
    if (this.chance(25)) {
      lines.push(
        this.chance(50) ? "const TABLE = [0.3, -0.8, 1.1];" : "const TABLE = new Float64Array([0.9, 0.4, -1.2]);",
      );
      this.frame = { ...this.frame, tables: ["TABLE"] };
    }
    return lines;
  }

  functions = 0;

  functionName(): string {
    return `helper${this.functions++}`;
  }

  parameter(type: Type, initial?: string): Parameter {
    return { name: this.name(type === "number" ? "x" : prefixes[type]), type, initial };
  }

  parameters(count: number): Parameter[] {
    return Array.from({ length: count }, () => this.parameter(this.pick([...parameterTypes, ...this.ownTypes()])));
  }

  helper(): string {
    this.forgetNames();
    const params = this.parameters(1 + this.dice.int(3)).map((param) =>
      this.chance(25) ? this.takenApart(param) : param,
    );
    if (this.chance(25)) {
      const numbers = params.filter(({ type, pattern }) => type === "number" && !pattern);
      const initial = this.pick([...numbers.map(({ name }) => name), "0.5", "1.5"]);
      params.push(this.parameter("number", initial));
    }
    if (this.chance(15)) params.push({ ...this.parameter("number | undefined"), isOptional: true });
    const result = this.pick([...resultTypes, ...this.ownTypes()]);
    const name = this.functionName();
    this.budget = 2 + this.dice.int(6);
    const rest = this.chance(12) ? this.name("c") : undefined;
    const text = this.function(name, params, result, 2, { rest });
    const callee: Callee = {
      hasRest: rest !== undefined,
      name,
      params: params.map(({ type, initial, isOptional = initial !== undefined }) => ({ type, isOptional })),
      result,
      isRecursive: false,
    };
    this.frame = { ...this.frame, callees: [...this.frame.callees, callee] };
    return text;
  }

  takenApart(param: Parameter): Parameter {
    const [p, q] = [this.name("x"), this.name("x")];
    const numbers = [p, q].map((name) => ({ name, type: "number" as const }));
    switch (param.type) {
      case "[number, number]":
        return { ...param, pattern: [`[${p}, ${q}]`, numbers] };
      case "Point":
        return {
          ...param,
          pattern: this.chance(50)
            ? [`{ x: ${p}, v: [, ${q}] }`, numbers]
            : [`{ y: ${p}, v: ${q} }`, [numbers[0], { name: q, type: "Float64Array" }]],
        };
      case "number[]":
        return { ...param, pattern: [`[${p}, ${q} = ${p}]`, numbers] };
      default:
        return param;
    }
  }

  recursive(): string {
    const [callee, params] = this.recursion();
    this.frame = { ...this.frame, callees: [...this.frame.callees, callee, callee] };
    return this.recursiveBody(callee, params);
  }

  mutuallyRecursive(): string {
    const [first, firstParams] = this.recursion();
    const [second, secondParams] = this.recursion();
    this.frame = { ...this.frame, callees: [...this.frame.callees, first, second] };
    return `${this.recursiveBody(first, firstParams)}\n${this.recursiveBody(second, secondParams)}`;
  }

  recursion(): [Callee, Parameter[]] {
    this.forgetNames();
    const params = this.parameters(1 + this.dice.int(2));
    const types: Type[] = [...params.map(({ type }) => type), "integer"];
    const result = this.pick<Type | "void">(["number", "number", "number", "void", "Float64Array", "[number, number]"]);
    const given = types.map((type) => ({ type, isOptional: false }));
    return [{ name: this.functionName(), params: given, result, isRecursive: true }, params];
  }

  recursiveBody(callee: Callee, params: readonly Parameter[]): string {
    this.forgetNames(params.map(({ name }) => name));
    const depth: Parameter = { name: this.name("n"), type: "integer" };
    this.budget = 2 + this.dice.int(4);
    this.depthParameter = depth.name;
    const text = this.function(callee.name, [...params, depth], callee.result, 2, { counter: depth.name });
    this.depthParameter = undefined;
    return text;
  }

  function(
    name: string,
    params: readonly Parameter[],
    result: Type | "void",
    depth: number,
    { counter, rest }: { readonly counter?: string; readonly rest?: string } = {},
  ): string {
    return this.scoped(() => {
      this.result = result;
      this.trips = depth > 2 ? 1 : 5;
      for (const { name: param, type, pattern } of params) {
        if (pattern) {
          for (const part of pattern[1]) this.add({ ...part, isMutable: true });
          continue;
        }
        const isCounter = type === "integer";
        this.add({ name: param, type, isMutable: !isCounter, below: isCounter ? 4 : undefined });
      }
      const lines = counter ? [`if (${counter} <= 0) ${this.return()}`] : [];
      if (rest) {
        const sum = this.name("s");
        lines.push(`let ${sum} = ${rest}.length;\nfor (const q of ${rest}) ${sum} += Math.sin(q) * ${this.leaf()};`);
        this.add({ name: sum, type: "number", isMutable: true });
      }
      // What the program is about is at hand from the beginning.
      const own = this.ownTypes();
      if (own.length > 0 && (name === "f" || this.chance(30))) {
        for (let k = 1 + this.dice.int(2); k > 0; k--) lines.push(this.declaration(this.pick(own)));
      }
      do lines.push(this.statement(depth));
      while (this.budget > 0);
      // A call of itself at the end, where nothing else has made one.
      if (counter) lines.push(this.recursiveCall(name));
      if (result !== "void") lines.push(`return ${result === "number" ? this.summary() : this.value(result)};`);
      const list = params.map(
        ({ name: param, type, initial, pattern, isOptional }) =>
          (pattern?.[0] ?? param) + (initial ? ` = ${initial}` : isOptional ? "?: number" : `: ${spelling(type)}`),
      );
      if (rest) list.push(`...${rest}: number[]`);
      return `function ${name}(${list.join(", ")}): ${result === "void" ? "void" : spelling(result)} {\n${lines.join("\n")}\n}`;
    });
  }

  recursiveCall(name: string): string {
    const callee = this.frame.callees.find((known) => known.name === name)!;
    const text = this.call(callee.result);
    if (!text) return ";";
    return callee.result === "number" && this.canAssign() ? `${this.target()} += 0.5 * ${text};` : `${text};`;
  }

  /** A number that depends on most of what is in scope. */
  summary(): string {
    const terms = this.frame.variables.flatMap((variable) => {
      const { name, type } = variable;
      const own = this.families.find(({ types }) => types.includes(type));
      if (own) return own.summary?.(variable) ?? [];
      switch (type) {
        case "number":
          return [`${name} * ${this.literal()}`];
        case "Float64Array":
        case "Float32Array":
        case "number[]":
          return Array.from({ length: LENGTH }, (_, k) => `Math.sin(${name}[${k}] + ${k})`);
        case "number | undefined":
          return [`(${name} ?? 0.5)`];
        case "[Float64Array, number[]]":
          return [`${name}[0][0] * ${name}[1][1]`];
        case "[number, number]":
          return [`${name}[0] * ${name}[1]`];
        case "Point[]":
          return [`${name}[0].x * ${name}[1].y`, `${name}[2].v[0]`];
        case "Point":
          return [`${name}.x - ${name}.y * ${name}.v[1]`];
        default:
          return matrices.includes(type) ? [`${name}[0][1] * ${name}[1][2]`, `Math.cos(${name}[2][0])`] : [];
      }
    });
    const kept = terms.filter(() => this.chance(70));
    return [this.number(2), ...kept].join(" + ");
  }

  real(): number {
    return (this.dice.int(4001) - 2000) / 1000;
  }

  given(type: Type): unknown {
    const reals = (count: number): number[] => Array.from({ length: count }, () => this.real());
    switch (type) {
      case "number":
        return this.real();
      case "integer":
        return this.dice.int(LENGTH);
      case "boolean":
        return this.chance(50);
      case "Float64Array":
        return Float64Array.from(reals(LENGTH));
      case "Float32Array":
        return Float32Array.from(reals(LENGTH), (real) => Math.round(real * 64) / 64);
      case "number[]":
        return reals(LENGTH);
      case "number[][]":
        return Array.from({ length: LENGTH }, () => reals(LENGTH));
      case "Float64Array[]":
        return Array.from({ length: LENGTH }, () => Float64Array.from(reals(LENGTH)));
      case "[number, number]":
        return reals(2);
      case "[Float64Array, number[]]":
        return [Float64Array.from(reals(LENGTH)), reals(LENGTH)];
      case "number | undefined":
        return this.chance(70) ? this.real() : undefined;
      case "Int32Array":
        return Int32Array.from(reals(LENGTH), (real) => Math.round(real));
      case "Point[]":
        return Array.from({ length: LENGTH }, () => this.given("Point"));
      case "Point":
        return { x: this.real(), y: this.real(), v: Float64Array.from(reals(LENGTH)) };
      default: {
        const own = this.families.find(({ outer }) => outer?.includes(type));
        if (!own?.given) throw new Error(`${type} is not passed from outside`);
        return own.given(
          type,
          () => this.real(),
          (below) => this.dice.int(below),
        );
      }
    }
  }
}
