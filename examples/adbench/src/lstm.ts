function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Mean loss of a character model: layers of diagonal LSTM cells of width b predict each vector of a sequence from
 * those before it.
 *
 * @param main per layer 8 b: weights of the forget, in, out and change gates, then their biases
 * @param extra 3 b: weights of the input, weights and biases of the output
 * @param state per layer 2 b: the initial hidden and cell values
 * @param sequence c x b
 */
export function lstm(main: Float64Array, extra: Float64Array, state: Float64Array, sequence: Float64Array): number {
  const b = Math.floor(extra.length / 3);
  const layers = Math.floor(main.length / (8 * b));
  const length = Math.floor(sequence.length / b);

  const hidden = new Float64Array(layers * b);
  const cell = new Float64Array(layers * b);
  for (let layer = 0; layer < layers; layer++) {
    for (let i = 0; i < b; i++) {
      hidden[layer * b + i] = state[2 * layer * b + i];
      cell[layer * b + i] = state[(2 * layer + 1) * b + i];
    }
  }

  let total = 0;
  const signal = new Float64Array(b);
  for (let t = 0; t < length - 1; t++) {
    for (let i = 0; i < b; i++) signal[i] = sequence[t * b + i] * extra[i];

    for (let layer = 0; layer < layers; layer++) {
      const weight = 8 * b * layer;
      const bias = weight + 4 * b;
      for (let i = 0; i < b; i++) {
        const at = layer * b + i;
        const input = signal[i];
        const before = hidden[at];
        const forget = sigmoid(input * main[weight + i] + main[bias + i]);
        const admit = sigmoid(before * main[weight + b + i] + main[bias + b + i]);
        const emit = sigmoid(input * main[weight + 2 * b + i] + main[bias + 2 * b + i]);
        const change = Math.tanh(before * main[weight + 3 * b + i] + main[bias + 3 * b + i]);
        const content = cell[at] * forget + admit * change;
        const output = emit * Math.tanh(content);
        cell[at] = content;
        hidden[at] = output;
        signal[i] = output;
      }
    }

    let sum = 2;
    for (let i = 0; i < b; i++) {
      signal[i] = signal[i] * extra[b + i] + extra[2 * b + i];
      sum += Math.exp(signal[i]);
    }
    const logSum = Math.log(sum);
    for (let i = 0; i < b; i++) total += sequence[(t + 1) * b + i] * (signal[i] - logSum);
  }
  return -total / (b * (length - 1));
}
