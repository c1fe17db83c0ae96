/** Constructors and methods of arrays, as far as the generator uses them. */
import { isReal, numberOf } from "./reals.js";
import { ArrayValue, type ArrayKind, plain, type Value } from "./values.js";

export function construct(name: string, args: readonly Value[]): Value {
  if (name !== "Array" && name !== "Float64Array" && name !== "Float32Array" && name !== "Int32Array") {
    throw new Error(`the oracle does not construct ${name}`);
  }
  const [first] = args;
  if (first instanceof ArrayValue && name !== "Array") return filled(name, first.items);
  if (!isReal(first) || args.length !== 1) throw new Error("the oracle constructs arrays of a length only");
  const length = numberOf(first);
  return new ArrayValue(name, new Array<Value>(length).fill(name === "Array" ? undefined : 0));
}

function filled(kind: ArrayKind, items: readonly Value[]): ArrayValue {
  const array = new ArrayValue(kind, []);
  array.items.push(...items.map((item) => array.stored(item)));
  return array;
}

export function callMethod(
  array: ArrayValue,
  name: string,
  args: readonly Value[],
  call: (f: Value, args: readonly Value[]) => Value,
): Value {
  const { items } = array;
  const [first, second] = args;
  switch (name) {
    case "push":
      return items.push(...args);
    case "pop":
      return items.pop();
    case "fill":
      items.fill(array.stored(first), numeric(second), numeric(args[2]));
      return array;
    case "slice":
      return new ArrayValue(array.kind, items.slice(numeric(first), numeric(second)));
    case "map":
      return filled(
        array.kind,
        items.map((item, index) => call(first, [item, index, array])),
      );
    case "forEach":
      items.forEach((item, index) => call(first, [item, index, array]));
      return undefined;
    case "reduce":
      return items.reduce((sum, item, index) => call(first, [sum, item, index, array]), second);
    case "reverse":
      items.reverse();
      return array;
    default:
      throw new Error(`the oracle does not know the method ${name}`);
  }
}

function numeric(value: Value): number | undefined {
  return value === undefined ? undefined : (plain(value) as number);
}
