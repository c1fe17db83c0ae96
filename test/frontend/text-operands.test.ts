// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are programs
/** Texts in programs with derivatives: what is read of them is as good as a constant. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("a parser keeps its text, its position and its numbers in one object", () =>
  check(
    `class Parser {
      pos = 0;
      constructor(readonly text: string, readonly x: number, readonly y: number) {}
      factor(): number {
        const c = this.text[this.pos];
        if (c === "(") {
          this.pos++;
          const inner = this.sum();
          this.pos++;
          return inner;
        }
        if (c === "x" || c === "y") return this.text[this.pos++] === "x" ? this.x : this.y;
        const start = this.pos;
        while (this.isDigit(this.text.charCodeAt(this.pos))) this.pos++;
        return parseFloat(this.text.slice(start, this.pos));
      }
      isDigit(code: number): boolean {
        return (code >= 48 && code <= 57) || code === 46;
      }
      product(): number {
        let v = this.factor();
        while (this.text.charAt(this.pos) === "*") {
          this.pos++;
          v *= this.factor();
        }
        return v;
      }
      sum(): number {
        let v = this.product();
        while (this.text.startsWith("+", this.pos)) {
          this.pos++;
          v += this.product();
        }
        return v;
      }
    }
    export function f(text: string, x: number, y: number): number {
      return new Parser(text, x, y).sum();
    }`,
    {
      points: [
        ["2.5*x*x+(x+3)*y*y", 1.5, 2],
        ["y", 0.5, -1],
      ],
      wrt: [1, 2],
    },
  ));

test.each([
  ["a part", "Number(`${x}`.slice(0, 3))"],
  ["what it is made longer by", 'Number("".padEnd(4, `${x}`))'],
  ["what it is made longer by, converted by arithmetic", '2 * (+"".padEnd(4, `${x}`))'],
])("a number that goes through a text is refused: %s", (_, text) =>
  expect(
    compile(
      `import { grad } from "cotangent";\nexport const g = grad((x: number): number => ${text});`,
    ).diagnostics.map(({ code }) => code),
  ).toEqual(["AD4002"]),
);
