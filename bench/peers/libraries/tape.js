// Gradients by the run-time tape.
import { Tape } from "../tape.js";

const softplus = (x) => (x.value > 0 ? x.plus(x.times(-1).exp().log1p()) : x.exp().log1p());

const functions = {
  rosenbrock(x) {
    let sum;
    for (let i = 0; i < x.length - 1; i++) {
      const a = x[i + 1].minus(x[i].times(x[i]));
      const b = x[i].times(-1).plus(1);
      const term = a.times(a).times(100).plus(b.times(b));
      sum = sum ? sum.plus(term) : term;
    }
    return sum;
  },
  logistic(w, { n, d, samples, labels, decay }) {
    let loss;
    for (let i = 0; i < n; i++) {
      let score = w[0].times(samples[i * d]);
      for (let j = 1; j < d; j++) score = score.plus(w[j].times(samples[i * d + j]));
      const term = softplus(score.times(-labels[i]));
      loss = loss ? loss.plus(term) : term;
    }
    let norm = w[0].times(w[0]);
    for (let j = 1; j < d; j++) norm = norm.plus(w[j].times(w[j]));
    return loss.times(1 / n).plus(norm.times(0.5 * decay));
  },
  mlp(p, { batch, inputs, layers, samples, labels }) {
    let loss;
    for (let b = 0; b < batch; b++) {
      let signal = Array.from(samples.subarray(b * inputs, (b + 1) * inputs));
      let at = 0;
      layers.forEach(([from, to], layer) => {
        const next = [];
        for (let j = 0; j < to; j++) {
          let sum = p[at + from * to + j];
          for (let k = 0; k < from; k++) sum = sum.plus(p[at + k * to + j].times(signal[k]));
          next.push(layer < layers.length - 1 ? sum.tanh() : sum);
        }
        at += (from + 1) * to;
        signal = next;
      });
      const largest = Math.max(...signal.map(({ value }) => value));
      const sum = signal.map((logit) => logit.minus(largest).exp()).reduce((left, right) => left.plus(right));
      const term = sum.log().plus(largest).minus(signal[labels[b]]);
      loss = loss ? loss.plus(term) : term;
    }
    return loss.times(1 / batch);
  },
};

export const title = "run-time tape";

export function prepare(name, { parameters, data }) {
  return () => {
    const tape = new Tape();
    const variables = Array.from(parameters, (value) => tape.variable(value));
    const result = functions[name](variables, data);
    return [result.value, tape.adjoints(result).subarray(0, parameters.length)];
  };
}
