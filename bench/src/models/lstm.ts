import { valueAndGrad } from "cotangent";
import { lstm } from "../../../examples/adbench/src/lstm.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export interface Gate {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export interface LayerParameters {
  readonly forget: Gate;
  readonly admit: Gate;
  readonly emit: Gate;
  readonly change: Gate;
}

export interface Extra {
  readonly inputWeights: Float64Array;
  readonly outputWeights: Float64Array;
  readonly outputBiases: Float64Array;
}

const open = ({ weights, biases }: Gate, signal: Float64Array, squash: (x: number) => number): Float64Array =>
  signal.map((entry, i) => squash(entry * weights[i] + biases[i]));

class Cell {
  constructor(
    private readonly parameters: LayerParameters,
    private hidden: Float64Array,
    private content: Float64Array,
  ) {}

  step(input: Float64Array): Float64Array {
    const { forget, admit, emit, change } = this.parameters;
    const kept = open(forget, input, sigmoid);
    const admitted = open(admit, this.hidden, sigmoid);
    const emitted = open(emit, input, sigmoid);
    const changed = open(change, this.hidden, Math.tanh);
    this.content = this.content.map((entry, i) => entry * kept[i] + admitted[i] * changed[i]);
    this.hidden = this.content.map((entry, i) => emitted[i] * Math.tanh(entry));
    return this.hidden;
  }
}

export interface InitialState {
  readonly hidden: Float64Array;
  readonly content: Float64Array;
}

/** The loss of `lstm`, with cells as objects that keep their state. */
export function lstmOfCells(
  layers: LayerParameters[],
  extra: Extra,
  states: readonly InitialState[],
  sequence: readonly Float64Array[],
): number {
  const cells = layers.map((parameters, i) => new Cell(parameters, states[i].hidden, states[i].content));
  let total = 0;
  for (let t = 0; t + 1 < sequence.length; t++) {
    let signal: Float64Array = sequence[t].map((entry, i) => entry * extra.inputWeights[i]);
    for (const cell of cells) signal = cell.step(signal);
    const scores = signal.map((entry, i) => entry * extra.outputWeights[i] + extra.outputBiases[i]);
    const logSum = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 2));
    const target = sequence[t + 1];
    total += scores.reduce((sum, score, i) => sum + target[i] * (score - logSum), 0);
  }
  return -total / ((sequence.length - 1) * extra.inputWeights.length);
}

export const lstmGradient = valueAndGrad(lstm, { argnums: [0, 1] });
export const lstmOfCellsGradient = valueAndGrad(lstmOfCells, { argnums: [0, 1] });
export { lstm };
