// TensorFlow.js, whose numbers are of single precision.
import { required } from "../install.js";

const functions = (tf) => ({
  rosenbrock(x) {
    const [here, next] = [x.slice([0], [x.size - 1]), x.slice([1], [x.size - 1])];
    return next.sub(here.square()).square().mul(100).add(tf.scalar(1).sub(here).square()).sum();
  },
  logistic(w, { samples, labels, decay }) {
    const scores = samples.matMul(w.reshape([-1, 1])).reshape([-1]);
    const margins = scores.mul(labels).neg();
    // log(1 + exp(x)), without overflow.
    const losses = margins.relu().add(margins.abs().neg().exp().log1p());
    return losses.mean().add(
      w
        .square()
        .sum()
        .mul(0.5 * decay),
    );
  },
  mlp(p, { samples, hot, layers }) {
    let signal = samples;
    let at = 0;
    layers.forEach(([from, to], layer) => {
      const weights = p.slice([at], [from * to]).reshape([from, to]);
      const biases = p.slice([at + from * to], [to]);
      signal = signal.matMul(weights).add(biases);
      if (layer < layers.length - 1) signal = signal.tanh();
      at += (from + 1) * to;
    });
    const shifted = signal.sub(signal.max(1, true));
    const entropy = shifted.exp().sum(1).log().sub(shifted.mul(hot).sum(1));
    return entropy.mean();
  },
});

const single = (values) => Float32Array.from(values);

function tensors(tf, name, data) {
  if (name === "logistic")
    return {
      ...data,
      samples: tf.tensor2d(single(data.samples), [data.n, data.d]),
      labels: tf.tensor1d(single(data.labels)),
    };
  if (name !== "mlp") return data;
  const samples = tf.tensor2d(single(data.samples), [data.batch, data.inputs]);
  return { ...data, samples, hot: tf.oneHot(tf.tensor1d(data.labels, "int32"), data.classes).toFloat() };
}

export async function prepare(name, { parameters, data }, backend) {
  const tf = required("@tensorflow/tfjs");
  if (backend === "wasm") required("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  const given = tensors(tf, name, data);
  const point = single(parameters);
  const gradient = tf.valueAndGrad((x) => functions(tf)[name](x, given));
  return () =>
    tf.tidy(() => {
      const { value, grad } = gradient(tf.tensor1d(point));
      return [value.dataSync()[0], grad.dataSync()];
    });
}
