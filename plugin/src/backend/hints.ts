/** Names for values that nobody named, from what they are: `n` for a length, `x0` for `x[0]`, `xi` for `x[i]`, `sin` for a sine. */
import { conditionName, longestPrefix, nameOfElement } from "../ir/hints.js";
import type { GetFieldOp, LoadOp, Value } from "../ir/ops.js";
import { getRule } from "../rules/table.js";
import type { Schedule } from "./schedule.js";
import { isIdentifier } from "./spelling.js";

export function derivedName(value: Value, schedule: Schedule): string | undefined {
  const op = schedule.blocks.definition.get(value)?.op;
  switch (op?.kind) {
    case "length":
      return "n";
    case "getField":
      return isIdentifier(op.field) ? fieldName(op, schedule) : undefined;
    case "load":
      return elementName(op, schedule);
    case "pop":
      return cached(op.operands[0], schedule);
    case "copy":
      return op.operands[0].type.kind === "ref" && op.operands[0].type.memory.kind === "stack"
        ? nameOf(op.operands[0], schedule)
        : undefined;
    case "if":
      return value.type.kind === "bool" ? "taken" : undefined;
    case "prim": {
      if (value.type.kind === "bool")
        return conditionName(op, (operand) => schedule.blocks.definition.get(operand)?.op);
      const { js } = getRule(op.name);
      if ("call" in js) return js.call.slice(js.call.lastIndexOf(".") + 1);
      return value.type.kind === "int" ? roleName(value, schedule) : undefined;
    }
    default:
      return undefined;
  }
}

/** The field's own name; of one of several records, an array's element, with the name of that: `a_mass`, `a_mass_b`. */
function fieldName({ operands: [record], field }: GetFieldOp, schedule: Schedule): string {
  const source = schedule.blocks.definition.get(record)?.op;
  const short = record.name !== undefined && record.name.length <= longestPrefix && source?.kind === "load";
  if (!short) return field;
  const [, base, suffix] = /^(.*?)(_[bt])?$/.exec(record.name!)!;
  return `${base}_${field}${suffix ?? ""}`;
}

/** `x0`, `xi`, `signal_i`; of an adjoint `p_b[i]`, `pi_b`. */
function elementName({ operands: [array, index] }: LoadOp, schedule: Schedule): string | undefined {
  const kept = cached(array, schedule);
  // What is kept of an array's elements has the array's name.
  if (kept !== undefined) return isArrayName(kept, schedule) ? "saved" : kept;
  const constant = schedule.blocks.definition.get(index)?.op;
  const place = constant?.kind === "const" ? String(constant.value) : index.name;
  if (array.name === undefined || place === undefined || !/^([a-z]{1,6}|\d+)$/.test(place)) return undefined;
  return nameOfElement(array.name, place);
}

/** The name of what a cache keeps: `exp` of `exp_cache`, which the tape may hold as `exp_cache_1`. */
function cached(cache: Value, schedule: Schedule): string | undefined {
  return /^(.+)_cache(_?\d+)?$/.exec(nameOf(cache, schedule) ?? "")?.[1];
}

function isArrayName(name: string, { blocks }: Schedule): boolean {
  for (const value of blocks.uses.keys()) if (value.name === name && value.type.kind === "ref") return true;
  return false;
}

function nameOf(value: Value, schedule: Schedule): string | undefined {
  if (value.name !== undefined) return value.name;
  const op = schedule.blocks.definition.get(value)?.op;
  if (op?.kind === "copy") return nameOf(op.operands[0], schedule);
  return op?.kind === "getField" ? op.field : undefined;
}

const roles = new WeakMap<Schedule, Map<Value, string | undefined>>();

/** What an integer is for. */
function roleName(value: Value, schedule: Schedule): string | undefined {
  const known = roles.get(schedule) ?? new Map<Value, string | undefined>();
  roles.set(schedule, known);
  if (!known.has(value)) known.set(value, findRole(value, schedule));
  return known.get(value);
}

function findRole(value: Value, schedule: Schedule): string | undefined {
  const uses = schedule.style.sitesOf(value);
  const kinds = uses.map(({ node, index }) => {
    switch (node?.op.kind) {
      case "load":
      case "store":
        return index === 1 ? "at" : undefined;
      case "extern":
        return node.op.template[index] === "[" ? "at" : undefined;
      case "alloc":
        return "size";
      case "for":
        return index === 1 ? "end" : index === 0 ? "last" : undefined;
      case "prim":
        return node.op.results[0].type.kind === "int" && roleName(node.op.results[0], schedule) === "at"
          ? "offset"
          : undefined;
      default:
        return undefined;
    }
  });
  if (kinds.includes("size")) return "size";
  if (kinds.includes("at") && kinds.every((kind) => kind === "at" || kind === "offset")) return "at";
  const [first] = kinds;
  return kinds.every((kind) => kind === first) ? first : undefined;
}
