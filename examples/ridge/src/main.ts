import { grad } from "cotangent";
import { readSurvey, standardized } from "./data.js";
import { fit, validationLoss } from "./model.js";

const survey = readSurvey(new URL("../data/longley.csv", import.meta.url));
const { x, y } = standardized(survey);
const slope = grad(validationLoss);
const curvature = grad(grad(validationLoss));

// Newton's method on the logarithm of the penalty; where the loss is not convex, a step down.
let at = 0;
for (let k = 0; k < 50; k++) {
  const [first, second] = [slope(at, x, y), curvature(at, x, y)];
  const step = second > 0 ? first / second : Math.sign(first);
  at -= Math.max(-1, Math.min(1, step));
  if (Math.abs(step) < 1e-10) break;
}

const none = fit(0, x, y, -1);
const best = fit(Math.exp(at), x, y, -1);
console.log(`penalty ${Math.exp(at).toPrecision(6)}`);
console.log(`slope at it ${slope(at, x, y).toExponential(1)}`);
console.log(
  `validation loss ${validationLoss(at, x, y).toPrecision(6)}, without a penalty ${validationLoss(-40, x, y).toPrecision(6)}`,
);
console.log("column      least squares   ridge");
survey.names.forEach((name, k) => {
  console.log(`${name.padEnd(12)}${none[k + 1].toFixed(4).padStart(12)}${best[k + 1].toFixed(4).padStart(10)}`);
});
