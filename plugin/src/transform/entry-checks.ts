/** Checks of what users call a derivative with, by run-time descriptors of the types. */
import type { Builder } from "../ir/builder.js";
import { CLASS, classesIn, type Kind, kindOf, kindText, type Presence, present, spreadKind } from "../ir/kinds.js";
import type { Func, Value } from "../ir/ops.js";
import { OPAQUE } from "../ir/types.js";

/** The list of a function's arguments; optional ones may be missing. */
export function listKind(primal: Func, captures: number): Kind {
  const kinds = primal.body.params.slice(captures).map((param, k) => {
    return present(kindOf(param.type), presenceOf(primal, k + captures));
  });
  return primal.rest ? spreadKind(kinds) : { tuple: kinds };
}

export function presenceOf({ optional, nullable }: Func, position: number): Presence {
  return nullable?.has(position) ? "nullable" : optional?.has(position) ? "optional" : undefined;
}

interface KindCheck {
  readonly name?: string;
  readonly kind?: Kind;
  readonly presence?: Presence;
}

/** Emits checks of arguments and tangents. */
export class Checks {
  constructor(
    private readonly build: Builder,
    private readonly caller: string,
  ) {}

  kind(value: Value, { name = value.name ?? "x", kind = kindOf(value.type), presence }: KindCheck = {}): void {
    if (kind === "any") return;
    if (presence) return this.kind(value, { name, kind: present(kind, presence) });
    const simple: string | undefined = {
      f64: "expectNumber",
      Float64Array: "expectFloat64Array",
      Float32Array: "expectFloat32Array",
    }[String(kind)];
    if (simple) this.emit(simple, `${quote(this.caller)}, ${quote(name)}, `, value);
    else {
      const [first, ...rest] = kindText(kind).split(CLASS);
      const classes = classesIn(kind).map((binding) => this.build.global(binding, OPAQUE));
      const head = `expectKind(${quote(this.caller)}, ${quote(name)}, `;
      const template = [head, `, ${first}`, ...rest];
      template[template.length - 1] += ")";
      const requires = typeof kind === "string" || !("optional" in kind || "nullable" in kind);
      this.build.externStatement(template, [value, ...classes], { uses: ["expectKind"], requires, expects: kind });
    }
  }

  /** Whether a list has so many numbers. */
  numbers(what: string, value: Value, count: number): void {
    this.emit("expectNumbers", `${quote(this.caller)}, ${quote(what)}, `, value, `, ${count}`);
  }

  /** `isThere`: nothing of the value is missing. */
  like(what: string, value: Value, primal: Value, isThere = true): void {
    const compares = isThere ? "likeness" : undefined;
    const template = [`expectLikePrimal(${quote(this.caller)}, ${quote(what)}, `, ", ", ")"];
    this.build.externStatement(template, [value, primal], { uses: ["expectLikePrimal"], compares });
  }

  /** One list of tangents for each order. */
  series(series: Value, primals: Value, orders: number): void {
    const template = [`expectSeries(${quote(this.caller)}, `, ", ", `, ${orders})`];
    this.build.externStatement(template, [series, primals], { uses: ["expectSeries"] });
  }

  /** Where a rest parameter is the last: that arguments for all of `argnums` are there. */
  passed(args: readonly Value[], argnums: number | readonly number[]): void {
    const needed = 1 + Math.max(-1, ...(typeof argnums === "number" ? [argnums] : argnums));
    const fixed = args.length - 1;
    if (needed > fixed) this.emit("expectPassed", `${quote(this.caller)}, ${needed - fixed}, ${fixed}, `, args[fixed]);
  }

  private emit(helper: string, before: string, value: Value, after = ""): void {
    this.build.externStatement([`${helper}(${before}`, `${after})`], [value], { uses: [helper], requires: true });
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
