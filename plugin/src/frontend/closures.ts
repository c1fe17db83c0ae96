/**
 * Closure conversion: a value known at compile time as a shape plus the values of the IR that it refers to, so that another function
 * can take these as parameters and have the value again.
 */
import type ts from "typescript-6";
import type { Constant } from "../ir/ops.js";
import { Value } from "../ir/ops.js";
import { F64, isNumber, OPAQUE, typeName } from "../ir/types.js";
import type { ClassInfo } from "./class-info.js";
import type { Lowering } from "./lowering.js";
import { freeVariables, reach, sameValue, unboundLocal, variablesAround } from "./parts.js";
import { assignedIdentifiers, isCounter, isReassigned, symbolOfReference } from "./references.js";
import type { Session } from "./session.js";
import type { FreePlace, Layout, Place, Shape, Slot } from "./shapes.js";
import {
  type ClassValue,
  type CompileTimeValue,
  type DerivativeValue,
  type FrontValue,
  type FunctionValue,
  isValue,
  type Name,
  type ObjectValue,
  Scope,
  THIS,
  Variable,
} from "./values.js";

export interface Conversion {
  readonly layout: Layout;
  /** The captured values, in the order in which `rebuild` takes them. */
  readonly captures: readonly Value[];
  /** A name for each, for parameters. */
  readonly names: readonly string[];
  /** A variable that holds something which cannot be captured. */
  readonly obstacle?: string;
}

export interface ConversionOptions {
  /** Variables that are in scope where the value is rebuilt. */
  readonly keeps?: (variable: Variable) => boolean;
  /** Constants become leaves, so that other constants have the same shape. */
  readonly constantsVary?: boolean;
  /** The value lives on while what it refers to is changed: what has to be memory for that is added here. */
  readonly escaping?: Set<string>;
}

/** Distinguishes instances of a function for an argument whose class is known; alone in its hierarchy, it always is. */
export function exactKey(session: Session, exact: ClassInfo | undefined): string {
  const isOne = exact && session.classes.hierarchyOf(exact.symbol)?.classes.length === 1;
  return exact && !isOne ? ` of ${exact.name}#${session.idOf(exact.node)}` : "";
}

function receiverName({ owner }: FunctionValue): string {
  const name = owner?.name ?? "self";
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export function convert(l: Lowering, value: FrontValue, options: ConversionOptions = {}): Conversion {
  return new Converter(l, options).convert(value);
}

class Converter {
  private readonly captures: Value[] = [];
  private readonly names: string[] = [];
  private readonly slots: Slot[] = [];
  private readonly numbers = new Map<Variable, number>();
  private obstacle: string | undefined;

  constructor(
    private readonly l: Lowering,
    private readonly options: ConversionOptions,
  ) {}

  convert(value: FrontValue): Conversion {
    const { session } = this.l;
    const root = this.shapeOf(value, "value");
    const { captures, names, slots, obstacle } = this;
    const leaves = captures.map((capture, index) => ({
      name: names[index],
      type: isNumber(capture.type) ? F64 : capture.type,
      exact: session.exact.get(capture),
    }));
    const ids = (object: object): number => session.idOf(object);
    const keys = [root, ...slots.map((slot) => slot.content)].map((shape) => shapeKey(shape, ids));
    const types = leaves.map(({ type, exact }) => typeName(type) + exactKey(session, exact));
    const key = `${keys.join(";")}(${types.join(",")})`;
    return { layout: { value, root, slots, leaves, key }, captures, names, obstacle };
  }

  private shapeOf(value: FrontValue, name: string): Shape {
    const { l } = this;
    if (isValue(value)) return this.irShape(value, name);
    const inner = (part: FrontValue): Shape => this.shapeOf(part, name);
    switch (value.kind) {
      case "builtin":
      case "converted":
        return { kind: "known", value, around: [] };
      case "class": {
        const free = variablesAround(l.checker, value.info.node, value.scope).filter(({ variable }) =>
          l.env.has(variable),
        );
        const around = free.map(({ variable }) => variable);
        if (around.every((variable) => this.isKept(variable))) return { kind: "known", value, around };
        return { kind: "class", value, free: this.placesOf(free) };
      }
      case "construction":
      case "made":
        this.obstacle = name;
        return { kind: "known", value, around: [] };
      case "conflict":
        this.obstacle = value.variable;
        return { kind: "known", value, around: [] };
      case "function": {
        if (this.options.escaping) this.obstacle ??= unboundLocal(l.checker, l.env, value)?.name;
        const receiver = value.receiver && this.shapeOf(value.receiver, receiverName(value));
        const free = freeVariables(l.checker, value).filter(({ variable }) => l.env.has(variable));
        const around = free.map(({ variable }) => variable);
        if (!receiver && around.every((variable) => this.isKept(variable))) return { kind: "known", value, around };
        return { kind: "function", value, free: this.placesOf(free), receiver };
      }
      case "object": {
        const { record, members, isArray, isOpen = false } = value;
        const all = [...(record ? [record] : []), ...members.values()];
        if (all.every((variable) => this.isKept(variable))) return { kind: "known", value, around: all };
        this.escape(value.site, name);
        const named = [...members].map(([member, variable]) => ({ name: member, place: this.placeOf(variable) }));
        return {
          kind: "object",
          record: record && this.placeOf(record),
          members: named,
          isArray,
          isOpen,
          site: value.site,
        };
      }
      case "box":
        return { kind: "box", ref: inner(value.ref) };
      case "derivative":
        return { kind: "derivative", value, operand: inner(value.operand) };
      case "linearMap":
        if (this.options.escaping) this.obstacle = name;
        return { kind: "linearMap", value, tape: inner(value.tape) };
      case "tuple":
        return { kind: "tuple", elements: value.elements.map(inner) };
      case "bound":
        return {
          kind: "bound",
          target: inner(value.target),
          receiver: value.receiver && inner(value.receiver),
          args: value.args.map((arg) => ({ ...arg, value: inner(arg.value) })),
        };
      case "custom": {
        const rules = value.rules.map((rule) => ({ ...rule, value: inner(rule.value) }));
        return { kind: "custom", value, primal: inner(value.primal), rules };
      }
      case "choice":
        return {
          kind: "choice",
          selector: inner(value.selector),
          cases: value.cases.map((each) => ({ ...each, value: inner(each.value) })),
          otherwise: inner(value.otherwise),
        };
    }
  }

  private placesOf(free: readonly { readonly symbol: Name; readonly variable: Variable }[]): FreePlace[] {
    return free.map(({ symbol, variable }) => {
      if (isShared(this.l, symbol, variable)) this.escape(variable.site, variable.name);
      return { symbol, place: this.placeOf(variable) };
    });
  }

  private irShape(value: Value, name: string): Shape {
    const constant = this.l.constantOf(value);
    if (constant && !(this.options.constantsVary && isNumber(value.type))) {
      return { kind: "constant", value: constant.value, type: value.type };
    }
    this.captures.push(value);
    this.names.push(name);
    return { kind: "leaf", leaf: this.captures.length - 1 };
  }

  private placeOf(variable: Variable): Place {
    if (this.isKept(variable)) return { kept: variable };
    const known = this.numbers.get(variable);
    if (known !== undefined) return { slot: known };
    const slot = this.slots.length;
    this.numbers.set(variable, slot);
    const { name, type, site } = variable;
    // The place is taken before the content is converted, which may refer to it.
    this.slots.push({ name, type, site, content: { kind: "constant", value: undefined, type } });
    const current = this.l.env.get(variable);
    if (current) this.slots[slot] = { name, type, site, content: this.shapeOf(current, name) };
    return { slot };
  }

  /** Makes memory of what is made at a place, if the value lives on. */
  private escape(site: string | undefined, name: string): void {
    const { escaping } = this.options;
    if (!escaping) return;
    if (site === undefined) this.obstacle = name;
    else escaping.add(site);
  }

  private isKept(variable: Variable): boolean {
    return this.options.keeps?.(variable) ?? false;
  }
}

/** A function that is called by `new` makes its own `this`. */
function isNew(value: CompileTimeValue): string {
  return value.kind === "function" && value.constructs ? "new" : "";
}

function shapeKey(shape: Shape, idOf: (object: object) => number): string {
  const inner = (part: Shape | undefined): string => (part ? shapeKey(part, idOf) : "-");
  const place = (at: Place | undefined): string => (at ? ("slot" in at ? `$${at.slot}` : `=${at.kept.id}`) : "-");
  switch (shape.kind) {
    case "leaf":
      return `%${shape.leaf}`;
    case "constant":
      return constantKey(shape.value);
    case "known": {
      const { value, around } = shape;
      if (value.kind === "builtin") return value.name;
      const identity = idOf(value.kind === "function" ? value.node : value.kind === "class" ? value.info.node : value);
      return `${isNew(value)}#${[identity, ...around.map((variable) => variable.id)].join("=")}`;
    }
    case "function": {
      const free = shape.free.map((each) => `${each.symbol.name}:${place(each.place)}`);
      return `${isNew(shape.value)}#${idOf(shape.value.node)}{${free.join(",")}}${shape.receiver ? inner(shape.receiver) : ""}`;
    }
    case "class": {
      const free = shape.free.map((each) => `${each.symbol.name}:${place(each.place)}`);
      return `class#${idOf(shape.value.info.node)}{${free.join(",")}}`;
    }
    case "object": {
      const members = shape.members.map((member) => `${JSON.stringify(member.name)}:${place(member.place)}`);
      return `${shape.isArray ? "[" : shape.isOpen ? "{..." : "{"}${place(shape.record)}|${members.join(",")}}`;
    }
    case "derivative": {
      const { operator, options } = shape.value;
      return `${operator}${JSON.stringify(options)}(${inner(shape.operand)})`;
    }
    case "box":
      return `box(${inner(shape.ref)})`;
    case "linearMap":
      return `pullback#${idOf(shape.value.func)}.${shape.value.restCount}(${inner(shape.tape)})`;
    case "tuple":
      return `(${shape.elements.map(inner).join(",")})`;
    case "bound": {
      const args = shape.args.map((arg) => (arg.optional ? "?" : "") + inner(arg.value));
      return `bind(${inner(shape.target)},${inner(shape.receiver)},${args.join(",")})`;
    }
    case "custom":
      return `${shape.value.checkpoint ? "checkpoint" : "custom"}(${[shape.primal, ...shape.rules.map((rule) => rule.value)].map(inner).join(",")})`;
    case "choice": {
      const cases = shape.cases.map((each) => `${constantKey(each.when)}:${inner(each.value)}`);
      return `choose(${inner(shape.selector)},${cases.join(",")},${inner(shape.otherwise)})`;
    }
  }
}

function constantKey(value: Constant): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The parameters that the captured values of a layout become. */
export function captureParams(layout: Layout): Value[] {
  return layout.leaves.map(({ type, name }) => new Value(type, name));
}

/** The value again, where its captured values are `leaves`. */
export function rebuild(l: Lowering, layout: Layout, leaves: readonly Value[]): FrontValue {
  const variables = layout.slots.map(({ name, type, site }) => new Variable(name, type, true, site));
  const at = (place: Place): Variable => ("slot" in place ? variables[place.slot] : place.kept);
  const objects: ObjectValue[] = [];
  const build = (shape: Shape): FrontValue => {
    switch (shape.kind) {
      case "leaf": {
        const { exact } = layout.leaves[shape.leaf];
        if (exact) l.session.exact.set(leaves[shape.leaf], exact);
        return leaves[shape.leaf];
      }
      case "constant":
        return l.constant(shape.value, shape.type);
      case "known":
        return shape.value;
      case "class": {
        const scope = new Scope();
        const made: ClassValue = { ...shape.value, scope };
        // Its members are found by the class of an object.
        const { info } = made;
        l.env.set(scope.declare(info.symbol, new Variable(info.name, OPAQUE)), made);
        for (const { symbol, place } of shape.free) scope.declare(symbol, at(place));
        return made;
      }
      case "function": {
        const scope = shape.value.scope && new Scope();
        for (const { symbol, place } of shape.free) scope?.declare(symbol, at(place));
        return { ...shape.value, scope, receiver: shape.receiver && build(shape.receiver) };
      }
      case "object": {
        const members = new Map(shape.members.map(({ name, place }) => [name, at(place)]));
        const record = shape.record && at(shape.record);
        const { isArray, isOpen, site } = shape;
        const made: ObjectValue = { kind: "object", record, members, isArray, isOpen, home: undefined, site };
        const same = objects.find((object) => sameValue(object, made));
        if (!same) objects.push(made);
        return same ?? made;
      }
      case "box":
        return { kind: "box", ref: build(shape.ref) as Value };
      case "derivative":
        return { ...shape.value, operand: build(shape.operand) as DerivativeValue["operand"] };
      case "linearMap":
        return { ...shape.value, tape: build(shape.tape) as Value };
      case "tuple":
        return { kind: "tuple", elements: shape.elements.map(build) };
      case "bound":
        return {
          kind: "bound",
          target: build(shape.target),
          receiver: shape.receiver && build(shape.receiver),
          args: shape.args.map((arg) => ({ ...arg, value: build(arg.value) })),
        };
      case "custom": {
        const rules = shape.rules.map((rule) => ({ ...rule, value: build(rule.value) }));
        return { ...shape.value, primal: build(shape.primal), rules };
      }
      case "choice":
        return {
          kind: "choice",
          selector: build(shape.selector) as Value,
          cases: shape.cases.map((each) => ({ ...each, value: build(each.value) })),
          otherwise: build(shape.otherwise),
        };
    }
  };
  variables.forEach((variable, slot) => l.env.set(variable, build(layout.slots[slot].content)));
  return build(layout.root);
}

/** Whether a variable that is not memory may be assigned after a function has captured it. */
function isShared(l: Lowering, name: Name, variable: Variable): boolean {
  if (name === THIS) return false;
  const symbol = name as ts.Symbol;
  return !l.isMemory(variable) && isReassigned(l.checker, symbol) && !isCounter(l.checker, symbol);
}

/** A variable around the function that calling it may assign. */
export function writtenCapture(l: Lowering, value: CompileTimeValue): Variable | undefined {
  for (const closure of reach(l.checker, l.env, [value]).values) {
    if (isValue(closure) || closure.kind !== "function") continue;
    for (const target of assignedIdentifiers(closure.node)) {
      const symbol = symbolOfReference(l.checker, target);
      const variable = symbol && closure.scope?.lookup(symbol);
      if (variable && l.env.has(variable) && !l.isMemory(variable)) return variable;
    }
  }
  return undefined;
}

/** Whether calling a local closure can call it again. */
export function isRecursive(l: Lowering, value: FunctionValue): boolean {
  const own = freeVariables(l.checker, value).flatMap(({ variable }) => l.env.get(variable) ?? []);
  return [...reach(l.checker, l.env, own).values].some(
    (inner) => !isValue(inner) && inner.kind === "function" && inner.node === value.node && inner.scope === value.scope,
  );
}
