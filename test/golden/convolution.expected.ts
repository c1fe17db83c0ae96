export function loss_grad(kernel: Float64Array, signal: Float64Array, target: Float64Array): Float64Array {
  expectFloat64Array("grad(loss)", "kernel", kernel);
  expectFloat64Array("grad(loss)", "signal", signal);
  expectFloat64Array("grad(loss)", "target", target);
  const kernel_b = new Float64Array(kernel.length);
  const n = kernel.length;
  const m = n % 4;
  const cut = n - m;
  const cut_1 = m - 1;

  const last = n - 1;
  for (let i = 0; i < signal.length - n + 1; i++) {
    let filtered_i = 0;
    for (let j = 0; j < cut; j += 4) {
      const at = i + j;
      const t = filtered_i + signal[at] * kernel[j] + signal[at + 1] * kernel[j + 1];
      filtered_i = t + signal[at + 2] * kernel[j + 2] + signal[at + 3] * kernel[j + 3];
    }
    for (let j = cut; j < n; j++) {
      filtered_i += signal[i + j] * kernel[j];
    }
    // for (let i = 0; i < filtered.length; i++) sum += (filtered[i] - target[i]) ** 2
    const filtered_i_b = 2 * (filtered_i - target[i]);
    for (let j = last; j > cut_1; j -= 4) {
      // for (let j = 0; j < kernel.length; j++) out[i] += signal[i + j] * kernel[j]
      const at = i + j;
      kernel_b[j] += filtered_i_b * signal[at];
      kernel_b[j - 1] += filtered_i_b * signal[at - 1];
      kernel_b[j - 2] += filtered_i_b * signal[at - 2];
      kernel_b[j - 3] += filtered_i_b * signal[at - 3];
    }
    for (let j = cut_1; j >= 0; j--) {
      kernel_b[j] += filtered_i_b * signal[i + j];
    }
  }
  return kernel_b;
}
