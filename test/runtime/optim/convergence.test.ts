import * as o from "cotangent/optim";
import { describe, expect, test } from "vitest";
import { quadratic, rosenbrock, rosenbrockResiduals, rosenbrockStart } from "./problems.js";

const smooth: [o.Optimizer, number][] = [
  [o.gradientDescent(o.armijo()), 20000],
  [o.gradientDescent(o.wolfe()), 20000],
  [o.barzilaiBorwein(), 300],
  [o.barzilaiBorwein({ kind: "short" }), 500],
  [o.momentum({ rate: 1e-3, momentum: 0.9 }), 10000],
  [o.nesterov({ rate: 1e-3 }), 10000],
  [o.adagrad({ rate: 0.5 }), 20000],
  [o.rmsprop({ rate: o.exponential(0.01, 1000) }), 10000],
  [o.adam({ rate: 0.02 }), 10000],
  [o.adamax({ rate: 0.02 }), 10000],
  [o.nadam({ rate: 0.02 }), 10000],
  [o.lion({ rate: o.exponential(0.01, 300) }), 5000],
  [o.adaHessian({ rate: 0.1 }), 5000],
  [o.sophia({ rate: o.exponential(0.05, 1000), gamma: 1 }), 20000],
  [o.newton(), 40],
  [o.newton({ lineSearch: o.wolfe() }), 40],
  [o.newton({ regularization: (g) => Math.min(1, g) }), 60],
  [o.newtonCg(), 60],
  [o.trustRegion(), 60],
  [o.bfgs(), 60],
  [o.lbfgs(), 60],
  [o.lbfgsb(), 60],
  [o.proximalGradient(o.none()), 20000],
  [o.fista(o.none(), { restart: true }), 3000],
];
test.each(smooth)("$name", (optimizer, maxIterations) => {
  const r = o.minimize(rosenbrock, rosenbrockStart, optimizer, { maxIterations });
  console.log(optimizer.name, r.params, r.value, r.optimality, r.reason, r.iterations, JSON.stringify(r.evaluations));
});
test.each([o.gaussNewton(), o.levenbergMarquardt()])("$name", (optimizer) => {
  const r = o.minimize(rosenbrockResiduals, rosenbrockStart, optimizer, {});
  console.log(optimizer.name, r.params, r.value, r.optimality, r.reason, r.iterations, JSON.stringify(r.evaluations));
});
test("tr hvp",()=>{
  const {hessian, ...rest}=rosenbrock;
  const r = o.minimize(rest, rosenbrockStart, o.trustRegion());
  console.log(r.params, r.value, r.optimality, r.reason, r.iterations, JSON.stringify(r.evaluations));
  const b = o.minimize(rest, Float64Array.of(-1.2,0.3), o.lbfgsb({low:[-2,-2], high: [0.5,2]}));
  console.log(b.params, b.value, b.optimality, b.reason, b.iterations, JSON.stringify(b.evaluations));
});
