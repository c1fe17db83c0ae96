/** The operators that users call. */

export const operatorNames = ["grad", "valueAndGrad", "gradInto", "valueAndGradInto", "jvp", "vjp"] as const;

export type OperatorName = (typeof operatorNames)[number];

/** What an operator that makes gradients returns, and where it leaves the gradient. */
export interface GradientForm {
  readonly value: boolean;
  /** Into memory of the caller, which comes in front of the function's own arguments. */
  readonly into: boolean;
}

/** Nothing for the other operators. */
export function gradientForm(operator: OperatorName): GradientForm | undefined {
  if (operator === "jvp" || operator === "vjp") return undefined;
  return { value: operator.startsWith("value"), into: operator.endsWith("Into") };
}
