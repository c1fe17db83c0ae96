export function loss_grad(kernel: Float64Array, signal: Float64Array, target: Float64Array): Float64Array {
  expectFloat64Array("grad(loss)", "kernel", kernel);
  expectFloat64Array("grad(loss)", "signal", signal);
  expectFloat64Array("grad(loss)", "target", target);
  const kernel_b = new Float64Array(kernel.length);
  const size = signal.length - kernel.length + 1;
  const filtered = new Float64Array(size);
  for (let i = 0; i < filtered.length; i++) {
    for (let j = 0; j < kernel.length; j++) {
      filtered[i] += signal[i + j] * kernel[j];
    }
  }

  const last = filtered.length - 1;
  const filtered_b = new Float64Array(size);
  for (let i = last; i >= 0; i--) {
    // for (let i = 0; i < filtered.length; i++) sum += (filtered[i] - target[i]) ** 2
    filtered_b[i] += 2 * (filtered[i] - target[i]);
  }
  const last_1 = kernel.length - 1;
  for (let i = last; i >= 0; i--) {
    // for (let j = 0; j < kernel.length; j++) out[i] += signal[i + j] * kernel[j]
    const filtered_i_b = filtered_b[i];
    for (let j = last_1; j >= 0; j--) {
      kernel_b[j] += filtered_i_b * signal[i + j];
    }
  }
  return kernel_b;
}
