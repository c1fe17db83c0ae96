/** Members of values: reads, writes and calls of methods. */
import { arrayMethod } from "./arrays.js";
import { instanceMember, staticMember } from "./classes.js";
import { containerMethod } from "./containers.js";
import type { Machine } from "./machine.js";
import {
  type Accessor,
  ArrayValue,
  Builtin,
  ClassValue,
  FunctionValue,
  MapValue,
  plain,
  RecordValue,
  SetValue,
  toReal,
  type Value,
} from "./values.js";
import { numberOf } from "./reals.js";

export function read(machine: Machine, object: Value, key: Value): Value {
  const name = String(plain(key));
  if (object instanceof ArrayValue) return key === "length" ? object.items.length : object.get(key);
  if (object instanceof RecordValue) {
    if (object.fields.has(name)) return object.fields.get(name);
    const member = object.accessors.get(name) ?? instanceMember(object.ofClass, name);
    return member instanceof FunctionValue ? member : member && got(machine, member, object);
  }
  if (object instanceof ClassValue) {
    const member = staticMember(object, name);
    return member && ("value" in member ? member.value : got(machine, member, object));
  }
  if (object instanceof MapValue || object instanceof SetValue) {
    if (name === "size") return object.entries.size;
    throw new Error(`the oracle does not know the member ${name}`);
  }
  if (typeof object === "string") return name === "length" ? object.length : object[Number(name)];
  throw new TypeError("a member of nothing");
}

function got(machine: Machine, { get }: Accessor, self: Value): Value {
  return get && machine.call(get, [], self);
}

export function write(machine: Machine, object: Value, key: Value, value: Value): void {
  const name = String(plain(key));
  if (object instanceof ArrayValue) {
    if (key === "length") object.items.length = numberOf(toReal(value));
    else object.set(key, value);
  } else if (object instanceof RecordValue) {
    const member = object.accessors.get(name) ?? instanceMember(object.ofClass, name);
    if (member && !(member instanceof FunctionValue)) machine.call(member.set, [value], object);
    else object.fields.set(name, value);
  } else if (object instanceof ClassValue) {
    const member = staticMember(object, name);
    if (member && !("value" in member)) machine.call(member.set, [value], object);
    else object.statics.set(name, value);
  } else throw new TypeError("an assignment to a member of nothing");
}

export function invoke(machine: Machine, object: Value, name: string, args: readonly Value[]): Value {
  const call = (f: Value, given: readonly Value[]): Value => machine.call(f, given);
  if (object instanceof ArrayValue) return arrayMethod(object, name, args, call);
  if (object instanceof MapValue || object instanceof SetValue) return containerMethod(object, name, args, call);
  if (object instanceof FunctionValue) {
    const [self, ...rest] = args;
    if (name === "call") return machine.call(object, rest, self);
    if (name === "apply") return machine.call(object, (rest[0] as ArrayValue).items, self);
    if (name === "bind") return new Builtin((given) => machine.call(object, [...rest, ...given], self));
    throw new Error(`the oracle does not know the method ${name} of functions`);
  }
  if (typeof object === "string") return textMethod(object, name, args);
  return machine.call(read(machine, object, name), args, object);
}

function textMethod(text: string, name: string, [first]: readonly Value[]): Value {
  if (name === "startsWith") return text.startsWith(first as string);
  if (name === "includes") return text.includes(first as string);
  if (name === "toUpperCase") return text.toUpperCase();
  if (name === "charAt") return text.charAt(numberOf(toReal(first)));
  throw new Error(`the oracle does not know the method ${name} of strings`);
}
