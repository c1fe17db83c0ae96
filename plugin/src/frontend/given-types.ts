/** What a derivative is called with says what its operand takes, where the types of the operand's parameters do not. */
import { leadingArguments, operatorRows } from "../ir/operator-names.js";
import { F64, isNumber, memoryOf, type Type } from "../ir/types.js";
import type { Argument, Lowering } from "./lowering.js";
import { elementsOf } from "./objects.js";
import { type DerivativeValue, type FrontValue, isValue } from "./values.js";

export interface GivenTypes {
  /** The type of what is given for a parameter of the operand, if that is known. */
  at(index: number): Type | undefined;
  /** How many arguments there are, if that is known. */
  readonly count?: number;
}

export const NOTHING_GIVEN: GivenTypes = { at: () => undefined };

export function givenTypes(l: Lowering, { operator }: DerivativeValue, args: readonly Argument[]): GivenTypes {
  const { takes } = operatorRows[operator];
  if (takes === "lists" || takes === "series") return args[0] ? listTypes(l, args[0].value) : NOTHING_GIVEN;
  const spread = args.findIndex((arg) => arg.spread);
  const known = spread < 0 ? args : args.slice(0, spread);
  const types = known.slice(leadingArguments(operator)).map(({ value }) => typeOf(value));
  return { at: (index) => types[index], count: spread < 0 ? types.length : undefined };
}

function listTypes(l: Lowering, list: FrontValue): GivenTypes {
  const elements = elementsOf(l, list);
  if (elements) return { at: (index) => elements[index] && typeOf(elements[index]), count: elements.length };
  if (!isValue(list) || list.type.kind !== "ref") return NOTHING_GIVEN;
  const memory = memoryOf(list.type);
  if (memory.kind === "array") return { at: () => told(memory.element) };
  if (memory.kind !== "record" || !memory.tuple || memory.spread) return NOTHING_GIVEN;
  return { at: (index) => memory.fields[index] && told(memory.fields[index].type), count: memory.fields.length };
}

function typeOf(value: FrontValue): Type | undefined {
  return isValue(value) ? told(value.type) : undefined;
}

function told(type: Type): Type | undefined {
  if (type.kind === "opaque") return undefined;
  return isNumber(type) ? F64 : type;
}
