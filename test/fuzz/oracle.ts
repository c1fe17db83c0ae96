/** What a program and its derivatives compute, by interpretation of its source. */
import ts from "typescript-6";
import { Interpreter } from "./interpreter.js";
import {
  adjoints,
  Dual,
  dropTape,
  leaf,
  type Node,
  newTag,
  newTape,
  primalOf,
  type Real,
  tangentOf,
  numberOf,
} from "./reals.js";
import { bring, mapReals, realsOf, take, type Value } from "./values.js";

/** From the arguments to the reals of the value. */
type Program = (args: readonly Value[]) => readonly Real[];

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

function pushforward(program: Program, args: readonly Value[], tangents: readonly Real[]): Real[] {
  const tag = newTag();
  let next = 0;
  const duals = args.map((arg) => mapReals(arg, (real) => new Dual(tag, real, tangents[next++])));
  return program(duals).map((real) => tangentOf(tag, real));
}

function pullback(program: Program, args: readonly Value[], cotangents: readonly Real[]): Real[] {
  const tag = newTape();
  const leaves: Node[] = [];
  const nodes = args.map((arg) =>
    mapReals(arg, (real) => {
      const node = leaf(tag, real);
      leaves.push(node);
      return node;
    }),
  );
  const values = program(nodes);
  const found = adjoints(
    tag,
    values.map((value, index) => [value, cotangents[index]] as const),
    leaves,
  );
  dropTape(tag);
  return found.map((real) => primalOf(tag, real));
}
