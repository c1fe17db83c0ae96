import { hessian, valueAndGrad } from "cotangent";
import { linearSolve } from "cotangent/implicit";
import { misfit, POINTS, temperatures } from "./rod.js";

const heating = Float64Array.from(
  { length: POINTS },
  (_, i) => 10 + 5 * Math.sin((3 * Math.PI * (i + 1)) / (POINTS + 1)),
);
const truth = Float64Array.of(1, 3, 0.5, 2);
const measured = temperatures(truth.map(Math.log), heating);

// Newton's method with the exact Hessian, from one material for all pieces; halfway steps where it does not lead down.
let q: Float64Array = new Float64Array(truth.length);
const slopes = valueAndGrad(misfit);
const curvatures = hessian(misfit);
let [value, slope] = slopes(q, heating, measured);
console.log(`misfit ${value.toPrecision(4)} at the start`);
for (let k = 0; k < 40 && Math.hypot(...slope) > 1e-9; k++) {
  const rows = curvatures(q, heating, measured);
  const size = Math.max(...rows.map((row, i) => Math.abs(row[i])));
  for (let damping = 1e-12; ; damping *= 10) {
    const matrix = rows.map((row, i) => row.map((entry, j) => (i === j ? entry + damping * size : entry)));
    const step = linearSolve(matrix, slope);
    const next = q.map((each, i) => each - step[i]);
    const [reached, there] = slopes(next, heating, measured);
    if (reached < value || damping > 1e6) {
      [q, value, slope] = [next, reached, there];
      break;
    }
  }
}
console.log(`misfit ${value.toExponential(1)} at the end`);
console.log("piece  conductivity  found");
truth.forEach((each, i) => {
  console.log(`${String(i + 1).padEnd(7)}${each.toFixed(1).padStart(12)}${Math.exp(q[i]).toFixed(6).padStart(12)}`);
});
