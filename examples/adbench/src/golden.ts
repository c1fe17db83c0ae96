import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { largestRho, rho } from "./compare.js";

/** One array of reference values, as the manifest describes it. */
interface GoldenArray {
  readonly file: string;
  readonly len: number;
  readonly sum: number;
  readonly absmax: number;
  /** Of large arrays only a beginning is kept, besides their sums. */
  readonly truncated_to_first?: number;
}

interface ManifestEntry {
  readonly kind: string;
  readonly input: string;
  readonly arrays: Readonly<Record<string, GoldenArray>>;
}

/** An input with its reference values. */
export interface GoldenCase {
  readonly name: string;
  readonly kind: string;
  readonly input: string;
  /** The file of a name in the folder `model` beside the input. */
  readonly modelFile: (name: string) => string;
  /** How far an array is from its reference: the largest `rho` of its elements, its sum and its largest element. */
  readonly distance: (name: string, actual: Float64Array | Int32Array) => number;
}

function readArray(file: string): Float64Array | Int32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  // Copied, because a small file is read into the middle of a shared buffer, at any offset.
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  return file.endsWith(".i32") ? new Int32Array(bytes) : new Float64Array(bytes);
}

function distance(folder: string, golden: GoldenArray, actual: Float64Array | Int32Array): number {
  if (actual.length !== golden.len) return Number.POSITIVE_INFINITY;
  let sum = 0;
  let largest = 0;
  for (const value of actual) {
    sum += value;
    largest = Math.max(largest, Math.abs(value));
  }
  const expected = readArray(join(folder, golden.file));
  const elements = largestRho(actual.subarray(0, golden.truncated_to_first ?? golden.len), expected);
  return Math.max(elements, rho(sum, golden.sum), rho(largest, golden.absmax));
}

/** The cases in a folder with a `manifest.json`; none where there is no such file. */
export function goldenCases(folder: string): GoldenCase[] {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) return [];
  const entries = JSON.parse(readFileSync(manifest, "utf8")) as Readonly<Record<string, ManifestEntry>>;
  return Object.entries(entries).map(([name, { kind, input, arrays }]) => ({
    name: name.replaceAll("__", " "),
    kind,
    input: readFileSync(join(folder, input), "utf8"),
    modelFile: (file) => readFileSync(join(folder, dirname(input), "model", file), "utf8"),
    distance: (array, actual) => {
      const golden = arrays[array];
      if (!golden) throw new Error(`${manifest}: ${name} has no array ${array}`);
      return distance(folder, golden, actual);
    },
  }));
}
