import { valueAndGrad } from "cotangent";
import { bfgs, minimize } from "cotangent/optim";
import { readPelts } from "./data.js";
import { type Belief, corrected, first, type Model, predicted, surprise } from "./filter.js";

const { years, counts } = readPelts(new URL("../../lynx-hare/data/lynx-hare.csv", import.meta.url));

// The surprise has Jacobians in it: a gradient of derivatives.
const slopes = valueAndGrad(surprise);
const start: Model = {
  rates: { births: Math.log(0.5), losses: Math.log(0.03), deaths: Math.log(0.8), gains: Math.log(0.02) },
  drift: Math.log(0.2),
  error: Math.log(0.2),
};
const { params: model, value, reason, iterations } = minimize((m: Model) => slopes(m, counts), start, bfgs());
console.log(`${reason} after ${iterations} steps, log-likelihood ${(-value).toFixed(4)}`);
for (const [name, rate] of Object.entries(model.rates)) console.log(`${name.padEnd(7)}${Math.exp(rate).toFixed(4)}`);

console.log(
  `a year is off by a factor of ${Math.exp(Math.exp(model.drift)).toFixed(2)}, a count by one of ${Math.exp(Math.exp(model.error)).toFixed(2)}`,
);

const foretold: Belief[] = [];
let belief = first(counts[0], model);
for (const count of counts.slice(1)) {
  foretold.push(predicted(belief, model));
  belief = corrected(foretold[foretold.length - 1], count, model);
}

console.log("year       hares  foretold      lynxes  foretold");
foretold.forEach(({ mean, covariance }, t) => {
  const cells = [0, 1].flatMap((k) => {
    const factor = Math.exp(Math.sqrt(covariance[k][k])).toFixed(2);
    return [
      Math.exp(counts[t + 1][k])
        .toFixed(1)
        .padStart(12),
      `${Math.exp(mean[k]).toFixed(1).padStart(6)} ×÷${factor}`,
    ];
  });
  console.log(`${years[t + 1]}${cells.join("")}`);
});

/** The typical factor between what is foretold and what is counted. */
const typical = (off: (t: number, k: 0 | 1) => number): string => {
  const squares = foretold.map((_, t) => (off(t, 0) ** 2 + off(t, 1) ** 2) / 2);
  return Math.exp(Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length)).toFixed(2);
};
const byFilter = typical((t, k) => counts[t + 1][k] - foretold[t].mean[k]);
const byLastYear = typical((t, k) => counts[t + 1][k] - counts[t][k]);
console.log(`off by a factor of ${byFilter}; that each year is like the last would be off by ${byLastYear}`);
