/** Writes the pictures of docs/rates from real runs; with `--check` it only says which of them are out of date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  averaged,
  bfgs,
  curvesToSvg,
  diminishing,
  fista,
  gradientDescent,
  iterate,
  l1,
  minibatches,
  minimize,
  momentum,
  nesterov,
  newton,
  none,
  proximalGradient,
} from "cotangent/optim";

const folder = fileURLToPath(new URL("../../docs/rates/", import.meta.url));

/** How far the objective is from its minimum at every point of a run. */
function gaps(problem, start, optimizer, steps, least) {
  const points = [...iterate(problem, start, optimizer, { maxIterations: steps, gradientTolerance: 0 })];
  return points.map(({ iteration, value }) => [iteration, value - least]);
}

function bound(name, steps, of) {
  return { name, dashed: true, points: Array.from({ length: steps }, (_, k) => [k + 1, of(k + 1)]) };
}

const square = (x) => x.reduce((sum, v) => sum + v * v, 0);

/** ½ Σ d_i x_i², with 50 of d from 1 to κ. */
function stronglyConvex() {
  const [kappa, steps] = [200, 600];
  const d = Float64Array.from({ length: 50 }, (_, i) => 1 + ((kappa - 1) * i) / 49);
  const valueAndGrad = (x) => {
    const gradient = x.map((v, i) => d[i] * v);
    return [0.5 * x.reduce((sum, v, i) => sum + v * gradient[i], 0), gradient];
  };
  const start = new Float64Array(50).fill(1);
  const [first, root] = [valueAndGrad(start)[0], Math.sqrt(kappa)];
  const heavy = { rate: (2 / (root + 1)) ** 2, momentum: ((root - 1) / (root + 1)) ** 2 };
  const runs = {
    "gradient descent, t = 1 / L": gradientDescent(1 / kappa),
    "Nesterov, constant β": nesterov({ rate: 1 / kappa, momentum: (root - 1) / (root + 1) }),
    "heavy ball": momentum(heavy),
  };
  const curves = Object.entries(runs).map(([name, optimizer]) => ({
    name,
    points: gaps(valueAndGrad, start, optimizer, steps, 0).filter(([, gap]) => gap > 1e-16),
  }));
  const bounds = [
    bound("(1 - 1 / κ)ᵏ", steps, (k) => first * (1 - 1 / kappa) ** k),
    bound("(1 - 1 / √κ)ᵏ", steps, (k) => (first + 25) * (1 - 1 / root) ** k).points.filter(([, gap]) => gap > 1e-16),
  ];
  curves.push(bounds[0], { name: "(1 - 1 / √κ)ᵏ", dashed: true, points: bounds[1] });
  return curvesToSvg(curves, { title: "A quadratic with condition κ = 200", yLabel: "objective - minimum" });
}

/** A chain of springs, the hardest quadratic for steps along gradients; L = 4. */
function chain(n) {
  const solution = Float64Array.from({ length: n }, (_, i) => 1 - (i + 1) / (n + 1));
  const valueAndGrad = (x) => {
    const gradient = x.map((v, i) => 2 * v - (x[i - 1] ?? 0) - (x[i + 1] ?? 0) - (i === 0 ? 1 : 0));
    return [x.reduce((sum, v, i) => sum + 0.5 * v * (gradient[i] - (i === 0 ? 1 : 0)), 0), gradient];
  };
  return { valueAndGrad, solution, least: valueAndGrad(solution)[0] };
}

function convex() {
  const steps = 1000;
  const { valueAndGrad, solution, least } = chain(400);
  const start = new Float64Array(400);
  const apart = square(solution);
  return curvesToSvg(
    [
      { name: "gradient descent, t = 1 / L", points: gaps(valueAndGrad, start, gradientDescent(1 / 4), steps, least) },
      { name: "FISTA (Nesterov)", points: gaps(valueAndGrad, start, fista(none(), { step: 1 / 4 }), steps, least) },
      bound("L |x₀ - x*|² / (2 k)", steps, (k) => (4 * apart) / (2 * k)),
      bound("2 L |x₀ - x*|² / (k + 1)²", steps, (k) => (8 * apart) / (k + 1) ** 2),
    ],
    { title: "A convex function: a chain of 400 springs", yLabel: "objective - minimum", logX: true },
  );
}

function proximal() {
  const steps = 1000;
  const { valueAndGrad } = chain(200);
  const start = new Float64Array(200);
  const fast = (options) => fista(l1(0.0005), { step: 1 / 4, ...options });
  const best = minimize(valueAndGrad, start, fast({ restart: true }), {
    maxIterations: 50000,
    gradientTolerance: 1e-13,
  });
  const apart = square(best.params);
  const run = (optimizer) => gaps(valueAndGrad, start, optimizer, steps, best.value).filter(([, gap]) => gap > 1e-13);
  return curvesToSvg(
    [
      { name: "ISTA", points: run(proximalGradient(l1(0.0005), { step: 1 / 4 })) },
      { name: "FISTA", points: run(fast({})) },
      { name: "FISTA with restarts", points: run(fast({ restart: true })) },
      bound("L |x₀ - x*|² / (2 k)", steps, (k) => (4 * apart) / (2 * k)),
      bound("2 L |x₀ - x*|² / (k + 1)²", steps, (k) => (8 * apart) / (k + 1) ** 2),
    ],
    { title: "A chain of 200 springs with an l1 norm", yLabel: "objective - minimum", logX: true },
  );
}

/** Σ √(1 + (a_iᵀ x)²) - 1 in three dimensions: strictly convex, with the minimum at 0. */
function secondOrder() {
  const rows = Array.from({ length: 12 }, (_, i) => [1, (i % 5) - 2, ((i * i) % 7) - 3]);
  const dots = (x) => rows.map((row) => row[0] * x[0] + row[1] * x[1] + row[2] * x[2]);
  const valueAndGrad = (x) => {
    const gradient = new Float64Array(3);
    let value = 0;
    for (const [i, u] of dots(x).entries()) {
      const root = Math.sqrt(1 + u * u);
      value += (u * u) / (root + 1);
      for (let j = 0; j < 3; j++) gradient[j] += (u / root) * rows[i][j];
    }
    return [value, gradient];
  };
  const hessian = (x) => {
    const matrix = [0, 1, 2].map(() => new Float64Array(3));
    for (const [i, u] of dots(x).entries())
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 3; k++) matrix[j][k] += (rows[i][j] * rows[i][k]) / Math.sqrt(1 + u * u) ** 3;
    return matrix;
  };
  const start = Float64Array.of(1, -0.5, 0.8);
  const errors = (optimizer) =>
    [...iterate({ valueAndGrad, hessian }, start, optimizer, { maxIterations: 20, gradientTolerance: 1e-14 })]
      .map(({ iteration, params }) => [iteration, Math.sqrt(square(params))])
      .filter(([, error]) => error > 1e-16);
  return curvesToSvg(
    [
      { name: "gradient descent, t = 1 / L", points: errors(gradientDescent(1 / 60)) },
      { name: "BFGS", points: errors(bfgs()) },
      { name: "Newton", points: errors(newton()) },
    ],
    { title: "Σ √(1 + (aᵀx)²) in three dimensions", yLabel: "distance from the minimum" },
  );
}

function stochastic() {
  const steps = 3000;
  // More than a run sees, so that no epoch ends.
  const data = Array.from({ length: 8000 }, (_, i) => (i / 4000 - 1) * 3);
  const mean = data.reduce((sum, d) => sum + d, 0) / data.length;
  const loss = (x, batch) => {
    let [value, slope] = [0, 0];
    for (const d of batch) {
      value += (0.5 * (x - d) ** 2) / batch.length;
      slope += (x - d) / batch.length;
    }
    return [value, slope];
  };
  const counts = Array.from({ length: 60 }, (_, k) => Math.round(steps ** (k / 59)));
  const errors = (optimizer) => {
    const sums = new Map();
    for (let seed = 0; seed < 40; seed++)
      for (const { iteration, params } of iterate(minibatches(loss, data, { size: 1, seed }), 10, optimizer, {
        maxIterations: steps,
      }))
        sums.set(iteration, (sums.get(iteration) ?? 0) + (params - mean) ** 2 / 40);
    return counts.map((k) => [k, sums.get(k)]);
  };
  return curvesToSvg(
    [
      { name: "constant step 0.2", points: errors(gradientDescent(0.2)) },
      { name: "its points, averaged", points: errors(averaged(gradientDescent(0.2), { from: 20 })) },
      { name: "step 1 / (k + 1)", points: errors(gradientDescent(diminishing(1))) },
      bound("variance / k", steps, (k) => 3 / k),
    ],
    { title: "Stochastic gradients, means of 40 runs", yLabel: "square of the error", logX: true },
  );
}

const pictures = { "strongly-convex": stronglyConvex, convex, proximal, "second-order": secondOrder, stochastic };
const isCheck = process.argv.includes("--check");
mkdirSync(folder, { recursive: true });
for (const [name, draw] of Object.entries(pictures)) {
  const file = `${folder}${name}.svg`;
  const svg = draw();
  if (!isCheck) writeFileSync(file, svg);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== svg) {
    console.error(`docs/rates/${name}.svg is out of date; renew it by npm run rates`);
    process.exitCode = 1;
  }
}
