/**
 * Calls of functions with a rule of their own: what the two modes call in place of a derivative. A rule for one mode serves the other,
 * as its transpose.
 */
import type { Activity } from "../analysis/activity.js";
import { Builder, emptyRegion } from "../ir/builder.js";
import { expectOncePlaced, hasParts } from "../ir/once-placed.js";
import { type Func, Value } from "../ir/ops.js";
import { cloneValue, derivedName, mayBeMissing, typeNameFor } from "../ir/traverse.js";
import {
  F64,
  isDifferentiable,
  isTypedArray,
  namedRecord,
  refTo,
  shadowType,
  tangentType,
  tupleOf,
  type Type,
} from "../ir/types.js";
import { argumentList } from "./argument-lists.js";
import type { Calculus } from "./calculus.js";
import { zeroCotangent } from "./rows.js";
import { expectRuleShape, isList } from "./rule-shapes.js";
import type { Halves } from "./call-halves.js";
import { asShadow, ownTangent, slotOf, zeroTangent } from "./selection.js";
import { filledWithSome, someTangents } from "./some-tangent.js";

export class CustomRules {
  /** The functions of whose rules the transposes are being made. */
  private readonly transposing = new Set<Func>();
  /** Those of which the transpose would need itself. */
  private readonly endless = new Set<Func>();

  constructor(private readonly calculus: Calculus) {}

  /** (captures, primals, tangents) -> [value, tangent] */
  jvp(func: Func): Func {
    const { captures, jvp, forward, backward } = func.rule!;
    if (jvp || !forward || !backward) return jvp!;
    const transposed = this.calculus.transpose(backward, captures + 1);
    const list = tupleOf(func.body.params.slice(captures).map(({ type }) => type));
    const lists = [new Value(list, "primals"), new Value(tangentType(list), "tangents")];
    const params = [...func.body.params.slice(0, captures), ...lists];
    return this.calculus.compose(func, { operator: "jvp_rule", key: "", params }, (build, args) => {
      const bound = args.slice(0, captures);
      const [primals, tangents] = args.slice(captures);
      const values = func.body.params.slice(captures).map((_, k) => build.getField(primals, String(k)));
      const [value, residuals] = build.call(forward, [...bound, ...values]);
      const some = filledWithSome(build, zeroCotangent(build, value));
      const [cotangents, tape] = build.call(transposed.forward, [...bound, residuals, some]);
      func.body.params.slice(captures).forEach((param, k) => {
        const [cotangent, like] = [cotangents, tangents].map((each) => slotOf(build, each, k));
        expectRuleShape(build, func, cotangent, { like, of: param });
      });
      const pulled = build.call(transposed.map, [tape, tangents])[0];
      const tangent = argumentList(backward, captures + 1).read(build, pulled, 0);
      return build.literal(tupleOf([value.type, tangent.type]), [value, tangent]);
    });
  }

  /** forward: (captures, arguments) -> value, residuals; backward: (captures, residuals, cotangent) -> list of cotangents */
  private vjp(func: Func): { forward: Func; backward: Func } | undefined {
    const { forward, backward } = func.rule!;
    if (forward && backward) return { forward, backward };
    if (this.transposing.has(func)) {
      if (!this.endless.has(func)) this.calculus.refuse(func, { code: "AD1027", args: [func.source], span: func.span });
      this.endless.add(func);
      return undefined;
    }
    this.transposing.add(func);
    const made = this.transposed(func);
    this.transposing.delete(func);
    return made;
  }

  /** The rule for reverse mode that one for forward mode is. */
  private transposed(func: Func): { forward: Func; backward: Func } {
    const { captures, jvp } = func.rule!;
    const tangent = this.tangentOf(func, jvp!);
    const mask = tangent.body.params.map((_, k) => k > captures);
    const halves = this.calculus.vjp(tangent, captures + 1, mask);
    const list = tupleOf(func.body.params.slice(captures).map(({ type }) => type));
    const { params } = func.body;
    const made = this.calculus.composeHalf(func, "forward_rule", params, (build, args) => {
      const bound = args.slice(0, captures);
      const primals = build.literal(list, args.slice(captures));
      const some = someTangents(build, args.slice(captures));
      const [found, tape] = build.call(halves.forward, [...bound, primals, some]);
      const value = build.call(func, [...args])[0];
      expectRuleShape(build, func, found, { like: value });
      return [value, tape];
    });
    const residuals = new Value(made.results[1], "residuals");
    const cotangent = new Value(tangentType(func.results[0]), "cotangent");
    const back = [...params.slice(0, captures), residuals, cotangent];
    const pulled = this.calculus.composeHalf(func, "backward_rule", back, (build, args) => {
      const found = build.call(halves.map, args.slice(captures))[0];
      return [argumentList(tangent, captures + 1).read(build, found, 0)];
    });
    return { forward: made, backward: pulled };
  }

  /** (captures, primals, tangents) -> the tangent alone, which is linear in the tangents */
  private tangentOf(func: Func, jvp: Func): Func {
    const { params } = jvp.body;
    return this.calculus.compose(func, { operator: "tangent_rule", key: "", params }, (build, args) =>
      build.getField(build.call(jvp, [...args])[0], "1"),
    );
  }

  /** What forward mode calls: (parameters, tangents lane after lane) -> (results, tangents of the results) */
  fillTangents(func: Func, lanes: readonly Activity[], made: Func): void {
    const { captures } = func.rule!;
    const args = func.body.params.map(cloneValue);
    const body = emptyRegion([...args]);
    const build = new Builder(body);
    const primals = args.slice(captures);
    const list = build.literal(tupleOf(primals.map(({ type }) => type)), primals);
    let value: Value | undefined;
    const shadows = lanes.flatMap(({ params, results }) => {
      const tangents = primals.map((primal, k) => {
        if (!params[k + captures]) return zeroTangent(build, primal);
        const shadow = new Value(shadowType(primal.type), `${primal.name ?? "x"}_t`);
        body.params.push(shadow);
        return ownTangent(build, primal, shadow);
      });
      if (!results[0]) return [];
      const types = tangents.map(({ type }) => type);
      const [pair] = build.call(this.jvp(func), [
        ...args.slice(0, captures),
        list,
        build.literal(tupleOf(types), tangents),
      ]);
      if (!value) {
        const returned = build.getField(pair, "0");
        expectOncePlaced(build, func.source, returned);
        value = this.own(build, returned, this.jvp(func));
      }
      const tangent = build.getField(pair, "1");
      expectRuleShape(build, func, tangent, { like: value });
      if (!hasParts(value.type)) return [asShadow(build, tangent, func.results[0])];
      // What the value has in two pieces of memory, its tangent may have in one.
      const shadow = build.zeros(value);
      build.accumulate(shadow, tangent);
      return [shadow];
    });
    body.yields = [value ?? build.call(func, args)[0], ...shadows];
    made.body = body;
  }

  /** The value that a rule returns in its first result, in memory of its own, as the function itself returns it. */
  own(build: Builder, value: Value, rule: Func): Value {
    return value.type.kind !== "ref" || this.calculus.isFresh(rule, 0) ? value : build.copy(value, { deep: true });
  }

  /** What reverse mode calls. `keepsArguments`: until the reverse sweep nobody writes to the arguments, nor to the result. */
  halves(func: Func, activity: Activity, keepsArguments: boolean): Halves {
    const { captures } = func.rule!;
    const rule = activity.results[0] ? this.vjp(func) : undefined;
    const isActive = rule !== undefined;
    const { forward, backward } = rule ?? { forward: func, backward: undefined };
    const shell = (suffix: string): Func => ({
      ...func,
      name: derivedName(func, suffix),
      body: emptyRegion(),
      rule: undefined,
      original: undefined,
      exported: false,
    });
    const [first, second] = [shell("forward"), shell("reverse")];
    const args = func.body.params.map(cloneValue);
    const active = args.map((arg, k) => k >= captures && activity.params[k] && isDifferentiable(arg.type));
    const shadows = args.map((arg, k) =>
      active[k] && arg.type.kind === "ref" ? new Value(shadowType(arg.type), `${arg.name ?? "x"}_b`) : undefined,
    );
    first.body.params = [...args, ...shadows.flatMap((shadow) => shadow ?? [])];
    const build = new Builder(first.body);
    const [returned, kept] = build.call(forward, args);
    if (isActive) expectOncePlaced(build, func.source, returned);
    // A rule of the program may keep its arguments, or what it returns, which are needed as they are now; what is made of one for the other
    // mode has copies.
    const isGiven = isActive && func.rule!.forward !== undefined && kept.type.kind === "ref";
    const mayChange = isGiven && !keepsArguments;
    const isOwn = !mayChange || this.calculus.isFresh(forward, 1);
    const residuals = isOwn ? kept : build.copy(kept, { deep: true });
    const isKept = mayChange && isOwn && this.calculus.mayShare(forward, 0, 1);
    const value = isKept ? build.copy(returned, { deep: true }) : this.own(build, returned, forward);
    const shadow = value.type.kind === "ref" && isActive ? build.zeros(value, "y_b", true) : undefined;
    const held: [string, Value][] = isActive ? [["residuals", residuals]] : [];
    if (isActive) args.slice(0, captures).forEach((arg, k) => held.push([`captured${k}`, arg]));
    if (isActive) shadows.forEach((each, k) => each && held.push([`shadow${k}`, each]));
    const lists = args.filter((_, k) => isActive && shadows[k] && holdsLength(func, k));
    for (const arg of lists) held.push([`length${args.indexOf(arg)}`, build.length(arg)]);
    if (shadow) held.push(["cotangent", shadow]);
    const type = refTo(
      namedRecord(
        typeNameFor(func, "Residuals"),
        held.map(([name, each]) => ({ name, type: each.type })),
      ),
    );
    const tape = build.literal(
      type,
      held.map(([, each]) => each),
      "tape",
    );
    first.body.yields = [value, ...(shadow ? [shadow] : []), tape];
    first.results = first.body.yields.map((each) => each.type);

    const given = new Value(type, "tape");
    const seeds = isActive && !shadow ? [new Value(F64, "y_b")] : [];
    second.body.params = [given, ...seeds];
    const back = new Builder(second.body);
    const result = func.results[0];
    second.body.yields = backward
      ? pulled(back, { func, given, seed: seeds[0], active, args, captures, shadow, backward, result })
      : args.filter(({ type: of }, k) => active[k] && of.kind === "f64").map(() => back.const(0, F64));
    second.results = second.body.yields.map((each) => each.type);
    return { forward: first, reverse: second, activity, lent: args.map(() => false), lost: [] };
  }
}

interface Pulling {
  readonly func: Func;
  readonly given: Value;
  readonly seed: Value | undefined;
  readonly active: readonly boolean[];
  readonly args: readonly Value[];
  readonly captures: number;
  readonly shadow: Value | undefined;
  readonly backward: Func;
  readonly result: Type;
}

/** Whether it is kept how long an argument is: its shadow may become longer. */
function holdsLength(func: Func, k: number): boolean {
  const param = func.body.params[k];
  return k >= func.rule!.captures && isList(param.type) && !mayBeMissing(func, param);
}

/** Calls the rule and hands on what it returns. */
function pulled(build: Builder, of: Pulling): Value[] {
  const { given, captures, args, active } = of;
  const read = (name: string): Value => build.getField(given, name);
  const shadow = of.shadow && read("cotangent");
  const zero = (): Value => build.const(of.result.kind === "f64" ? 0 : null, tangentType(of.result));
  const cotangent = shadow ? build.copy(shadow, { type: tangentType(of.result), deep: true }) : (of.seed ?? zero());
  const bound = args.slice(0, captures).map((_, k) => read(`captured${k}`));
  const [list] = build.call(of.backward, [...bound, read("residuals"), cotangent]);
  if (shadow) build.clear(shadow);
  const reals: Value[] = [];
  args.forEach((arg, k) => {
    if (!active[k]) return;
    const part = slotOf(build, list, k - captures);
    if (arg.type.kind === "f64") reals.push(part);
    else {
      const target = read(`shadow${k}`);
      const length = holdsLength(of.func, k) ? read(`length${k}`) : undefined;
      expectRuleShape(build, of.func, part, { like: target, of: of.func.body.params[k], grown: true, length });
      build.accumulate(target, part, { pairs: !isTypedArray(arg.type) });
    }
  });
  return reals;
}
