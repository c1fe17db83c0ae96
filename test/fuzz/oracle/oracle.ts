/** What a program and its derivatives compute, by interpretation of its source. */
import ts from "typescript-6";
import { Interpreter } from "./interpreter.js";
import { type Program, pullback, pushforward } from "./differentiate.js";
import { numberOf } from "./reals.js";
import { bring, realsOf, take, type Value } from "./values.js";

/** Trees of arguments and values are given and returned by their reals, in order. */
export class Oracle {
  private readonly source: ts.SourceFile;

  constructor(
    text: string,
    private readonly fuel: number,
  ) {
    this.source = ts.createSourceFile("program.ts", text, ts.ScriptTarget.ES2022, true);
  }

  private readonly call = (args: readonly Value[]): Value =>
    new Interpreter(this.source, this.fuel).call("f", args as Value[]);
  private readonly program: Program = (args) => realsOf(this.call(args));

  /** The value, and the arguments as the call leaves them. */
  run(args: readonly unknown[]): { value: unknown; args: unknown[] } {
    const brought = inside(args);
    const value = this.call(brought);
    return { value: take(value, numberOf), args: brought.map((arg) => take(arg, numberOf)) };
  }

  jvp(args: readonly unknown[], tangents: readonly number[]): number[] {
    return pushforward(this.program, inside(args), tangents).map(numberOf);
  }

  vjp(args: readonly unknown[], cotangents: readonly number[]): number[] {
    return pullback(this.program, inside(args), cotangents).map(numberOf);
  }

  /** The derivative of all gradients along tangents of the arguments. */
  forwardOverReverse(args: readonly unknown[], cotangents: readonly number[], tangents: readonly number[]): number[] {
    return pushforward(this.gradient(cotangents), inside(args), tangents).map(numberOf);
  }

  /** The gradient of the weighted sum of all gradients. */
  reverseOverReverse(args: readonly unknown[], cotangents: readonly number[], weights: readonly number[]): number[] {
    return pullback(this.gradient(cotangents), inside(args), weights).map(numberOf);
  }

  /** The gradient of the weighted sum of the tangents along `tangents`. */
  reverseOverForward(args: readonly unknown[], tangents: readonly number[], weights: readonly number[]): number[] {
    return pullback((given) => pushforward(this.program, given, tangents), inside(args), weights).map(numberOf);
  }

  private gradient(cotangents: readonly number[]): Program {
    return (args) => pullback(this.program, args, cotangents);
  }
}

function inside(args: readonly unknown[]): Value[] {
  return args.map((arg) => bring(arg, (real) => real));
}
