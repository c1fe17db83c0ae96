// jax-js on WebAssembly, in double precision, compiled by its `jit`.
import { loaded } from "../install.js";

/** Node 20 has none; nothing here is one, but the library asks. */
globalThis.Float16Array ??= class Float16Array {};

export async function prepare(name, { parameters, data }) {
  const { init, defaultDevice, jit, nn, numpy: np, valueAndGrad } = await loaded("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");
  const array = (values, shape) => np.array(values, { dtype: np.float64, shape });
  const functions = {
    rosenbrock(x) {
      const n = parameters.length;
      const here = x.ref.slice([0, n - 1]);
      const next = x.slice([1, n]);
      const a = np.square(next.sub(np.square(here.ref)));
      return a
        .mul(100)
        .add(np.square(here.mul(-1).add(1)))
        .sum();
    },
    logistic(w, samples, labels) {
      const margins = np.matmul(samples, w.ref).mul(labels).mul(-1);
      const losses = nn.softplus(margins);
      return losses.mean().add(
        np
          .square(w)
          .sum()
          .mul(0.5 * data.decay),
      );
    },
    mlp(p, samples, hot) {
      let signal = samples;
      let at = 0;
      data.layers.forEach(([from, to], layer) => {
        const weights = p.ref.slice([at, at + from * to]).reshape([from, to]);
        const biases = p.ref.slice([at + from * to, at + (from + 1) * to]);
        signal = np.matmul(signal, weights).add(biases);
        if (layer < data.layers.length - 1) signal = np.tanh(signal);
        at += (from + 1) * to;
      });
      p.dispose();
      return nn
        .logSoftmax(signal)
        .mul(hot)
        .sum()
        .mul(-1 / data.batch);
    },
  };
  const others = {
    rosenbrock: () => [],
    logistic: () => [array(data.samples, [data.n, data.d]), array(data.labels, [data.n])],
    mlp: () => {
      const hot = new Float64Array(data.batch * data.classes);
      data.labels.forEach((label, k) => {
        hot[k * data.classes + label] = 1;
      });
      return [array(data.samples, [data.batch, data.inputs]), array(hot, [data.batch, data.classes])];
    },
  };
  const given = others[name]();
  const gradient = jit(valueAndGrad(functions[name]));
  return () => {
    const [value, derivative] = gradient(array(parameters, [parameters.length]), ...given.map((each) => each.ref));
    return [value.dataSync()[0], derivative.dataSync()];
  };
}
