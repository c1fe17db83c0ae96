/**
 * The operators as functions of the IR: the derivative of a function is a function again, with the public signature, so that it can
 * be called, inlined and differentiated like any other.
 */
import {
  givesMap,
  gradientForm,
  isCheck,
  type MapOperator,
  type OperatorName,
  type OperatorOptions,
  type ValueOperator,
  writesInto,
} from "../ir/operator-names.js";
import type { Func } from "../ir/ops.js";
import { reachable } from "../ir/traverse.js";
import { verify } from "../ir/verifier.js";
import { finish } from "../optimize/index.js";
import { splitFunction } from "../optimize/split-functions.js";
import { joinResults } from "../optimize/join-results.js";
import type { Calculus, Halves } from "./calculus.js";
import { checkEntry } from "./check-entry.js";
import { Derivatives, type DerivativesOptions } from "./derivatives.js";
import { type EntryRequest, makeEntry } from "./entry.js";
import { jet, taylor } from "./expansions.js";
import { jacobianInto, packedJacobianInto } from "./jacobians-into.js";
import { jacfwd, jacobian, jacrev } from "./jacobians.js";
import { linearize, linearTranspose } from "./linear-maps.js";
import { pattern, sparse, type SparseKind, sparseWith } from "./sparse.js";
import { hessian, hvp, laplacian, secondDerivative, vhp } from "./second-order.js";

export interface OperatorsOptions extends DerivativesOptions {
  /** The longest function that is emitted, in bytes of estimated bytecode. */
  longest?: number;
}

type Derivation = (calculus: Calculus, func: Func, captures: number, options: OperatorOptions) => Func;

function gradient(operator: ValueOperator): Derivation {
  const form = gradientForm(operator)!;
  return (calculus, func, captures, options) => calculus.grad(func, { ...form, ...options, captures });
}

function sparsely(make: typeof sparse, kind: SparseKind): Derivation {
  // One parameter is all that these select.
  return (calculus, func, captures, { argnums }) => make(calculus, func, kind, { captures, argnum: Number(argnums) });
}

const derivations: Readonly<Record<ValueOperator, Derivation>> = {
  grad: gradient("grad"),
  valueAndGrad: gradient("valueAndGrad"),
  gradInto: gradient("gradInto"),
  valueAndGradInto: gradient("valueAndGradInto"),
  jvp: (calculus, func, captures) => calculus.jvp(func, captures),
  jacobian: (calculus, func, captures, { argnums }) => jacobian(calculus, func, { captures, argnums }),
  jacobianInto: (calculus, func, captures, { argnums }) =>
    jacobianInto(calculus, func, { captures, argnums, value: false }),
  valueAndJacobianInto: (calculus, func, captures, { argnums }) =>
    jacobianInto(calculus, func, { captures, argnums, value: true }),
  packedJacobianInto: (calculus, func, captures, { argnums }) =>
    packedJacobianInto(calculus, func, { captures, argnums, value: true, packs: "rows" }),
  packedValueAndJacobianInto: (calculus, func, captures, { argnums }) =>
    packedJacobianInto(calculus, func, { captures, argnums, value: false, packs: "valueAndRows" }),
  jacfwd: (calculus, func, captures, { argnums }) => jacfwd(calculus, func, { captures, argnums }),
  jacrev: (calculus, func, captures, { argnums }) => jacrev(calculus, func, { captures, argnums }),
  hessian: (calculus, func, captures, { argnums }) => hessian(calculus, func, { captures, argnums }),
  hvp: (calculus, func, captures, { argnums, method = "forward-over-reverse" }) =>
    hvp(calculus, func, { captures, argnums }, method),
  vhp: (calculus, func, captures, { argnums }) => vhp(calculus, func, { captures, argnums }),
  jacobianPattern: sparsely(pattern, "jacobian"),
  sparseJacobian: sparsely(sparse, "jacobian"),
  sparseJacobianWith: sparsely(sparseWith, "jacobian"),
  hessianPattern: sparsely(pattern, "hessian"),
  sparseHessian: sparsely(sparse, "hessian"),
  sparseHessianWith: sparsely(sparseWith, "hessian"),
  secondDerivative: (calculus, func, captures, { argnums }) => secondDerivative(calculus, func, { captures, argnums }),
  taylor: (calculus, func, captures, { order = 1 }) => taylor(calculus, func, captures, order),
  jet: (calculus, func, captures, { order = 1 }) => jet(calculus, func, captures, order),
  laplacian: (calculus, func, captures, { argnums }) => laplacian(calculus, func, { captures, argnums }),
};

const linearMaps: Readonly<Record<MapOperator, (calculus: Calculus, func: Func, captures: number) => Halves>> = {
  vjp: (calculus, func, captures) => calculus.vjp(func, captures),
  linearize,
  linearTranspose,
};

export class Operators {
  private readonly derivatives: Derivatives;

  constructor(private readonly options: OperatorsOptions) {
    this.derivatives = new Derivatives(options);
  }

  /** (captures, what the public operator is called with) -> what it returns. `argnums` count the user's parameters. */
  derive(operator: ValueOperator, func: Func, captures: number, options: OperatorOptions): Func {
    return this.derivatives.within(func, () => derivations[operator](this.derivatives, func, captures, options));
  }

  /** A linear map as two functions: what makes the tape that it needs, and the map. */
  linearMap(operator: MapOperator, func: Func, captures: number): Halves {
    return this.derivatives.within(func, () => linearMaps[operator](this.derivatives, func, captures));
  }

  /** The exported function that stands for an operator call; undefined where it was refused, and then that is reported. */
  entry(request: EntryRequest): Func | undefined {
    const { operator, primal, captures, options } = request;
    if (isCheck(operator)) return this.check(request);
    if (givesMap(operator)) this.linearMap(operator, primal, captures);
    else this.derive(operator, primal, captures, options);
    if (this.derivatives.isRefused(primal)) return undefined;
    const made = makeEntry(this, request);
    // A gradient has been optimized already, without checks of the arguments.
    if (gradientForm(operator) || writesInto(operator)) this.derivatives.settleChecked(made);
    if (this.options.verify) verify(made);
    this.derivatives.settle(made);
    return made;
  }

  private check(request: EntryRequest): Func | undefined {
    const { name, primal, captures, options } = request;
    const entry = (operator: OperatorName, of: Func, suffix: string): Func | undefined => {
      const made = this.entry({ operator, primal: of, captures, options, name: `${name}_${suffix}` });
      if (made) made.exported = false;
      return made;
    };
    const [jvp, vjp] = [entry("jvp", primal, "jvp"), entry("vjp", primal, "vjp")];
    if (!jvp || !vjp) return undefined;
    const along = this.derive("jvp", primal, captures, options);
    const [second, back] = [entry("jvp", along, "jvp2"), entry("vjp", along, "vjp2")];
    if (!second || !back) return undefined;
    const complexStep = this.derivatives.complexStep(primal, captures);
    if (complexStep) this.derivatives.settle(complexStep);
    return checkEntry(request, { f: primal, jvp, vjp, complexStep }, { f: jvp, jvp: second, vjp: back });
  }

  /** Brings all that is emitted for the entries into the form that engines run fastest. */
  complete(entries: readonly Func[]): void {
    const funcs = reachable(entries, ({ original }) => original !== undefined);
    if (this.options.level > 0) joinResults(funcs);
    for (const func of funcs) {
      finish(func, this.options);
      const parts = splitFunction(func, this.options.longest);
      if (this.options.verify) for (const each of [func, ...parts]) verify(each);
    }
  }
}
