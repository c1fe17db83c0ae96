import { hessian, valueAndGrad } from "cotangent";
import { bfgs, minimize } from "cotangent/optim";
import { readFlows } from "./data.js";
import { smoothed, surprise, type Variances } from "./model.js";

const { years, flows } = readFlows(new URL("../data/nile.csv", import.meta.url));

// From the variance of the flows for both.
const mean = flows.reduce((sum, flow) => sum + flow, 0) / flows.length;
const variance = flows.reduce((sum, flow) => sum + (flow - mean) ** 2, 0) / flows.length;
const start: Variances = { level: Math.log(variance), noise: Math.log(variance) };

const slopes = valueAndGrad(surprise);
const { params, value, reason, iterations } = minimize((v: Variances) => slopes(v, flows), start, bfgs());
console.log(`${reason} after ${iterations} steps, log-likelihood ${(-value).toFixed(4)}`);

// The inverse of the Hessian is the covariance of the estimates, and the delta method takes it to the variances themselves.
const curvature = hessian(surprise)(params, flows);
const determinant = curvature.level.level * curvature.noise.noise - curvature.level.noise * curvature.noise.level;
const deviations: Variances = {
  level: Math.sqrt(curvature.noise.noise / determinant),
  noise: Math.sqrt(curvature.level.level / determinant),
};
for (const name of ["noise", "level"] as const) {
  const estimate = Math.exp(params[name]);
  console.log(
    `variance of the ${name} ${estimate.toFixed(1)}, give or take ${(estimate * deviations[name]).toFixed(0)}`,
  );
}

console.log("year   flow  level");
smoothed(params, flows).forEach((belief, t) => {
  if (years[t] % 10 !== 0) return;
  const error = Math.sqrt(belief.variance).toFixed(0);
  console.log(`${years[t]}${flows[t].toFixed(0).padStart(7)}${belief.mean.toFixed(0).padStart(7)} ± ${error}`);
});
