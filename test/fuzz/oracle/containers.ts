/** Maps and Sets. */
import { itemsOf } from "./iteration.js";
import { ArrayValue, GeneratorValue, MapValue, plain, SetValue, type Value } from "./values.js";

type Call = (f: Value, args: readonly Value[]) => Value;

/** Keys are the same where `SameValueZero` says so. */
const keyOf = (value: Value): unknown => {
  const key = plain(value);
  return key === 0 ? 0 : key;
};

export function constructContainer(name: "Map" | "Set", [given]: readonly Value[]): MapValue | SetValue {
  const items = given === undefined ? [] : itemsOf(given);
  if (name === "Set") {
    const set = new SetValue();
    for (const item of items) addTo(set, item);
    return set;
  }
  const map = new MapValue();
  for (const item of items) put(map, (item as ArrayValue).items[0], (item as ArrayValue).items[1]);
  return map;
}

function addTo({ entries }: SetValue, item: Value): void {
  if (!entries.has(keyOf(item))) entries.set(keyOf(item), item);
}

function put({ entries }: MapValue, key: Value, value: Value): void {
  const entry = entries.get(keyOf(key));
  if (entry) entry.value = value;
  else entries.set(keyOf(key), { key, value });
}

export function containerMethod(
  object: MapValue | SetValue,
  name: string,
  [first, second]: readonly Value[],
  call: Call,
): Value {
  switch (name) {
    case "has":
      return object.entries.has(keyOf(first));
    case "delete":
      return object.entries.delete(keyOf(first));
    case "clear":
      object.entries.clear();
      return undefined;
  }
  if (object instanceof SetValue) return setMethod(object, name, first, call);
  switch (name) {
    case "get":
      return object.entries.get(keyOf(first))?.value;
    case "set":
      put(object, first, second);
      return object;
    case "forEach":
      for (const { key, value } of object.entries.values()) call(first, [value, key, object]);
      return undefined;
    case "keys":
      return iterator(object.entries, ({ key }) => key);
    case "values":
      return iterator(object.entries, ({ value }) => value);
    case "entries":
      return iterator(object.entries, ({ key, value }) => new ArrayValue("Array", [key, value]));
    default:
      throw new Error(`the oracle does not know the method ${name} of Maps`);
  }
}

function iterator<T>(entries: ReadonlyMap<unknown, T>, part: (entry: T) => Value): GeneratorValue {
  return new GeneratorValue((emit) => {
    for (const entry of entries.values()) emit(part(entry));
  });
}

function setMethod(set: SetValue, name: string, first: Value, call: Call): Value {
  switch (name) {
    case "add":
      addTo(set, first);
      return set;
    case "forEach":
      for (const item of set.entries.values()) call(first, [item, item, set]);
      return undefined;
    case "values":
    case "keys":
      return iterator(set.entries, (item) => item);
    default:
      throw new Error(`the oracle does not know the method ${name} of Sets`);
  }
}
