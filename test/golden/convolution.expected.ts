export function loss_grad(kernel: Float64Array, signal: Float64Array, target: Float64Array): Float64Array {
  expectFloat64Array("grad(loss)", "kernel", kernel);
  expectFloat64Array("grad(loss)", "signal", signal);
  expectFloat64Array("grad(loss)", "target", target);
  const kernel_b = new Float64Array(kernel.length);

  const last = kernel.length - 1;
  const end = signal.length - kernel.length + 1;
  for (let i = 0; i < end; i++) {
    let filtered_i = 0;
    for (let j = 0; j < kernel.length; j++) {
      filtered_i += signal[i + j] * kernel[j];
    }
    // for (let i = 0; i < filtered.length; i++) sum += (filtered[i] - target[i]) ** 2
    const filtered_i_b = 2 * (filtered_i - target[i]);
    for (let j = last; j >= 0; j--) {
      // for (let j = 0; j < kernel.length; j++) out[i] += signal[i + j] * kernel[j]
      kernel_b[j] += filtered_i_b * signal[i + j];
    }
  }
  return kernel_b;
}
