/** Tests of a page: of every example, each statement gives what its comment says, and every error stands on its line. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { evaluate, examplesOf } from "../support/examples.js";
import { close, difference } from "../support/trees.js";

/** `head` is put in front of every example. */
export function testPage(name: string, head: string): void {
  const page = readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
  const sections = page.split(/^## /m).slice(1);
  for (const section of sections) {
    const title = section.slice(0, section.indexOf("\n"));
    const blocks = [...section.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block]) => block);
    describe.each(blocks)(title, (block) => {
      const errors = errorsIn(block);
      if (errors.length > 0) test("errors", () => expect(errorsOf(block, head)).toEqual(errors));
      else values(block, head);
    });
  }

  test("every section has an example", () => {
    expect(sections.filter((section) => !section.includes("```ts"))).toEqual([]);
  });
}

function values(block: string, head: string): void {
  const examples = examplesOf(block);
  // A statement that throws must not be evaluated with the module.
  const exported = examples.reduceRight((text, { code, says, start, end }, k) => {
    const value = says.startsWith("throws ") ? `() => ${code}` : code;
    return `${text.slice(0, start)}export const example${k} = ${value};${text.slice(end)}`;
  }, block);
  test.each(examples.map((example, k) => ({ ...example, k })))("$code is $says", ({ says, k }) => {
    const { exports, diagnostics } = compile(`${head}\n${exported}`);
    expect(diagnostics).toEqual([]);
    const found = exports[`example${k}`];
    const error = /^throws (\w+)$/.exec(says)?.[1];
    if (error) expect(found).toThrow(evaluate(error) as ErrorConstructor);
    else expect(difference(found, evaluate(says), close(1e-14))).toBeUndefined();
  });
}

/** The errors that comments announce: the line, and the code. */
function errorsIn(block: string): string[] {
  return block.split("\n").flatMap((line, k) => {
    const code = /\/\/ error (AD\d{4})$/.exec(line)?.[1];
    return code ? [`${k + 1} ${code}`] : [];
  });
}

function errorsOf(block: string, head: string): string[] {
  const text = `${head}\n${block}`;
  const line = (offset: number): number => text.slice(0, offset).split("\n").length - 1;
  return compile(text).diagnostics.map(({ code, start }) => `${line(start)} ${code}`);
}
