/** Arguments that are not as they should be: for every function of the numerical entries an error that names the function, the argument and what it is. */
import * as linalg from "cotangent/linalg";
import * as optim from "cotangent/optim";
import * as random from "cotangent/random";
import { describe, expect, test } from "vitest";
import { optimizers as everyOptimizer } from "./optim/every-optimizer.js";

type Callable = (...args: never[]) => unknown;
type Case = readonly [args: readonly unknown[], name: string, message: RegExp];
type Cases = Readonly<Record<string, readonly Case[]>>;

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const of = Float64Array.of.bind(Float64Array);
const [two, three, four] = [of(1, 2), of(1, 2, 3), of(2, 1, 1, 2)];
const bad = of(nan, 1, 1, 2);
const singular = of(1, 2, 2, 4);

const kernels: Cases = {
  axpy: [[[1, two, three], "ShapeError", /y has 3 numbers, but should have 2/]],
  axpyInto: [[[two, 1, three], "ShapeError", /y has 2 numbers, but should have 3/]],
  cholesky: [
    [[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[bad, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
    [[singular, 2], "NotPositiveDefiniteError", /the 2 x 2 matrix a is not positive definite: pivot 1 is 0/],
    [[of(1, 2, 3, 9), 2], "NotPositiveDefiniteError", /the 2 x 2 matrix a is not symmetric/],
  ],
  choleskySolve: [
    [[four, three, 2], "ShapeError", /b has 3 numbers, but a 2 x 1 matrix has 2/],
    [[of(1, 0, 1, 0), two, 2], "SingularSystemError", /the 2 x 2 factor l has a zero in row 1/],
  ],
  convolve: [
    [[three, of()], "ShapeError", /h is 1 x 0/],
    [[three, two, { mode: "round" }], "RangeError", /mode is round/],
  ],
  convolve2d: [
    [[four, four, 2, 2, 3, 2], "ShapeError", /h has 4 numbers, but a 3 x 2 matrix has 6/],
    [[four, four, 2, 2, 2, 2, { mode: "round" }], "RangeError", /mode is round/],
  ],
  det: [[[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/]],
  dot: [[[two, three], "ShapeError", /y has 3 numbers, but should have 2/]],
  eigh: [
    [[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[bad, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
    [[of(1, 2, 3, 4), 2], "NotPositiveDefiniteError", /the 2 x 2 matrix a is not symmetric/],
    [[four, 2, { atEqual: "one" }], "RangeError", /atEqual is one/],
  ],
  expm: [
    [[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[bad, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
  ],
  fft: [[[two, three], "ShapeError", /im has 3 numbers, but should have 2/]],
  gemm: [
    [[four, four, 2, 2, 3], "ShapeError", /b has 4 numbers, but a 2 x 3 matrix has 6/],
    [[four, four, 2, -2, 2], "ShapeError", /the number of columns of a is -2/],
    [
      [four, four, 2, 2, 2, { a: { rowStride: 9 } }],
      "ShapeError",
      /a has 4 numbers, .* 2 x 2 .* strides of 9 and 1, needs 11/,
    ],
  ],
  gemmInto: [[[three, four, four, 2, 2, 2], "ShapeError", /c has 3 numbers, but a 2 x 2 matrix has 4/]],
  gemv: [
    [[four, three, 2, 2], "ShapeError", /x has 3 numbers, but should have 2/],
    [[four, two, 2, nan], "ShapeError", /the number of columns of a is NaN/],
  ],
  ifft: [[[two, three], "ShapeError", /im has 3 numbers, but should have 2/]],
  inverse: [
    [[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[bad, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
    [[singular, 2], "SingularSystemError", /the 2 x 2 matrix a is singular/],
  ],
  logdet: [[[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/]],
  logdetPositiveDefinite: [
    [[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[singular, 2], "NotPositiveDefiniteError", /the 2 x 2 matrix a is not positive definite/],
  ],
  lu: [[[three, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/]],
  nrm2: [[[two, { n: 3 }], "ShapeError", /x has 2 numbers, but should have 3/]],
  outer: [[[two, three, { m: 3 }], "ShapeError", /x has 2 numbers, but should have 3/]],
  qr: [
    [[three, 2, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[bad, 2, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
  ],
  solve: [
    [[four, three, 2], "ShapeError", /b has 3 numbers, but a 2 x 1 matrix has 2/],
    [[bad, two, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
    [[singular, two, 2], "SingularSystemError", /the 2 x 2 matrix a is singular/],
  ],
  solveBanded: [
    [[two, three, 3, 1, 0], "ShapeError", /bands has 2 numbers, but a 3 x 2 matrix has 6/],
    [[of(7, 1, 1, inf), two, 2, 1, 0], "NonFiniteError", /the 2 x 2 matrix has the entry Infinity in row 1, column 1/],
    [[of(7, 1, 1, 0), two, 2, 1, 0], "SingularSystemError", /the 2 x 2 matrix is singular/],
    [[two, two, 2, -1, 0], "ShapeError", /the number of lower diagonals is -1/],
  ],
  solveTriangular: [
    [[four, three, 2], "ShapeError", /b has 3 numbers, but a 2 x 1 matrix has 2/],
    [[of(1, 0, 1, 0), two, 2], "SingularSystemError", /the matrix t, 2 x 2, has a zero in row 1/],
  ],
  solveTridiagonal: [
    [[two, two, of(1), two], "ShapeError", /below has 2 numbers, but should have 1/],
    [[of(1), of(nan, 1), of(1), two], "NonFiniteError", /the 2 x 2 matrix has the entry NaN in row 0, column 0/],
    [[of(1), of(1, 1), of(1), two], "SingularSystemError", /the 2 x 2 matrix is singular/],
  ],
  svd: [
    [[three, 2, 2], "ShapeError", /a has 3 numbers, but a 2 x 2 matrix has 4/],
    [[bad, 2, 2], "NonFiniteError", /a has the entry NaN in row 0, column 0/],
    [[four, 2, 2, { atEqual: "one" }], "RangeError", /atEqual is one/],
  ],
};

const key = random.keyOf(1);
const samplers: Cases = {
  beta: [[[key, 2, 0, 1], "RangeError", /a must be a positive number, but is 0/]],
  categorical: [
    [[key, 2, []], "RangeError", /the sum of weights must be a positive number, but is 0/],
    [[key, 2, [1, -1]], "RangeError", /weights\[1\] must not be negative, but is -1/],
  ],
  child: [[[key, 1.5], "RangeError", /index must be an integer .*, but is 1.5/]],
  dirichlet: [
    [[key, of()], "RangeError", /there are no concentrations/],
    [[key, of(1, nan)], "RangeError", /concentrations\[1\] must be a positive number, but is NaN/],
  ],
  exponential: [[[key, 2, inf], "RangeError", /rate must be a positive number, but is Infinity/]],
  gamma: [[[key, 2, -1], "RangeError", /shape must be a positive number, but is -1/]],
  gumbel: [[[key, 2, 0, 0], "RangeError", /scale must be a positive number, but is 0/]],
  normal: [[[key, 2, nan], "RangeError", /mean must be a finite number, but is NaN/]],
  permutation: [[[key, -1], "RangeError", /the number of draws .*, but is -1/]],
  poisson: [[[key, 2, nan], "RangeError", /mean must be a number from 0 to 1e15, but is NaN/]],
  rademacher: [[[key, 1.5], "RangeError", /the number of draws .*, but is 1.5/]],
  split: [[[key, -1], "RangeError", /count must be an integer .*, but is -1/]],
  uniform: [[[key, 2, 1, 0], "RangeError", /low must be at most high, but they are 1 and 0/]],
};

/** Good arguments, of which one after the other is left out. */
const good: Readonly<Record<string, readonly unknown[]>> = {
  axpy: [1, two, two],
  axpyInto: [two.slice(), 1, two],
  cholesky: [four, 2],
  choleskySolve: [four, two, 2],
  convolve: [two, two],
  convolve2d: [four, four, 2, 2, 2, 2],
  cumsum: [two],
  det: [four, 2],
  dot: [two, two],
  eigh: [four, 2],
  expm: [four, 2],
  fft: [two, two],
  gemm: [four, four, 2, 2, 2],
  gemmInto: [four.slice(), four, four, 2, 2, 2],
  gemv: [four, two, 2, 2],
  ifft: [two, two],
  inverse: [four, 2],
  logdet: [four, 2],
  logdetPositiveDefinite: [four, 2],
  logsumexp: [two],
  lu: [four, 2],
  nrm2: [two],
  outer: [two, two],
  qr: [four, 2, 2],
  softmax: [two],
  solve: [four, two, 2],
  solveBanded: [two, two, 2, 0, 0],
  solveTriangular: [four, two, 2],
  solveTridiagonal: [of(1), of(2, 2), of(1), two],
  svd: [four, 2, 2],
  beta: [key, 2, 1, 1],
  categorical: [key, 2, two],
  child: [key, 1],
  dirichlet: [key, two],
  exponential: [key, 2],
  gamma: [key, 2, 1],
  gumbel: [key, 2],
  keyOf: [1],
  normal: [key, 2],
  permutation: [key, 2],
  poisson: [key, 2, 3],
  rademacher: [key, 2],
  split: [key],
  uniform: [key, 2],
};

const rate = { rate: -1 };
const optimizers: Cases = {
  adaHessian: [[[rate], "RangeError", /rate must be positive, but is -1/]],
  adagrad: [[[rate], "RangeError", /rate must be positive, but is -1/]],
  adam: [[[{ beta1: 1 }], "RangeError", /beta1 must be .*, but is 1/]],
  adamax: [[[rate], "RangeError", /rate must be positive, but is -1/]],
  adamw: [[[{ weightDecay: -1 }], "RangeError", /weightDecay must not be negative, but is -1/]],
  averaged: [[[optim.adam(), { decay: 2 }], "RangeError", /decay must be .*, but is 2/]],
  barzilaiBorwein: [
    [[{ window: 0 }], "RangeError", /window must be an integer from 1 on, but is 0/],
    [[{ kind: "wide" }], "RangeError", /kind must be one of long, short, but is wide/],
  ],
  clipped: [[[optim.adam(), { norm: 0 }], "RangeError", /norm must be positive, but is 0/]],
  coordinateDescent: [[[{ rate: [1, nan] }], "RangeError", /rate must be positive, but is NaN/]],
  fista: [[[optim.none(), { step: 0 }], "RangeError", /step must be positive, but is 0/]],
  gaussNewton: [[[{ decrease: 2 }], "RangeError", /decrease must be .*, but is 2/]],
  gradientDescent: [
    [[nan], "RangeError", /step must be positive, but is NaN/],
    [["fast"], "TypeError", /step must be a number or a function of the number of the step/],
  ],
  lbfgs: [[[{ memory: 0.5 }], "RangeError", /memory must be an integer from 1 on, but is 0.5/]],
  lbfgsb: [[[{ low: 1, high: 0 }], "RangeError", /low must not be above high, but they are 1 and 0/]],
  levenbergMarquardt: [[[{ radius: 0 }], "RangeError", /radius must be positive, but is 0/]],
  lion: [[[{ beta2: 1 }], "RangeError", /beta2 must be .*, but is 1/]],
  mirrorDescent: [
    [[rate], "RangeError", /rate must be positive, but is -1/],
    [[{ rate: 1, domain: "all" }], "RangeError", /domain must be one of simplex, positive, but is all/],
  ],
  momentum: [[[{ rate: 1, momentum: 2 }], "RangeError", /momentum must be .*, but is 2/]],
  nadam: [[[{ beta1: -1 }], "RangeError", /beta1 must be .*, but is -1/]],
  naturalGradient: [[[{ rate: 1, damping: -1 }], "RangeError", /damping must not be negative, but is -1/]],
  nesterov: [[[{}], "TypeError", /rate must be a number or a function/]],
  newton: [[[{ regularization: -1 }], "RangeError", /regularization must not be negative, but is -1/]],
  newtonCg: [[[{ maxProducts: 0 }], "RangeError", /maxProducts must be an integer from 1 on, but is 0/]],
  projectedGradient: [[[optim.simplex(), { first: 0 }], "RangeError", /first must be positive, but is 0/]],
  proximalGradient: [[[optim.none(), { step: -1 }], "RangeError", /step must be positive, but is -1/]],
  rmsprop: [[[{ rate: 1, decay: 1 }], "RangeError", /decay must be .*, but is 1/]],
  sophia: [[[{ every: 0 }], "RangeError", /every must be an integer from 1 on, but is 0/]],
  trustRegion: [[[{ radius: 0 }], "RangeError", /radius must be positive, but is 0/]],
};

describe.each([
  ["linalg", linalg as Readonly<Record<string, unknown>>, kernels],
  ["random", random as Readonly<Record<string, unknown>>, samplers],
  ["optim", optim as Readonly<Record<string, unknown>>, optimizers],
] as const)("%s", (entry, functions, cases) => {
  const listed = Object.entries(cases).flatMap(([name, list]) => list.map((each) => [name, ...each] as const));

  test.each(listed)("%s(%j): %s", (name, args, error, message) => {
    const call = (): unknown => (functions[name] as Callable)(...(args as never[]));
    expect(call).toThrow(expect.objectContaining({ name: error, message: expect.stringMatching(message) }));
    expect(call).toThrow(new RegExp(`^${name}: `));
  });

  test("each function is there", () => {
    const isError = (f: unknown): boolean => typeof f === "function" && f.prototype instanceof Error;
    // What takes any numbers, or is tested where its errors are told of more.
    const others = ["cumsum", "logsumexp", "softmax", "keyOf", "bfgs"];
    const all =
      entry === "optim" ? new Set(everyOptimizer.map(([name]) => name.split(",")[0])) : Object.keys(functions);
    const names = [...all].filter((name) => !isError(functions[name]) && !others.includes(name));
    expect(names.sort()).toEqual(Object.keys(cases).sort());
  });
});

test.each(Object.entries(good))("%s: an argument that is missing, or of another kind, is named", (name, args) => {
  const f = { ...linalg, ...random }[name as "dot"] as unknown as Callable;
  // A parameter in the declaration, or what a shape says of one.
  const parameters = /\(([^)]*)/.exec(String(f))![1];
  f(...(args as never[]));
  args.forEach((_, k) => {
    for (const wrong of [undefined, null, "one", {}]) {
      const given = args.map((arg, j) => (j === k ? wrong : arg)) as never[];
      expect(() => f(...given), `${name}, argument ${k}: ${wrong}`).toThrow(
        new RegExp(
          `^${name}: (?!undefined).*\\b(${parameters
            .replace(/ = [^,]*/g, "")
            .split(", ")
            .join("|")}|the number of)\\b`,
        ),
      );
    }
  });
});

test("what has to be an array is told with its shape", () => {
  const shapeOf = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      if (error instanceof TypeError) return error.message;
    }
    return "";
  };
  expect(shapeOf(() => linalg.solve(four, undefined as never, 2, 3))).toBe(
    "solve: b must be a Float64Array with a 2 x 3 matrix, but is undefined",
  );
  expect(shapeOf(() => linalg.gemv(four, [1, 2] as never, 2, 2))).toBe(
    "gemv: x must be a Float64Array of 2 numbers, but is an Array of 2 numbers",
  );
  expect(shapeOf(() => random.dirichlet(key, [1, 2] as never))).toBe(
    "dirichlet: concentrations must be a Float64Array, but is an Array of 2 numbers",
  );
});

test.each<[call: () => unknown, error: string]>([
  [() => optim.momentum(undefined as never), "momentum: options must be a record, but is undefined"],
  [() => optim.nesterov(undefined as never), "nesterov: options must be a record, but is undefined"],
  [() => optim.adagrad(undefined as never), "adagrad: options must be a record, but is undefined"],
  [() => optim.rmsprop(undefined as never), "rmsprop: options must be a record, but is undefined"],
  [() => optim.mirrorDescent(null as never), "mirrorDescent: options must be a record, but is null"],
  [() => optim.naturalGradient(undefined as never), "naturalGradient: options must be a record, but is undefined"],
  [() => optim.coordinateDescent(1 as never), "coordinateDescent: options must be a record, but is a number"],
  [() => optim.coordinateDescent({} as never), "coordinateDescent: rate must be an array of numbers, but is undefined"],
  [() => optim.clipped(optim.adam(), undefined as never), "clipped: options must be a record, but is undefined"],
  [
    () => optim.averaged({} as never),
    "averaged: the optimizer is a plain object; give what a function such as adam() returns",
  ],
  [
    () => optim.fista(undefined as never),
    "fista: the regularizer is undefined; give what a function such as l1(1) returns",
  ],
  [
    () => optim.projectedGradient({} as never),
    "projectedGradient: the regularizer is a plain object; give what a function such as l1(1) returns",
  ],
  [
    () => optim.parts({ w: 1 } as never),
    "parts: w: the regularizer is a number; give what a function such as l1(1) returns",
  ],
  [() => optim.onParams({} as never), "onParams: value must be a function, but is undefined"],
  [() => optim.projection(undefined as never), "projection: project must be a function, but is undefined"],
  [() => optim.box(undefined as never, 1), "box: low must be an array of numbers, but is undefined"],
  [() => optim.affine(undefined as never, [1]), "affine: rows must be an array of rows, but is undefined"],
  [
    () => optim.affine([[1], undefined as never], [1, 2]),
    "affine: row 1 must be an array of numbers, but is undefined",
  ],
  [() => optim.halfSpace(undefined as never, 1), "halfSpace: a must be an array of numbers, but is undefined"],
  [
    () => optim.minibatches(() => [0, 0], [1], undefined as never),
    "minibatches: options must be a record, but is undefined",
  ],
  [
    () => optim.minibatches(undefined as never, [1], { size: 1 }),
    "minibatches: valueAndGrad must be a function, but is undefined",
  ],
  [
    () => optim.minibatchesOf(undefined as never, [1], { size: 1 }),
    "minibatchesOf: problemOf must be a function, but is undefined",
  ],
  [() => optim.adam(0.1 as never), "adam: options must be a record, but is a number"],
  [() => optim.wolfe(null as never), "wolfe: options must be a record, but is null"],
  [
    () => optim.lbfgs({ lineSearch: optim.wolfe as never }),
    "lbfgs: lineSearch is a function; give what a function such as wolfe() returns",
  ],
  [
    () => optim.newton({ lineSearch: "full" as never }),
    "newton: lineSearch is a string; give what a function such as wolfe() returns",
  ],
  [() => optim.groupLasso(1, 3 as never), "groupLasso: groups must be an array of groups, but is a number"],
  [() => optim.groupLasso(1, [3] as never), "groupLasso: group 0 must be an array of numbers, but is a number"],
  [() => optim.curvesToSvg(undefined as never), "curvesToSvg: curves must be an array of curves, but is undefined"],
  [
    () => optim.curvesToSvg([{ name: "f", points: [1] }] as never),
    "curvesToSvg: curves[0].points[0] must be an array of two numbers, but is a number",
  ],
  [() => optim.traceToSvg([{}] as never), "traceToSvg: trace[0] must be an entry of a trace, but is a plain object"],
  [() => optim.fromJson({} as never), "fromJson: text must be a string, but is a plain object"],
  [
    () => optim.minimize((x: number): [number, number] => [x, 1], 0, optim.adam(), { onProgress: 1 as never }),
    "minimize: onProgress must be a function, but is a number",
  ],
])("%s", (call, error) => {
  expect(call).toThrow(new TypeError(error));
});

test("problems that return nothing, and limits that are no numbers", () => {
  const solve = (residuals: () => number[]): unknown =>
    optim.minimize({ residuals, jacobian: () => [] }, [1, 2], optim.levenbergMarquardt());
  expect(() => solve(() => [])).toThrow(
    new TypeError("levenbergMarquardt: residuals of the problem returned an empty Array; there is no number in it"),
  );
  expect(() => solve(() => undefined as never)).toThrow(/returned undefined; there is no number in it/);
  expect(() =>
    optim.minimize((x: number): [number, number] => [x, 1], 0, optim.adam(), { maxIterations: "few" as never }),
  ).toThrow(/^minimize: maxIterations must be a number/);
  expect(() => optim.ridge(-1)).toThrow(/^ridge: lambda must not be negative/);
});

test("what is no optimizer is none", () => {
  expect(() => optim.minimize((x: number): [number, number] => [x, 1], 0, undefined as never)).toThrow(
    new TypeError("minimize: the optimizer is undefined; give what a function such as adam() returns"),
  );
});

describe("regularizers, called directly", () => {
  const x = of(1, 2);
  const regularizers = {
    l1: optim.l1(1),
    elasticNet: optim.elasticNet(1, 1),
    ridge: optim.ridge(1),
    groupLasso: optim.groupLasso(1),
    totalVariation: optim.totalVariation(1),
    none: optim.none(),
    parts: optim.parts({ w: optim.l1(1) }),
    onParams: optim.onParams({ value: () => 0, prox: (p) => p }),
  };
  test.each(Object.entries(regularizers))("%s", (name, { value, prox }) => {
    for (const given of [undefined, "abc", 1, [1, 2]] as never[]) {
      expect(() => value(given)).toThrow(new RegExp(`^${name}.value: x must be a Float64Array, but is `));
      expect(() => prox(given, 1)).toThrow(new RegExp(`^${name}.prox: x must be a Float64Array, but is `));
    }
    for (const step of [undefined, null, "1", nan, -1, [1]] as never[])
      expect(() => prox(x, step)).toThrow(new RegExp(`^${name}.prox: step must not be negative, but is `));
  });

  test("of parts, without the shape of the parameters", () => {
    for (const name of ["parts", "onParams"] as const)
      for (const shape of [undefined, null, {}] as never[])
        expect(() => regularizers[name].value(x, shape)).toThrow(
          new RegExp(`^${name}.value: shape must be the shape of the parameters, which optimizers give, but is `),
        );
  });
});

describe("line searches, called directly", () => {
  const phi = (step: number): optim.Sample => ({ step, value: (step - 1) ** 2, slope: 2 * (step - 1) });
  const strongWolfe = optim.strongWolfe as Callable;
  const good: readonly unknown[] = [phi, phi(0), 0.5, {}, 10];
  test.each<[at: number, given: unknown, message: RegExp]>([
    [0, undefined, /^strongWolfe: phi must be a function, but is undefined/],
    [0, () => undefined, /^strongWolfe: what phi returns must be a record of the numbers step, value and slope/],
    [1, undefined, /^strongWolfe: start must be a record of the numbers step, value and slope, but is undefined/],
    [1, { step: 0, value: "1", slope: -2 }, /^strongWolfe: start must be a record/],
    [2, "abc", /^strongWolfe: first must be a number that is not negative, but is abc/],
    [2, nan, /^strongWolfe: first must be a number that is not negative, but is NaN/],
    [3, 1, /^strongWolfe: options must be a record, but is a number/],
    [3, { curvature: 2 }, /^strongWolfe: curvature must be between decrease, 0.0001, and 1, but is 2/],
    [3, { maxTrials: nan }, /^strongWolfe: maxTrials must be an integer from 1 on, but is NaN/],
    [4, nan, /^strongWolfe: longest must be a number that is not negative, but is NaN/],
  ])("argument %d of strongWolfe, %s", (at, given, message) => {
    const args = good.map((arg, k) => (k === at ? given : arg));
    expect(() => strongWolfe(...(args as never[]))).toThrow(message);
  });

  const objective = { evaluate: () => undefined, has: () => true };
  const from = { x: two, value: 1, gradient: two };
  const searched: readonly unknown[] = [objective, from, of(-1, -2), -5, 1, 2];
  test.each<[at: number, given: unknown, message: string]>([
    [0, undefined, "objective is undefined"],
    [1, undefined, "from.x must be a Float64Array, but is undefined"],
    [1, { x: two }, "from.value must be a number, but is undefined"],
    [2, [1, 2], "direction must be a Float64Array, but is an Array"],
    [2, three, "direction has 3 numbers, but from.x has 2"],
    [3, "steep", "slope must be a number, but is a string"],
    [4, undefined, "first must be a number that is not negative, but is undefined"],
    [5, nan, "longest must be a number that is not negative, but is NaN"],
  ])("argument %d of search, %s", (at, given, message) => {
    for (const [name, { search }] of Object.entries({ armijo: optim.armijo(), wolfe: optim.wolfe() })) {
      const args = searched.map((arg, k) => (k === at ? given : arg));
      expect(() => (search as Callable)(...(args as never[]))).toThrow(new RegExp(`^${name}: ${message}`));
    }
  });
});

test("what only compares like a number is none", () => {
  for (const given of [null, true, [1], of(1)] as never[]) {
    expect(() => optim.l1(given)).toThrow(/^l1: lambda must not be negative, but is /);
    expect(() => optim.simplex(given)).toThrow(/^simplex: total must be positive, but is /);
    expect(() => optim.momentum({ rate: 1, momentum: given })).toThrow(/^momentum: momentum must be from 0 on/);
    expect(() => optim.halfSpace(two, given)).toThrow(/^halfSpace: b must be a number, but is /);
    expect(() => random.exponential(random.keyOf(1), 2, given)).toThrow(/^exponential: rate must be a positive number/);
  }
});

test("options of kernels that are no record", () => {
  const calls: Readonly<Record<string, (options: never) => unknown>> = {
    axpyInto: (options) => linalg.axpyInto(of(1, 2), 1, two, options),
    convolve: (options) => linalg.convolve(two, two, options),
    convolve2d: (options) => linalg.convolve2d(four, four, 2, 2, 2, 2, options),
    dot: (options) => linalg.dot(two, two, options),
    eigh: (options) => linalg.eigh(four, 2, options),
    gemm: (options) => linalg.gemm(four, four, 2, 2, 2, options),
    gemmInto: (options) => linalg.gemmInto(of(0, 0, 0, 0), four, four, 2, 2, 2, options),
    gemv: (options) => linalg.gemv(four, two, 2, 2, options),
    nrm2: (options) => linalg.nrm2(two, options),
    outer: (options) => linalg.outer(two, two, options),
    solve: (options) => linalg.solve(four, two, 2, 1, options),
    solveTriangular: (options) => linalg.solveTriangular(four, two, 2, 1, options),
    svd: (options) => linalg.svd(four, 2, 2, options),
  };
  for (const [name, call] of Object.entries(calls))
    for (const [options, shown] of [
      [2, "a number"],
      [null, "null"],
      ["full", "a string"],
    ] as never[][])
      expect(() => call(options)).toThrow(new TypeError(`${name}: options must be a record, but is ${shown}`));
});
