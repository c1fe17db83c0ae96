import { readFileSync } from "node:fs";
import { type Key, permutation } from "cotangent/random";

/** What is measured of the nuclei of some cells, and whether they are malignant: 1, or benign: 0. */
export interface Sample {
  readonly features: Float64Array;
  readonly malignant: number;
}

/** @throws Error where a line is not as many numbers as there are columns */
export function readSamples(file: URL): Sample[] {
  const [header, ...lines] = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const count = header.split(",").length;
  return lines.map((line) => {
    const [malignant, ...features] = line.split(",").map(Number);
    if (features.length !== count - 1 || [malignant, ...features].some(Number.isNaN))
      throw new Error(`${file.href} has a line without ${count} numbers`);
    return { features: Float64Array.from(features), malignant };
  });
}

export interface Split {
  readonly training: Sample[];
  readonly test: Sample[];
}

/** A share of the samples for the test, chosen by chance; features in units of the training samples' standard deviations, from their means. */
export function split(samples: readonly Sample[], testShare: number, key: Key): Split {
  const shuffled = Array.from(permutation(key, samples.length), (index) => samples[index]);
  const count = Math.round(testShare * samples.length);
  const [test, training] = [shuffled.slice(0, count), shuffled.slice(count)];
  const mean = (of: (sample: Sample) => number): number =>
    training.reduce((sum, sample) => sum + of(sample), 0) / training.length;
  const centers = training[0].features.map((_, k) => mean(({ features }) => features[k]));
  const scales = centers.map((center, k) => Math.sqrt(mean(({ features }) => (features[k] - center) ** 2)));
  const standardized = ({ features, malignant }: Sample): Sample => ({
    features: features.map((each, k) => (each - centers[k]) / scales[k]),
    malignant,
  });
  return { training: training.map(standardized), test: test.map(standardized) };
}
