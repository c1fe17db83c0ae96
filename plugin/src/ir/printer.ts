/** Prints the IR as text: what tests compare and `inspect --ir` shows. Values are numbered in order of appearance. */
import type { Func, Op, Region, Value } from "./ops.js";
import { typeName } from "./types.js";

export function printFunc(func: Func): string {
  return new Printer().func(func);
}

export function printFuncs(funcs: Iterable<Func>): string {
  return [...funcs].map(printFunc).join("\n\n");
}

class Printer {
  private readonly numbers = new Map<Value, number>();
  private readonly lines: string[] = [];

  func(func: Func): string {
    const params = func.body.params.map((param) => this.typed(param)).join(", ");
    this.lines.push(
      `func ${func.name}(${params}): ${func.results.map((type) => typeName(type)).join(", ") || "void"} {`,
    );
    this.region(func.body, "  ", "return");
    this.lines.push("}");
    return this.lines.join("\n");
  }

  private region(region: Region, indent: string, terminator: string): void {
    for (const op of region.ops) this.op(op, indent);
    if (region.yields.length > 0) this.lines.push(`${indent}${terminator} ${this.values(region.yields)}`);
  }

  private op(op: Op, indent: string): void {
    const inner = `${indent}  `;
    const results = op.results.length > 0 ? `${op.results.map((result) => this.typed(result)).join(", ")} = ` : "";
    const head = `${indent}${results}${this.head(op)}`;
    if (op.regions.length === 0) {
      this.lines.push(head);
      return;
    }
    this.lines.push(`${head} {`);
    op.regions.forEach((region, index) => {
      const params = region.params.map((param) => this.typed(param)).join(", ");
      if (index > 0) this.lines.push(`${indent}} ${op.kind === "if" ? "else" : "do"}${params ? ` (${params})` : ""} {`);
      else if (params) this.lines.push(`${indent} (${params})`);
      this.region(region, inner, "yield");
    });
    this.lines.push(`${indent}}`);
  }

  private head(op: Op): string {
    const operands = this.values(op.operands);
    switch (op.kind) {
      case "const":
        return op.value === undefined
          ? "undefined"
          : Object.is(op.value, -0)
            ? "-0"
            : typeof op.value === "number"
              ? String(op.value)
              : JSON.stringify(op.value);
      case "prim":
        return `${op.name} ${operands}`;
      case "global":
        return `global ${op.binding.name}${op.binding.member === undefined ? "" : `.${op.binding.member}`}`;
      case "extern": {
        const text = op.template
          .map((part, i) => (i < op.operands.length ? `${part}${this.value(op.operands[i])}` : part))
          .join("");
        return `extern.${op.effect} \`${text}\``;
      }
      case "getField":
      case "setField":
        return `${op.kind} .${op.field} ${operands}`;
      case "copy":
        return `${op.deep ? "deepCopy" : "copy"} ${operands}`;
      case "for": {
        const [start, end, ...inits] = op.operands;
        const range = `${this.value(start)} ${op.inclusive ? "through" : "to"} ${this.value(end)} by ${op.step}`;
        return `for ${range}${inits.length > 0 ? ` init ${this.values(inits)}` : ""}`;
      }
      case "load":
        return `${op.orZero ? "loadOrZero" : "load"} ${operands}`;
      case "call":
      case "closure":
        return `${op.kind} ${op.callee.name}(${operands})`;
      default:
        return operands ? `${op.kind} ${operands}` : op.kind;
    }
  }

  private typed(value: Value): string {
    return `${this.value(value)}: ${typeName(value.type)}`;
  }

  private values(values: readonly Value[]): string {
    return values.map((value) => this.value(value)).join(", ");
  }

  private value(value: Value): string {
    let number = this.numbers.get(value);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(value, number);
    }
    return `%${value.name ?? ""}${value.name ? "." : ""}${number}`;
  }
}
