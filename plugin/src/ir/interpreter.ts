/**
 * The meaning of the IR, by execution: what the back end and every pass are checked against. It runs on JavaScript's own
 * values (typed arrays, arrays, plain objects for records, arrays for tuples and stacks) and shares no code with the
 * runtime package, so that a mistake there cannot hide here.
 */
import { getRule } from "../rules/table.js";
import type { Binding } from "./bindings.js";
import {
  type ExternOp,
  type Func,
  type LiteralOp,
  type LoadOp,
  type Op,
  type Region,
  unreachable,
  type Value,
} from "./ops.js";
import {
  accumulate,
  allocate,
  clear,
  copy,
  copyLike,
  type Fields,
  type Indexed,
  literal,
  Visits,
  zeros,
} from "./interpreted-memory.js";
import type { PrimitiveName } from "./primitives.js";

export interface Environment {
  readonly globals?: (binding: Binding) => unknown;
  /** Runs an `extern`; without it, the template is evaluated as plain JavaScript in the global scope. */
  readonly extern?: (op: ExternOp, args: readonly unknown[]) => unknown;
  /** The functions of an entry of the library that primitives are. */
  readonly library?: (entry: string) => Readonly<Record<string, (...args: number[]) => number>>;
  /** Told of every operation that is run. */
  readonly observe?: (op: Op, results: readonly unknown[]) => void;
}

/** Runs a function on its operands (a rest parameter is one Array) and returns its results. */
export function interpret(func: Func, args: readonly unknown[], env: Environment = {}): unknown[] {
  if (args.length !== func.body.params.length) {
    throw new Error(`${func.name} takes ${func.body.params.length} arguments, not ${args.length}`);
  }
  return new Frame(env).region(func.body, args);
}

/** One activation of a function. */
class Frame {
  private readonly values = new Map<Value, unknown>();

  constructor(private readonly env: Environment) {}

  region(region: Region, args: readonly unknown[] = []): unknown[] {
    region.params.forEach((param, index) => {
      this.values.set(param, args[index]);
    });
    for (const op of region.ops) this.run(op);
    return region.yields.map((value) => this.get(value));
  }

  private get(value: Value): unknown {
    const found = this.values.get(value);
    if (found === undefined && !this.values.has(value))
      throw new Error(`value ${value.name ?? ""}#${value.id} is not defined`);
    return found;
  }

  private run(op: Op): void {
    const results = this.execute(
      op,
      op.operands.map((operand) => this.get(operand)),
    );
    op.results.forEach((result, index) => {
      this.values.set(result, results[index]);
    });
    this.env.observe?.(op, results);
  }

  private primitive(name: PrimitiveName, args: readonly unknown[]): number | boolean {
    const { evaluate, js } = getRule(name);
    const from = "call" in js && js.from ? this.env.library?.(js.from)[js.call] : undefined;
    const run = (evaluate ?? from) as ((...args: readonly unknown[]) => number | boolean) | undefined;
    if (!run) throw new Error(`${name} is a function of the library, which the interpreter was not given`);
    return run(...args);
  }

  private execute(op: Op, args: unknown[]): readonly unknown[] {
    switch (op.kind) {
      case "const":
        return [op.value];
      case "prim":
        return [this.primitive(op.name, args)];
      case "global":
        return [this.global(op.binding)];
      case "extern":
        return [(this.env.extern ?? evaluateTemplate)(op, args)];
      case "alloc":
        return [allocate(op.results[0].type, args[0] as number)];
      case "literal":
        return [this.literal(op, args)];
      case "load":
        return [this.element(op, args)];
      case "store":
        (args[0] as Indexed)[args[1] as number] = args[2];
        return [];
      case "getField":
        return [(args[0] as Fields)[op.field]];
      case "setField":
        (args[0] as Fields)[op.field] = args[1];
        return [];
      case "length":
        return [(args[0] as unknown[]).length];
      case "push":
        (args[0] as unknown[]).push(args[1]);
        return [];
      case "pop":
        return [(args[0] as unknown[]).pop()];
      case "fill":
        (args[0] as unknown[]).fill(args[1], args[2] as number | undefined, args[3] as number | undefined);
        return [];
      case "copy":
        if (op.like) return [copyLike(op.results[0].type, args[0], args[1], new Map())];
        return [
          copy(op.operands[0].type, op.results[0].type, args[0], {
            deep: op.deep,
            unshared: op.unshared,
            range: args.slice(1) as number[],
          }),
        ];
      case "view":
        return [(args[0] as Float64Array).subarray(args[1] as number | undefined, args[2] as number | undefined)];
      case "zeros":
        return [zeros(op.operands[0].type, args[0], op.views ?? false, new Map())];
      case "accumulate":
        accumulate(op.operands[0].type, args[0], args[1], new Visits(op));
        return [];
      case "clear":
        clear(op.operands[0].type, args[0], new Set());
        return [];
      case "if":
        return this.region(op.regions[args[0] ? 0 : 1]);
      case "for":
        return this.forLoop(op.regions[0], args as [number, number, ...unknown[]], op.step, op.inclusive);
      case "while":
        return this.whileLoop(op.regions[0], op.regions[1], args);
      case "call":
        return interpret(op.callee, args, this.env);
      case "closure":
        return [this.closure(op.callee, args)];
      case "throw":
        throw args[0];
      default:
        return unreachable(op);
    }
  }

  private element({ orZero }: LoadOp, [array, index]: readonly unknown[]): unknown {
    const found = (array as Indexed)[index as number];
    return orZero ? (found ?? 0) : found;
  }

  private forLoop(
    body: Region,
    [start, end, ...inits]: [number, number, ...unknown[]],
    step: number,
    inclusive: boolean,
  ): unknown[] {
    let carried: unknown[] = inits;
    const runs = (i: number): boolean =>
      step > 0 ? i < end || (inclusive && i === end) : i > end || (inclusive && i === end);
    for (let i = start; runs(i); i += step) carried = this.region(body, [i, ...carried]);
    return carried;
  }

  private whileLoop(before: Region, after: Region, inits: unknown[]): unknown[] {
    let [condition, ...forwarded] = this.region(before, inits);
    while (condition) [condition, ...forwarded] = this.region(before, this.region(after, forwarded));
    return forwarded;
  }

  private literal({ made, results }: LiteralOp, args: readonly unknown[]): unknown {
    const whole = literal(results[0].type, args);
    if (!made) return whole;
    const object = Object.create(
      made.class ? (this.global(made.class) as { prototype: object }).prototype : Object.prototype,
    );
    for (const name of made.fields) object[name] = (whole as Fields)[name];
    return object;
  }

  private global(binding: Binding): unknown {
    if (!this.env.globals) throw new Error(`no value for the module binding ${binding.name}`);
    const value = this.env.globals(binding);
    return binding.member === undefined ? value : (value as Fields)[binding.member];
  }

  private closure(callee: Func, captures: readonly unknown[]): (...args: unknown[]) => unknown {
    const fixed = callee.body.params.length - captures.length - (callee.rest ? 1 : 0);
    return (...args) => {
      const own = callee.rest ? [...args.slice(0, fixed), args.slice(fixed)] : args.slice(0, fixed);
      while (own.length < callee.body.params.length - captures.length) own.push(undefined);
      return interpret(callee, [...captures, ...own], this.env)[0];
    };
  }
}

const compiled = new WeakMap<ExternOp, (...args: unknown[]) => unknown>();

function evaluateTemplate(op: ExternOp, args: readonly unknown[]): unknown {
  let run = compiled.get(op);
  if (!run) {
    const gaps = op.operands.map((_, index) => `$${index}`);
    const text = op.template.map((part, index) => part + (gaps[index] ?? "")).join("");
    run = new Function(...gaps, op.statement ? text : `return (${text});`) as (...args: unknown[]) => unknown;
    compiled.set(op, run);
  }
  return run(...args);
}
