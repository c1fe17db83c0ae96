import { expect, test } from "vitest";
import { interpret } from "../../plugin/src/ir/interpreter.js";
import { verify } from "../../plugin/src/ir/verifier.js";
import { RandomProgram, sampleArguments } from "./random-program.js";
import { compile, emit } from "./support.js";

const programs = Number(process.env.BACKEND_PROGRAMS ?? 100);

test("random programs compute what the interpreter computes, to the last bit, and leave memory as it does", () => {
  for (let seed = 1; seed <= programs; seed++) {
    const func = new RandomProgram(seed, 4 + (seed % 24)).make();
    verify(func);
    let text = "";
    try {
      text = emit(func);
      const run = compile(func);
      for (let sample = 0; sample < 3; sample++) {
        const expectedArgs = sampleArguments(seed * 7 + sample);
        const args = sampleArguments(seed * 7 + sample);
        const expected = interpret(func, expectedArgs);
        const actual = run(...args);
        expect(func.results.length === 1 ? [actual] : actual).toEqual(expected);
        expect(args).toEqual(expectedArgs);
      }
    } catch (error) {
      throw new Error(`seed ${seed}\n${text}\n${(error as Error).message}`);
    }
  }
});
