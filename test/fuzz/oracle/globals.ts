/** The names that every module has: constructors and their functions. */
import { arrayFrom, filled } from "./arrays.js";
import { constructContainer } from "./containers.js";
import { isReal, numberOf } from "./reals.js";
import { type ArrayKind, ArrayValue, plain, RecordValue, toReal, type Value } from "./values.js";

type Call = (f: Value, args: readonly Value[]) => Value;

const arrayKinds: readonly string[] = ["Array", "Float64Array", "Float32Array", "Int32Array"];
const isArrayKind = (name: string): name is ArrayKind => arrayKinds.includes(name);

export const globalNames: ReadonlySet<string> = new Set([...arrayKinds, "Map", "Set", "Object", "Number"]);

export function constructGlobal(name: string, args: readonly Value[]): Value {
  if (name === "Map" || name === "Set") return constructContainer(name, args);
  if (!isArrayKind(name)) throw new Error(`the oracle does not construct ${name}`);
  const [first] = args;
  if (first instanceof ArrayValue && name !== "Array") return filled(name, first.items);
  if (!isReal(first) || args.length !== 1) throw new Error("the oracle constructs arrays of a length only");
  const length = numberOf(first);
  return new ArrayValue(name, new Array<Value>(length).fill(name === "Array" ? undefined : 0));
}

export function callGlobal(object: string, name: string, args: readonly Value[], call: Call): Value {
  const [first, second] = args;
  if (isArrayKind(object)) {
    if (name === "of") return filled(object, args);
    if (name === "isArray") return first instanceof ArrayValue && first.kind === "Array";
    if (name === "from" && first instanceof RecordValue) return ofLength(object, first, second, call);
    if (name === "from") return arrayFrom(object, first, second, call);
  }
  if (object === "Number") {
    const number = plain(first) as number;
    if (name === "isFinite") return Number.isFinite(number);
    if (name === "isInteger") return Number.isInteger(number);
    if (name === "isNaN") return Number.isNaN(number);
  }
  if (object === "Object" && first instanceof RecordValue) {
    const fields = [...first.fields];
    const list = (items: Value[]): ArrayValue => new ArrayValue("Array", items);
    if (name === "keys") return list(fields.map(([key]) => key));
    if (name === "values") return list(fields.map(([, value]) => value));
    if (name === "entries") return list(fields.map(([key, value]) => list([key, value])));
    if (name === "assign" && second instanceof RecordValue) {
      for (const [key, value] of second.fields) first.fields.set(key, value);
      return first;
    }
  }
  throw new Error(`the oracle does not know ${object}.${name}`);
}

/** `Array.from({ length: 3 }, f)`. */
function ofLength(kind: ArrayKind, record: RecordValue, f: Value, call: Call): ArrayValue {
  const length = numberOf(toReal(record.fields.get("length")));
  return filled(
    kind,
    Array.from({ length }, (_, index) => call(f, [undefined, index])),
  );
}
