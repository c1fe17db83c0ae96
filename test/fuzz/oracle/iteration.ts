/** What `for...of`, spread and patterns go over. */
import { ArrayValue, GeneratorValue, MapValue, SetValue, type Value } from "./values.js";

/** Unwinds a generator whose values nobody wants any more: its `finally` blocks run. */
class Enough extends Error {}

/** Gives the items to `each` one by one, until it answers `false`. Those that are added meanwhile come too. */
export function iterate(value: Value, each: (item: Value) => boolean): void {
  if (value instanceof ArrayValue) {
    for (let index = 0; index < value.items.length; index++) if (!each(value.items[index])) return;
  } else if (value instanceof MapValue) {
    for (const entry of value.entries.values()) {
      if (!each(new ArrayValue("Array", [entry.key, entry.value]))) return;
    }
  } else if (value instanceof SetValue) {
    for (const item of value.entries.values()) if (!each(item)) return;
  } else if (typeof value === "string") {
    for (const character of value) if (!each(character)) return;
  } else if (value instanceof GeneratorValue) generated(value, each);
  else throw new TypeError("not iterable");
}

function generated(generator: GeneratorValue, each: (item: Value) => boolean): void {
  const enough = new Enough();
  try {
    generator.run((item) => {
      if (!each(item)) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
}

export function itemsOf(value: Value): Value[] {
  const items: Value[] = [];
  iterate(value, (item) => {
    items.push(item);
    return true;
  });
  return items;
}

/** As much as a pattern of `count` elements takes. */
export function firstItems(value: Value, count: number): Value[] {
  if (value instanceof ArrayValue) return value.items;
  const items: Value[] = [];
  if (count > 0) {
    // A generator runs on to the end, or to where the next item would be asked for.
    iterate(value, (item) => items.push(item) < count);
  }
  return items;
}
