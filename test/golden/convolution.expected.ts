export function loss_grad(kernel: Float64Array, signal: Float64Array, target: Float64Array): Float64Array {
  expectFloat64Array("grad(loss)", "kernel", kernel);
  expectFloat64Array("grad(loss)", "signal", signal);
  expectFloat64Array("grad(loss)", "target", target);
  const kernel_b = new Float64Array(kernel.length);
  const n = kernel.length;
  const m = n - 3;

  const m1 = n - 1;
  for (let i = 0; i < signal.length - n + 1; i++) {
    let j = 0;
    let filtered_i = 0;
    for (; j < m; j += 4) {
      const at = i + j;
      const t = filtered_i + signal[at] * kernel[j] + signal[at + 1] * kernel[j + 1];
      filtered_i = t + signal[at + 2] * kernel[j + 2] + signal[at + 3] * kernel[j + 3];
    }
    for (; j < n; j++) {
      filtered_i += signal[i + j] * kernel[j];
    }
    // for (let i = 0; i < filtered.length; i++) sum += (filtered[i] - target[i]) ** 2
    const filtered_i_b = 2 * (filtered_i - target[i]);
    let j_1 = m1;
    for (; j_1 >= 3; j_1 -= 4) {
      const at = i + j_1;
      // for (let j = 0; j < kernel.length; j++) out[i] += signal[i + j] * kernel[j]
      kernel_b[j_1] += filtered_i_b * signal[at];
      kernel_b[j_1 - 1] += filtered_i_b * signal[at - 1];
      kernel_b[j_1 - 2] += filtered_i_b * signal[at - 2];
      kernel_b[j_1 - 3] += filtered_i_b * signal[at - 3];
    }
    for (; j_1 >= 0; j_1--) {
      kernel_b[j_1] += filtered_i_b * signal[i + j_1];
    }
  }
  return kernel_b;
}
