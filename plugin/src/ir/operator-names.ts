/** The operators that users call: what each takes, asks of its operand and returns. The transforms say how it is made. */

export interface OperatorRow {
  /**
   * What the result is called with: the function's own arguments, in front of them memory for the derivative, an array and a place in it, two
   * such pairs or a plan; two lists, a list and a list of lists; or what it is to be checked at stands beside the operand.
   */
  readonly takes: "arguments" | "into" | "packed" | "packedPair" | "plan" | "lists" | "series" | "check";
  /** What the operand has to return: a number (with `hasAux` also `[number, aux]`), an array of numbers, something with a derivative, anything. */
  readonly of: "number" | "vector" | "real" | "anything";
  /** What `argnums` may select: any parameters, one number or array of numbers, those whose types say where their numbers are; or nothing. */
  readonly selects: "parameters" | "number" | "vector" | "places" | "none";
  /** What a call returns: a value of the IR, `[value, linear map]`, or the linear map alone. */
  readonly gives: "value" | "valueAndMap" | "map";
  /** Options besides `argnums`; with `order` a number stands in place of the options. */
  readonly options: readonly ("hasAux" | "method" | "order")[];
}

function row(
  takes: OperatorRow["takes"],
  of: OperatorRow["of"],
  selects: OperatorRow["selects"],
  options: OperatorRow["options"] = [],
  gives: OperatorRow["gives"] = "value",
): OperatorRow {
  return { takes, of, selects, options, gives };
}

const rows = {
  grad: row("arguments", "number", "parameters", ["hasAux"]),
  valueAndGrad: row("arguments", "number", "parameters", ["hasAux"]),
  gradInto: row("into", "number", "parameters", ["hasAux"]),
  valueAndGradInto: row("into", "number", "parameters", ["hasAux"]),
  jvp: row("lists", "anything", "none"),
  vjp: row("arguments", "anything", "none", [], "valueAndMap"),
  jacobian: row("arguments", "real", "parameters"),
  jacobianInto: row("into", "real", "parameters"),
  valueAndJacobianInto: row("into", "real", "parameters"),
  packedJacobianInto: row("packed", "real", "places"),
  packedValueAndJacobianInto: row("packedPair", "real", "places"),
  jacfwd: row("arguments", "real", "parameters"),
  jacrev: row("arguments", "real", "parameters"),
  hessian: row("arguments", "number", "places"),
  hvp: row("lists", "number", "parameters", ["method"]),
  vhp: row("lists", "number", "parameters"),
  jacobianPattern: row("arguments", "vector", "vector"),
  sparseJacobian: row("arguments", "vector", "vector"),
  sparseJacobianWith: row("plan", "vector", "vector"),
  hessianPattern: row("arguments", "number", "vector"),
  sparseHessian: row("arguments", "number", "vector"),
  sparseHessianWith: row("plan", "number", "vector"),
  secondDerivative: row("arguments", "real", "number"),
  laplacian: row("arguments", "number", "places"),
  taylor: row("lists", "real", "none", ["order"]),
  jet: row("series", "real", "none", ["order"]),
  linearize: row("arguments", "anything", "none", [], "valueAndMap"),
  linearTranspose: row("arguments", "anything", "none", [], "map"),
  checkGrads: row("check", "real", "none"),
} satisfies Readonly<Record<string, OperatorRow>>;

export type OperatorName = keyof typeof rows;

/** The operators whose result is a value of the IR, and those that give a linear map. */
export type MapOperator = "vjp" | "linearize" | "linearTranspose";
export type ValueOperator = Exclude<OperatorName, MapOperator | "checkGrads">;

export const operatorRows: Readonly<Record<OperatorName, OperatorRow>> = rows;

export const operatorNames = Object.keys(rows) as OperatorName[];

/** Whether it stands for itself in ordinary code only, and never in what is differentiated. */
export function isCheck(operator: OperatorName): operator is "checkGrads" {
  return operatorRows[operator].takes === "check";
}

const leading: Readonly<Partial<Record<OperatorRow["takes"], number>>> = { into: 1, plan: 1, packed: 2, packedPair: 4 };

/** What the result of an operator takes in front of the function's own arguments. */
export function leadingArguments(operator: OperatorName): number {
  return leading[operatorRows[operator].takes] ?? 0;
}

/** Whether the derivative goes into memory of the caller. */
export function writesInto(operator: OperatorName): boolean {
  const { takes } = operatorRows[operator];
  return takes === "into" || takes === "packed" || takes === "packedPair";
}

export function givesMap(operator: OperatorName): operator is MapOperator {
  return operatorRows[operator].gives !== "value";
}

/** How a Hessian-vector product is computed (book, section 8.1). */
export const hvpMethods = [
  "forward-over-reverse",
  "reverse-over-forward",
  "reverse-over-reverse",
  "double-directional",
] as const;

export type HvpMethod = (typeof hvpMethods)[number];

/** What an operator call says beside its operand. */
export interface OperatorOptions {
  readonly argnums: number | readonly number[];
  readonly hasAux: boolean;
  readonly method?: HvpMethod;
  readonly order?: number;
}

/** What an operator that makes gradients returns, and where it leaves the gradient. */
export interface GradientForm {
  readonly value: boolean;
  /** Into memory of the caller, which comes in front of the function's own arguments. */
  readonly into: boolean;
}

const gradientForms: Readonly<Partial<Record<OperatorName, GradientForm>>> = {
  grad: { value: false, into: false },
  valueAndGrad: { value: true, into: false },
  gradInto: { value: false, into: true },
  valueAndGradInto: { value: true, into: true },
};

/** Nothing for the other operators. */
export function gradientForm(operator: OperatorName): GradientForm | undefined {
  return gradientForms[operator];
}
