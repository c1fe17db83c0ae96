/**
 * The unit directions of the parameters that an operator differentiates by: one for each real number in them. They are taken
 * in blocks, whose directions share one sweep of the primal (book, section 7.1.3).
 */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { doIfPresent, doUnlessMissing } from "../ir/presence.js";
import { isDifferentiable, isOptional, memoryOf } from "../ir/types.js";
import type { Selection } from "./selection.js";

/** The way from a parameter to a number in it. */
type Step = { readonly field: string } | { readonly index: Value };

/** A real number of the selected parameters. */
export class Direction {
  constructor(
    private readonly selection: Selection,
    /** Which of the selected parameters. */
    private readonly k: number,
    /** From what `argnums` selects; the shadow of a rest parameter is one step above that. */
    private readonly path: readonly Step[],
  ) {}

  /** Whether it is the parameter at a position, or a number in it. */
  isIn(at: number): boolean {
    return this.selection.positions[this.k].at === at;
  }

  /** Sets its tangent in the shadow of the parameter that it lies in. */
  seed(build: Builder, shadows: ReadonlyMap<number, Value>, tangent: Value): void {
    const { at, element } = this.selection.positions[this.k];
    const shadow = shadows.get(at);
    if (!shadow) return;
    const path = element === undefined ? this.path : [stepInto(build, shadow, element), ...this.path];
    if (path.length > 0) put(build, shadow, path, tangent);
  }

  /** The derivative by it. */
  get(build: Builder, derivative: Value): Value {
    return this.path.reduce((ref, step) => take(build, ref, step), this.selection.part(build, derivative, this.k));
  }

  /** Sets the derivative by it. */
  put(build: Builder, derivative: Value, value: Value): void {
    if (this.path.length === 0) this.selection.setPart(build, derivative, this.k, value);
    else put(build, this.selection.part(build, derivative, this.k), this.path, value);
  }
}

function stepInto(build: Builder, list: Value, element: number): Step {
  return memoryOf(list.type).kind === "record" ? { field: String(element) } : { index: build.const(element) };
}

function put(build: Builder, root: Value, path: readonly Step[], value: Value): void {
  const last = path[path.length - 1];
  const holder = path.slice(0, -1).reduce((ref, step) => take(build, ref, step), root);
  if ("field" in last) build.setField(holder, last.field, value);
  else build.store(holder, last.index, value);
}

function take(build: Builder, ref: Value, step: Step): Value {
  return "field" in step ? build.getField(ref, step.field) : build.load(ref, step.index);
}

/** The directions of a block: as many as there are lanes at most. */
export type Block = readonly Direction[];

/** Emits `body` for blocks that hold all directions between them. `args`: what the function is called with. */
export function eachBlock(
  build: Builder,
  selection: Selection,
  args: readonly Value[],
  lanes: number,
  body: (block: Block) => void,
): void {
  const walk = new Walk(build, selection, lanes, body);
  selection.positions.forEach((position, k) => {
    const arg = args[position.at];
    const go = (): void => {
      const value = position.element === undefined ? arg : take(build, arg, stepInto(build, arg, position.element));
      walk.value(value, k, []);
    };
    if (selection.mayLack(position.at)) walk.apart(() => doIfPresent(build, arg, () => walk.all(go)));
    else go();
  });
  walk.flush();
}

class Walk {
  /** Single numbers that wait for others to share a block with. */
  private waiting: Direction[] = [];

  constructor(
    private readonly build: Builder,
    private readonly selection: Selection,
    private readonly lanes: number,
    private readonly body: (block: Block) => void,
  ) {}

  value(value: Value, k: number, path: readonly Step[]): void {
    if (value.type.kind === "f64") return this.single(new Direction(this.selection, k, path));
    if (value.type.kind !== "ref" || !isDifferentiable(value.type)) return;
    const { memory } = value.type;
    const { build } = this;
    if (memory.kind === "record") {
      for (const field of memory.fields) {
        if (!isDifferentiable(field.type)) continue;
        const part = build.getField(value, field.name);
        const inner = [...path, { field: field.name }];
        const go = (): void => this.value(part, k, inner);
        if (field.optional || field.nullable) this.apart(() => doIfPresent(build, part, () => this.all(go)));
        else go();
      }
    } else if (memory.element.kind === "f64" && !isOptional(memory))
      this.apart(() => this.numbers(build.length(value), k, path));
    else
      this.apart(() =>
        build.each(build.length(value), (index) => {
          const element = build.load(value, index);
          const go = (): void => this.all(() => this.value(element, k, [...path, { index }]));
          doUnlessMissing(build, isOptional(memory), element, go);
        }),
      );
  }

  /** What is gone over in a region of its own. */
  all(go: () => void): void {
    go();
    this.flush();
  }

  private single(direction: Direction): void {
    this.waiting.push(direction);
    if (this.waiting.length === this.lanes) this.flush();
  }

  flush(): void {
    if (this.waiting.length > 0) this.body(this.waiting);
    this.waiting = [];
  }

  /** In front of what has a region of its own. */
  apart(emit: () => void): void {
    this.flush();
    emit();
  }

  /** The numbers of an array. Where fewer are left than there are lanes, the last is taken several times. */
  private numbers(length: Value, k: number, path: readonly Step[]): void {
    const { build, lanes } = this;
    const last = build.prim("sub", length, build.const(1));
    build.each(
      length,
      (start) => {
        const indices = Array.from({ length: lanes }, (_, lane) =>
          lane === 0 ? start : build.prim("min", build.prim("add", start, build.const(lane)), last),
        );
        this.body(indices.map((index) => new Direction(this.selection, k, [...path, { index }])));
      },
      lanes,
    );
  }
}
