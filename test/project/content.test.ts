import { expect, test } from "vitest";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import { type Func, Value } from "../../plugin/src/ir/ops.js";
import { arrayOf, F64, type Field, namedRecord, refTo, type Type } from "../../plugin/src/ir/types.js";
import { Contents } from "../../plugin/src/project/content.js";

/** A function of one parameter; `fill` makes its body. */
function make(fill: (build: Builder, param: Value, self: Func) => Value, type: Type = F64): Func {
  const param = new Value(type, "x");
  const body = emptyRegion([param]);
  const func: Func = { name: "f", body, results: [F64], file: "f.ts", source: "f" };
  body.yields = [fill(new Builder(body), param, func)];
  return func;
}

const of = (func: Func): string => new Contents().of(func);
const sine = () => make((build, x) => build.prim("sin", x));
const calling = (callee: Func) => make((build, x) => build.call(callee, [x])[0]);

test("functions made alike say the same", () => {
  expect(of(sine())).toBe(of(sine()));
  expect(of(calling(sine()))).toBe(of(calling(sine())));
});

test.each<[string, (func: Func) => void]>([
  ["a name", (func) => (func.name = "g")],
  ["a parameter's name", (func) => (func.body.params[0].name = "y")],
  ["a parameter's type", (func) => (func.body.params[0].type = arrayOf(F64))],
  ["a place", (func) => (func.body.ops[0].span = { file: "f.ts", start: 0, end: 1 })],
  ["an operand", (func) => (func.body.ops[0].operands = [])],
  ["what is returned", (func) => (func.body.yields = func.body.params)],
  ["a parameter that may be missing", (func) => (func.optional = new Set([0]))],
  ["the user's function", (func) => (func.original = { file: "f.ts", name: "f", constant: true })],
])("they do not where one has another thing: %s", (_, change) => {
  const changed = sine();
  change(changed);
  expect(of(changed)).not.toBe(of(sine()));
  expect(of(calling(changed))).not.toBe(of(calling(sine())));
});

test.each([
  [0, -0],
  [0, "0"],
  [NaN, undefined],
  [null, undefined],
])("the constants %j and %j differ", (a, b) => {
  const constant = (value: number | string | null | undefined) => make((build) => build.const(value, F64));
  expect(of(constant(a))).not.toBe(of(constant(b)));
});

test("of functions that call each other, each says what it is by itself", () => {
  const pair = (first: "sin" | "cos"): [Func, Func] => {
    const inner = make((build, x) => build.prim(first, x));
    inner.name = "inner";
    const outer = make((build, x) => build.call(inner, [x])[0]);
    const build = new Builder(inner.body);
    inner.body.yields = [build.call(outer, [inner.body.yields[0]])[0]];
    return [outer, inner];
  };
  const contents = new Contents();
  const [outer, inner] = pair("sin");
  const texts = [contents.of(outer), contents.of(inner)];
  expect(texts[0]).not.toBe(texts[1]);
  expect(texts).toEqual(pair("sin").map(of));
  for (const other of pair("cos").map(of)) expect(texts).not.toContain(other);
});

test("a type may contain itself", () => {
  const list = (name: string): Type => {
    const fields: Field[] = [];
    const type = refTo(namedRecord("List", fields));
    fields.push({ name, type: F64 }, { name: "next", type, optional: true });
    return type;
  };
  const reading = (name: string) => make((build, x) => build.getField(x, name), list(name));
  expect(of(reading("head"))).toBe(of(reading("head")));
  expect(of(reading("head"))).not.toBe(of(reading("first")));
});
