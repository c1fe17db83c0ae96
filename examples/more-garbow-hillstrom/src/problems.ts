import { hessian, jacobian, valueAndGrad } from "cotangent";
import {
  brownAlmostLinear,
  broydenBanded,
  broydenTridiagonal,
  chebyquad,
  discreteBoundaryValue,
  discreteIntegralEquation,
  extendedPowell,
  extendedRosenbrock,
  linearFullRank,
  linearRankOne,
  linearRankOneWithZeros,
  penalty1,
  penalty2,
  trigonometric,
  variablyDimensioned,
  watson,
} from "./any-size.js";
import { biggs, brownDennis, kowalikOsborne, osborne1, osborne2, powellSingular, wood } from "./four-and-more.js";
import {
  bard,
  beale,
  box,
  brownBadlyScaled,
  freudensteinRoth,
  gaussian,
  gulf,
  helicalValley,
  indices,
  jennrichSampson,
  meyer,
  powellBadlyScaled,
  rosenbrock,
} from "./two-and-three.js";

/** One number of variables. */
export interface Case {
  readonly start: readonly number[];
  /** The sums of squares at the minima that the paper lists, to six digits; some of the minima are at infinity. */
  readonly optima: readonly number[];
  /** Of a minimum that the paper does not list. */
  readonly unlisted?: number;
}

/** A problem of the paper. The sum of the squares of its residuals is to be small; the objective of optimizers is half of it. */
export interface Problem {
  /** Its number in the paper. */
  readonly number: number;
  readonly name: string;
  readonly cases: readonly Case[];
  readonly residuals: (x: Float64Array) => number[];
  readonly jacobian: (x: Float64Array) => Float64Array[];
  readonly valueAndGrad: (x: Float64Array) => [number, Float64Array];
  readonly hessian: (x: Float64Array) => Float64Array[];
}

export const problems: readonly Problem[] = [
  {
    number: 1,
    name: "Rosenbrock",
    cases: [{ start: [-1.2, 1], optima: [0] }],
    residuals: rosenbrock,
    jacobian: jacobian(rosenbrock),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(rosenbrock(x))),
    hessian: hessian((x: Float64Array) => halfSquares(rosenbrock(x))),
  },
  {
    number: 2,
    name: "Freudenstein and Roth",
    cases: [{ start: [0.5, -2], optima: [0, 48.9842] }],
    residuals: freudensteinRoth,
    jacobian: jacobian(freudensteinRoth),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(freudensteinRoth(x))),
    hessian: hessian((x: Float64Array) => halfSquares(freudensteinRoth(x))),
  },
  {
    number: 3,
    name: "Powell badly scaled",
    cases: [{ start: [0, 1], optima: [0] }],
    residuals: powellBadlyScaled,
    jacobian: jacobian(powellBadlyScaled),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(powellBadlyScaled(x))),
    hessian: hessian((x: Float64Array) => halfSquares(powellBadlyScaled(x))),
  },
  {
    number: 4,
    name: "Brown badly scaled",
    cases: [{ start: [1, 1], optima: [0] }],
    residuals: brownBadlyScaled,
    jacobian: jacobian(brownBadlyScaled),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(brownBadlyScaled(x))),
    hessian: hessian((x: Float64Array) => halfSquares(brownBadlyScaled(x))),
  },
  {
    number: 5,
    name: "Beale",
    cases: [{ start: [1, 1], optima: [0] }],
    residuals: beale,
    jacobian: jacobian(beale),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(beale(x))),
    hessian: hessian((x: Float64Array) => halfSquares(beale(x))),
  },
  {
    number: 6,
    name: "Jennrich and Sampson",
    cases: [{ start: [0.3, 0.4], optima: [124.362] }],
    residuals: (x: Float64Array) => jennrichSampson(x, 10),
    jacobian: jacobian((x: Float64Array) => jennrichSampson(x, 10)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(jennrichSampson(x, 10))),
    hessian: hessian((x: Float64Array) => halfSquares(jennrichSampson(x, 10))),
  },
  {
    number: 7,
    name: "Helical valley",
    cases: [{ start: [-1, 0, 0], optima: [0] }],
    residuals: helicalValley,
    jacobian: jacobian(helicalValley),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(helicalValley(x))),
    hessian: hessian((x: Float64Array) => halfSquares(helicalValley(x))),
  },
  {
    number: 8,
    name: "Bard",
    cases: [{ start: [1, 1, 1], optima: [8.21487e-3, 17.4286] }],
    residuals: bard,
    jacobian: jacobian(bard),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(bard(x))),
    hessian: hessian((x: Float64Array) => halfSquares(bard(x))),
  },
  {
    number: 9,
    name: "Gaussian",
    cases: [{ start: [0.4, 1, 0], optima: [1.12793e-8] }],
    residuals: gaussian,
    jacobian: jacobian(gaussian),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(gaussian(x))),
    hessian: hessian((x: Float64Array) => halfSquares(gaussian(x))),
  },
  {
    number: 10,
    name: "Meyer",
    cases: [{ start: [0.02, 4000, 250], optima: [87.9458] }],
    residuals: meyer,
    jacobian: jacobian(meyer),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(meyer(x))),
    hessian: hessian((x: Float64Array) => halfSquares(meyer(x))),
  },
  {
    number: 11,
    name: "Gulf research and development",
    cases: [{ start: [5, 2.5, 0.15], optima: [0] }],
    residuals: (x: Float64Array) => gulf(x, 99),
    jacobian: jacobian((x: Float64Array) => gulf(x, 99)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(gulf(x, 99))),
    hessian: hessian((x: Float64Array) => halfSquares(gulf(x, 99))),
  },
  {
    number: 12,
    name: "Box three-dimensional",
    cases: [{ start: [0, 10, 20], optima: [0] }],
    residuals: (x: Float64Array) => box(x, 10),
    jacobian: jacobian((x: Float64Array) => box(x, 10)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(box(x, 10))),
    hessian: hessian((x: Float64Array) => halfSquares(box(x, 10))),
  },
  {
    number: 13,
    name: "Powell singular",
    cases: [{ start: [3, -1, 0, 1], optima: [0] }],
    residuals: powellSingular,
    jacobian: jacobian(powellSingular),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(powellSingular(x))),
    hessian: hessian((x: Float64Array) => halfSquares(powellSingular(x))),
  },
  {
    number: 14,
    name: "Wood",
    cases: [{ start: [-3, -1, -3, -1], optima: [0] }],
    residuals: wood,
    jacobian: jacobian(wood),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(wood(x))),
    hessian: hessian((x: Float64Array) => halfSquares(wood(x))),
  },
  {
    number: 15,
    name: "Kowalik and Osborne",
    cases: [{ start: [0.25, 0.39, 0.415, 0.39], optima: [3.07505e-4, 1.02734e-3] }],
    residuals: kowalikOsborne,
    jacobian: jacobian(kowalikOsborne),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(kowalikOsborne(x))),
    hessian: hessian((x: Float64Array) => halfSquares(kowalikOsborne(x))),
  },
  {
    number: 16,
    name: "Brown and Dennis",
    cases: [{ start: [25, 5, -5, -1], optima: [85822.2] }],
    residuals: (x: Float64Array) => brownDennis(x, 20),
    jacobian: jacobian((x: Float64Array) => brownDennis(x, 20)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(brownDennis(x, 20))),
    hessian: hessian((x: Float64Array) => halfSquares(brownDennis(x, 20))),
  },
  {
    number: 17,
    name: "Osborne 1",
    cases: [{ start: [0.5, 1.5, -1, 0.01, 0.02], optima: [5.46489e-5] }],
    residuals: osborne1,
    jacobian: jacobian(osborne1),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(osborne1(x))),
    hessian: hessian((x: Float64Array) => halfSquares(osborne1(x))),
  },
  {
    number: 18,
    name: "Biggs EXP6",
    cases: [{ start: [1, 2, 1, 1, 1, 1], optima: [0, 5.65565e-3] }],
    residuals: (x: Float64Array) => biggs(x, 13),
    jacobian: jacobian((x: Float64Array) => biggs(x, 13)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(biggs(x, 13))),
    hessian: hessian((x: Float64Array) => halfSquares(biggs(x, 13))),
  },
  {
    number: 19,
    name: "Osborne 2",
    cases: [{ start: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], optima: [4.01377e-2] }],
    residuals: osborne2,
    jacobian: jacobian(osborne2),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(osborne2(x))),
    hessian: hessian((x: Float64Array) => halfSquares(osborne2(x))),
  },
  {
    number: 20,
    name: "Watson",
    cases: [
      { start: zeros(6), optima: [2.28767e-3] },
      { start: zeros(9), optima: [1.39976e-6] },
      { start: zeros(12), optima: [4.72238e-10] },
    ],
    residuals: watson,
    jacobian: jacobian(watson),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(watson(x))),
    hessian: hessian((x: Float64Array) => halfSquares(watson(x))),
  },
  {
    number: 21,
    name: "Extended Rosenbrock",
    cases: [{ start: repeated([-1.2, 1], 5), optima: [0] }],
    residuals: extendedRosenbrock,
    jacobian: jacobian(extendedRosenbrock),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(extendedRosenbrock(x))),
    hessian: hessian((x: Float64Array) => halfSquares(extendedRosenbrock(x))),
  },
  {
    number: 22,
    name: "Extended Powell singular",
    cases: [{ start: repeated([3, -1, 0, 1], 3), optima: [0] }],
    residuals: extendedPowell,
    jacobian: jacobian(extendedPowell),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(extendedPowell(x))),
    hessian: hessian((x: Float64Array) => halfSquares(extendedPowell(x))),
  },
  {
    number: 23,
    name: "Penalty I",
    cases: [
      { start: indices(4), optima: [2.24997e-5] },
      { start: indices(10), optima: [7.08765e-5] },
    ],
    residuals: penalty1,
    jacobian: jacobian(penalty1),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(penalty1(x))),
    hessian: hessian((x: Float64Array) => halfSquares(penalty1(x))),
  },
  {
    number: 24,
    name: "Penalty II",
    cases: [
      { start: repeated([0.5], 4), optima: [9.37629e-6] },
      { start: repeated([0.5], 10), optima: [2.9366e-4] },
    ],
    residuals: penalty2,
    jacobian: jacobian(penalty2),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(penalty2(x))),
    hessian: hessian((x: Float64Array) => halfSquares(penalty2(x))),
  },
  {
    number: 25,
    name: "Variably dimensioned",
    cases: [{ start: indices(10).map((j) => 1 - j / 10), optima: [0] }],
    residuals: variablyDimensioned,
    jacobian: jacobian(variablyDimensioned),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(variablyDimensioned(x))),
    hessian: hessian((x: Float64Array) => halfSquares(variablyDimensioned(x))),
  },
  {
    number: 26,
    name: "Trigonometric",
    cases: [{ start: repeated([1 / 10], 10), optima: [0], unlisted: 2.79506e-5 }],
    residuals: trigonometric,
    jacobian: jacobian(trigonometric),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(trigonometric(x))),
    hessian: hessian((x: Float64Array) => halfSquares(trigonometric(x))),
  },
  {
    number: 27,
    name: "Brown almost-linear",
    cases: [{ start: repeated([0.5], 10), optima: [0, 1] }],
    residuals: brownAlmostLinear,
    jacobian: jacobian(brownAlmostLinear),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(brownAlmostLinear(x))),
    hessian: hessian((x: Float64Array) => halfSquares(brownAlmostLinear(x))),
  },
  {
    number: 28,
    name: "Discrete boundary value",
    cases: [{ start: parabola(10), optima: [0] }],
    residuals: discreteBoundaryValue,
    jacobian: jacobian(discreteBoundaryValue),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(discreteBoundaryValue(x))),
    hessian: hessian((x: Float64Array) => halfSquares(discreteBoundaryValue(x))),
  },
  {
    number: 29,
    name: "Discrete integral equation",
    cases: [{ start: parabola(10), optima: [0] }],
    residuals: discreteIntegralEquation,
    jacobian: jacobian(discreteIntegralEquation),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(discreteIntegralEquation(x))),
    hessian: hessian((x: Float64Array) => halfSquares(discreteIntegralEquation(x))),
  },
  {
    number: 30,
    name: "Broyden tridiagonal",
    cases: [{ start: repeated([-1], 10), optima: [0] }],
    residuals: broydenTridiagonal,
    jacobian: jacobian(broydenTridiagonal),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(broydenTridiagonal(x))),
    hessian: hessian((x: Float64Array) => halfSquares(broydenTridiagonal(x))),
  },
  {
    number: 31,
    name: "Broyden banded",
    cases: [{ start: repeated([-1], 10), optima: [0] }],
    residuals: broydenBanded,
    jacobian: jacobian(broydenBanded),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(broydenBanded(x))),
    hessian: hessian((x: Float64Array) => halfSquares(broydenBanded(x))),
  },
  {
    number: 32,
    name: "Linear, full rank",
    cases: [{ start: repeated([1], 10), optima: [20 - 10] }],
    residuals: (x: Float64Array) => linearFullRank(x, 20),
    jacobian: jacobian((x: Float64Array) => linearFullRank(x, 20)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(linearFullRank(x, 20))),
    hessian: hessian((x: Float64Array) => halfSquares(linearFullRank(x, 20))),
  },
  {
    number: 33,
    name: "Linear, rank one",
    cases: [{ start: repeated([1], 10), optima: [(20 * (20 - 1)) / (2 * (2 * 20 + 1))] }],
    residuals: (x: Float64Array) => linearRankOne(x, 20),
    jacobian: jacobian((x: Float64Array) => linearRankOne(x, 20)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(linearRankOne(x, 20))),
    hessian: hessian((x: Float64Array) => halfSquares(linearRankOne(x, 20))),
  },
  {
    number: 34,
    name: "Linear, rank one with zeros",
    cases: [{ start: repeated([1], 10), optima: [(20 ** 2 + 3 * 20 - 6) / (2 * (2 * 20 - 3))] }],
    residuals: (x: Float64Array) => linearRankOneWithZeros(x, 20),
    jacobian: jacobian((x: Float64Array) => linearRankOneWithZeros(x, 20)),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(linearRankOneWithZeros(x, 20))),
    hessian: hessian((x: Float64Array) => halfSquares(linearRankOneWithZeros(x, 20))),
  },
  {
    number: 35,
    name: "Chebyquad",
    cases: [
      { start: indices(7).map((j) => j / 8), optima: [0] },
      { start: indices(8).map((j) => j / 9), optima: [3.51687e-3] },
      { start: indices(9).map((j) => j / 10), optima: [0] },
      { start: indices(10).map((j) => j / 11), optima: [6.50395e-3], unlisted: 4.77271e-3 },
    ],
    residuals: chebyquad,
    jacobian: jacobian(chebyquad),
    valueAndGrad: valueAndGrad((x: Float64Array) => halfSquares(chebyquad(x))),
    hessian: hessian((x: Float64Array) => halfSquares(chebyquad(x))),
  },
];

function halfSquares(residuals: number[]): number {
  let sum = 0;
  for (const each of residuals) sum += each ** 2;
  return sum / 2;
}

function zeros(n: number): number[] {
  return repeated([0], n);
}

function repeated(pattern: number[], times: number): number[] {
  return Array.from({ length: times }, () => pattern).flat();
}

/** Where the discretised problems start: `t (t - 1)` at each point. */
function parabola(n: number): number[] {
  return indices(n).map((j) => (j / (n + 1)) * (j / (n + 1) - 1));
}
