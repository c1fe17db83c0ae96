/** Methods of arrays and typed arrays. */
import { iterate, itemsOf } from "./iteration.js";
import { numberOf } from "./reals.js";
import { type ArrayKind, ArrayValue, GeneratorValue, plain, toReal, truthy, type Value } from "./values.js";

type Call = (f: Value, args: readonly Value[]) => Value;

export function filled(kind: ArrayKind, items: readonly Value[]): ArrayValue {
  const array = new ArrayValue(kind, []);
  array.items.push(...items.map((item) => array.stored(item)));
  return array;
}

export function arrayMethod(array: ArrayValue, name: string, args: readonly Value[], call: Call): Value {
  const f = args[0];
  const visit = (item: Value, index: number): Value => call(f, [item, index, array]);
  const found = visiting(array, name, args, call, visit);
  if (found) return found.value;
  const made = making(array, name, args, call, visit);
  if (made) return made;
  return changing(array, name, args, call);
}

/** Methods that only look. */
function visiting(
  { items, kind }: ArrayValue,
  name: string,
  args: readonly Value[],
  call: Call,
  visit: (item: Value, index: number) => Value,
): { readonly value: Value } | undefined {
  const [first, second] = args;
  const array = new ArrayValue(kind, items);
  const test = (item: Value, index: number): boolean => truthy(visit(item, index));
  switch (name) {
    case "forEach":
      items.forEach(visit);
      return { value: undefined };
    case "reduce":
    case "reduceRight": {
      const step = (sum: Value, item: Value, index: number): Value => call(first, [sum, item, index, array]);
      if (name === "reduce") return { value: args.length > 1 ? items.reduce(step, second) : items.reduce(step) };
      return { value: args.length > 1 ? items.reduceRight(step, second) : items.reduceRight(step) };
    }
    case "some":
      return { value: items.some(test) };
    case "every":
      return { value: items.every(test) };
    case "find":
      return { value: items.find(test) };
    case "findIndex":
      return { value: items.findIndex(test) };
    case "findLast":
      return { value: [...items].reverse().find((item, index) => test(item, items.length - 1 - index)) };
    case "indexOf":
      return { value: items.map(plain).indexOf(plain(first)) };
    case "lastIndexOf":
      return { value: items.map(plain).lastIndexOf(plain(first)) };
    case "includes":
      return { value: items.map(plain).includes(plain(first)) };
    case "at":
      return { value: items.at(numeric(first)!) };
    case "keys":
      return { value: iterator(array, (_item, index) => index) };
    case "values":
      return { value: iterator(array, (item) => item) };
    case "entries":
      return { value: iterator(array, (item, index) => new ArrayValue("Array", [index, item])) };
    case "join":
      return { value: items.map(plain).join(first as string) };
    default:
      return undefined;
  }
}

function iterator(array: ArrayValue, part: (item: Value, index: number) => Value): GeneratorValue {
  return new GeneratorValue((emit) => {
    let index = 0;
    iterate(array, (item) => {
      emit(part(item, index++));
      return true;
    });
  });
}

/** Methods that make an array. */
function making(
  { items, kind }: ArrayValue,
  name: string,
  args: readonly Value[],
  call: Call,
  visit: (item: Value, index: number) => Value,
): ArrayValue | undefined {
  const of = (made: Value[]): ArrayValue => filled(kind, made);
  const [first, second, ...rest] = args;
  switch (name) {
    case "slice":
      return of(items.slice(numeric(first), numeric(second)));
    case "subarray":
      return new ArrayValue(kind, view(items, numeric(first) ?? 0, numeric(second) ?? items.length));
    case "map":
      return of(items.map(visit));
    case "filter":
      return of(items.filter((item, index) => truthy(visit(item, index))));
    case "flatMap":
      return of(items.flatMap((item, index) => flattened(visit(item, index))));
    case "flat":
      return of(items.flatMap(flattened));
    case "concat":
      return of([...items, ...args.flatMap(flattened)]);
    case "toReversed":
      return of([...items].reverse());
    case "toSorted":
      return of(sorted(items, first, call, kind));
    case "toSpliced": {
      const copy = [...items];
      copy.splice(numeric(first)!, numeric(second)!, ...rest);
      return of(copy);
    }
    case "with": {
      const copy = [...items];
      copy[numeric(first)!] = second;
      return of(copy);
    }
    default:
      return undefined;
  }
}

/** Methods that change the array. */
function changing(array: ArrayValue, name: string, args: readonly Value[], call: Call): Value {
  const { items, kind } = array;
  const [first, second, third] = args;
  switch (name) {
    case "push":
      return items.push(...args);
    case "pop":
      return items.pop();
    case "shift":
      return items.shift();
    case "unshift":
      return items.unshift(...args);
    case "fill":
      items.fill(array.stored(first), numeric(second), numeric(third));
      return array;
    case "reverse":
      items.reverse();
      return array;
    case "sort":
      for (const [index, item] of sorted(items, first, call, kind).entries()) items[index] = item;
      return array;
    case "splice":
      return new ArrayValue(
        "Array",
        args.length === 1
          ? items.splice(numeric(first)!)
          : items.splice(numeric(first)!, numeric(second)!, ...args.slice(2)),
      );
    case "copyWithin":
      items.copyWithin(numeric(first)!, numeric(second)!, numeric(third));
      return array;
    case "set": {
      const at = numeric(second) ?? 0;
      for (const [index, item] of itemsOf(first).entries()) array.set(at + index, item);
      return undefined;
    }
    default:
      throw new Error(`the oracle does not know the method ${name} of arrays`);
  }
}

function flattened(value: Value): Value[] {
  return value instanceof ArrayValue && value.kind === "Array" ? value.items : [value];
}

/** `Array.prototype.sort` takes numbers for text, that of typed arrays does not. */
function sorted(items: readonly Value[], compare: Value, call: Call, kind: ArrayKind): Value[] {
  const copy = [...items];
  if (compare !== undefined) return copy.sort((a, b) => numberOf(toReal(call(compare, [a, b]))));
  if (kind !== "Array") return copy.sort((a, b) => numberOf(toReal(a)) - numberOf(toReal(b)));
  return copy.sort((a, b) => {
    const [p, q] = [String(plain(a)), String(plain(b))];
    return p < q ? -1 : p > q ? 1 : 0;
  });
}

/** A window on some items: reads and writes go through. */
function view(items: Value[], from: number, to: number): Value[] {
  const start = clamped(from, items.length);
  const length = Math.max(clamped(to, items.length) - start, 0);
  const place = (key: string | symbol): string | undefined => {
    const index = typeof key === "string" ? Number(key) : Number.NaN;
    return Number.isInteger(index) && index >= 0 && index < length ? String(start + index) : undefined;
  };
  return new Proxy(new Array<Value>(length), {
    get: (target, key) => {
      const inner = place(key);
      return inner === undefined ? Reflect.get(target, key) : Reflect.get(items, inner);
    },
    has: (target, key) => place(key) !== undefined || Reflect.has(target, key),
    set: (target, key, value) => {
      const inner = place(key);
      return inner === undefined ? Reflect.set(target, key, value) : Reflect.set(items, inner, value);
    },
  });
}

function clamped(index: number, length: number): number {
  return index < 0 ? Math.max(length + index, 0) : Math.min(index, length);
}

function numeric(value: Value): number | undefined {
  return value === undefined ? undefined : (plain(value) as number);
}

/** `Array.from` and the like. */
export function arrayFrom(kind: ArrayKind, source: Value, f: Value, call: Call): ArrayValue {
  const items: Value[] = [];
  // Only `Array.from` calls the function for a value before it takes the next.
  const isAtOnce = f === undefined || kind !== "Array";
  iterate(source, (item) => {
    items.push(isAtOnce ? item : call(f, [item, items.length]));
    return true;
  });
  return filled(kind, f !== undefined && isAtOnce ? items.map((item, k) => call(f, [item, k])) : items);
}
