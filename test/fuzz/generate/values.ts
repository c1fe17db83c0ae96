/** Random values of every type. */
import { Expressions } from "./expressions.js";
import { type Callee, LENGTH, matrices, type Type, vectors } from "./scope.js";

export abstract class Values extends Expressions {
  /** A value of any type; fresh memory, a name, or a part of a larger one. */
  value(type: Type, depth = 1): string {
    const known = this.of(type);
    const matches = matrices.includes(type) ? [] : this.of(...matrices).filter((m) => m.type === `${type}[]`);
    const points = type === "Float64Array" ? this.of("Point") : [];
    const lists = type === "Point" ? this.of("Point[]") : [];
    const part = type === "Float64Array" ? 0 : type === "number[]" ? 1 : undefined;
    const mixed = part === undefined ? [] : this.of("[Float64Array, number[]]");
    const pairs = this.chance(70) ? undefined : this.call(type);
    if (pairs) return pairs;
    return this.weighted([
      [3, () => this.fresh(type)],
      [this.canCopy(type) ? 2 : 0, () => this.copy(type)],
      [known.length > 0 ? 4 : 0, () => this.pick(known).name],
      [matches.length > 0 ? 4 : 0, () => `${this.pick(matches).name}[${this.index()}]`],
      [points.length > 0 ? 2 : 0, () => `${this.pick(points).name}.v`],
      [mixed.length > 0 ? 2 : 0, () => `${this.pick(mixed).name}[${part}]`],
      [lists.length > 0 ? 3 : 0, () => `${this.pick(lists).name}[${this.index()}]`],
      [
        depth > 0 && known.length + matches.length > 0 && type !== "functions" ? 3 : 0,
        () => `(${this.condition(0)} ? ${this.value(type, 0)} : ${this.value(type, 0)})`,
      ],
      ...this.offered((family, pen) => family.values?.(pen, type)),
    ]);
  }

  canCopy(type: Type): boolean {
    if (type === "Point[]" || matrices.includes(type)) return this.of(type).length > 0;
    return vectors.includes(type) && type !== "Int32Array" && this.of(...vectors).length > 0;
  }

  /** A copy of an array; of one of arrays, another array of the same ones. */
  copy(type: Type): string {
    const same = this.of(type);
    const { name, type: from } = this.pick(
      !vectors.includes(type) || (same.length > 0 && this.chance(60)) ? same : this.of(...vectors),
    );
    if (type === "number[]") return from === type && this.chance(50) ? `${name}.slice()` : `[...${name}]`;
    if (vectors.includes(type)) return from === type && this.chance(50) ? `${name}.slice()` : `new ${type}(${name})`;
    return this.pick([`${same[0].name}.slice()`, `[...${same[0].name}]`]);
  }

  fresh(type: Type): string {
    const own = this.families.find(({ types }) => types.includes(type));
    if (own?.values) return this.weighted(own.values(this.pen, type));
    const x = (): string => this.number(1);
    switch (type) {
      case "number":
        return this.number(2);
      case "integer":
        return this.integer();
      case "boolean":
        return this.condition();
      case "Float64Array":
      case "Float32Array":
        return this.chance(40) ? `new ${type}([${x()}, ${x()}, ${x()}])` : `new ${type}(${LENGTH})`;
      case "number[]":
        return `[${x()}, ${x()}, ${x()}]`;
      case "Int32Array":
        return this.chance(50)
          ? `new Int32Array([${x()}, 3 * ${x()}, ${this.integer()}])`
          : `new Int32Array(${LENGTH})`;
      case "number | undefined":
        return `(${this.condition()} ? ${x()} : undefined)`;
      case "[Float64Array, number[]]":
        return `[${this.value("Float64Array", 0)}, ${this.value("number[]", 0)}]`;
      case "Point[]":
        return `[${this.value("Point", 0)}, ${this.value("Point", 0)}, ${this.value("Point", 0)}]`;
      case "(p: number) => number":
        return this.lambda();
      case "[number, number]":
        return `[${x()}, ${x()}]`;
      case "Point":
        return `{ x: ${x()}, y: ${x()}, v: ${this.value("Float64Array", 0)} }`;
      case "number[][]":
      case "Float64Array[]": {
        const row = type === "number[][]" ? "number[]" : "Float64Array";
        return `[${this.value(row, 0)}, ${this.value(row, 0)}, ${this.value(row, 0)}]`;
      }
      default:
        throw new Error(`no family makes a ${type}`);
    }
  }

  argument(type: Type): string {
    if (type === "number") return this.number(1);
    const functions = this.frame.callees.filter(
      ({ params, result, isRecursive, hasRest }) =>
        result === "number" && params.length === 1 && params[0].type === "number" && !isRecursive && !hasRest,
    );
    const isFunction = type === "(p: number) => number";
    return isFunction && functions.length > 0 && this.chance(50) ? this.pick(functions).name : this.value(type, 0);
  }

  /** A call of a function with this result, where there is one and it is cheap enough. */
  call(result: Callee["result"]): string | undefined {
    const callees = this.frame.callees.filter(
      (callee) =>
        callee.result === result && (!callee.isRecursive || this.depthParameter === undefined || this.trips <= 2),
    );
    if (callees.length === 0 || this.trips > 30 || this.nesting > 1) return undefined;
    const { name, params, isRecursive, hasRest } = this.pick(callees);
    const given = isRecursive ? params.slice(0, -1) : params;
    const required = given.filter(({ isOptional }) => !isOptional).length;
    const count = isRecursive ? given.length : required + this.dice.int(given.length - required + 1);
    const args = this.nested(() => given.slice(0, count).map(({ type }) => this.argument(type)));
    if (hasRest && count === given.length)
      for (let k = this.dice.int(4); k > 0; k--) args.push(this.nested(() => this.number(1)));
    if (isRecursive) args.push(this.depthParameter ? `${this.depthParameter} - 1` : this.pick(["1", "2", "3"]));
    return `${name}(${args.join(", ")})`;
  }
}
