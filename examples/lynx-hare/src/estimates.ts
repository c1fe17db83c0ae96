import { parameters } from "./model.js";

/** One parameter of the model: as fitted here and as published. */
export interface Estimate {
  readonly name: string;
  readonly meaning: string;
  readonly unit: string;
  readonly value: number;
  readonly deviation: number;
  /** Posterior mean in Carpenter's case study. */
  readonly published: number;
}

const DESCRIPTIONS = [
  { name: "alpha", meaning: "births per hare", unit: "1/year", published: 0.55 },
  { name: "beta", meaning: "hares lost to a thousand lynxes", unit: "1/year", published: 0.028 },
  { name: "gamma", meaning: "deaths per lynx", unit: "1/year", published: 0.8 },
  { name: "delta", meaning: "lynxes gained by a thousand hares", unit: "1/year", published: 0.024 },
  { name: "initial hare", meaning: "hares in 1900", unit: "thousands", published: 34 },
  { name: "initial lynx", meaning: "lynxes in 1900", unit: "thousands", published: 5.9 },
];

/** The first six parameters, from logarithms `q` and the standard deviations of these logarithms. */
export function estimates(q: Float64Array, deviations: Float64Array): Estimate[] {
  const p = parameters(q);
  return DESCRIPTIONS.map((description, k) => ({
    ...description,
    value: p[k],
    deviation: p[k] * deviations[k],
  }));
}
