/** Arguments of the objectives, as ADBench's input files list them. */
import { type HandModel, type HandPoints, POSE } from "./hand.js";

export interface GmmInput {
  readonly alphas: Float64Array;
  readonly means: Float64Array;
  readonly icf: Float64Array;
  readonly x: Float64Array;
  readonly gamma: number;
  readonly m: number;
}

export interface LstmInput {
  readonly main: Float64Array;
  readonly extra: Float64Array;
  readonly state: Float64Array;
  readonly sequence: Float64Array;
}

export interface BaInput {
  readonly cameras: readonly Float64Array[];
  readonly points: readonly Float64Array[];
  readonly weights: Float64Array;
  /** For each observation the number of its camera and of its point. */
  readonly pairs: Int32Array;
  /** For each observation two numbers. */
  readonly features: Float64Array;
}

export interface HandInput extends HandPoints {
  readonly model: HandModel;
  /** The pose; with `readSurfaceHand`, behind two coordinates on its triangle for each point. */
  readonly parameters: Float64Array;
}

/** Numbers of a text, taken one after the other. */
class Numbers {
  readonly #tokens: string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = text.split(/\s+/).filter((token) => token !== "");
  }

  one(): number {
    const token = this.#tokens[this.#next++];
    const value = Number(token);
    if (token === undefined || Number.isNaN(value)) throw new Error(`number ${this.#next} of the input is ${token}`);
    return value;
  }

  many(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.one());
  }

  rows(count: number, width: number): Float64Array[] {
    return Array.from({ length: count }, () => this.many(width));
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw new Error(`the input goes on after number ${this.#next}`);
  }
}

function read<T>(text: string, input: (numbers: Numbers) => T): T {
  const numbers = new Numbers(text);
  const result = input(numbers);
  numbers.end();
  return result;
}

export function readGmm(text: string): GmmInput {
  return read(text, (numbers) => {
    const [d, k, n] = numbers.many(3);
    return {
      alphas: numbers.many(k),
      means: numbers.many(k * d),
      icf: numbers.many((k * d * (d + 1)) / 2),
      x: numbers.many(n * d),
      gamma: numbers.one(),
      m: numbers.one(),
    };
  });
}

export function readLstm(text: string): LstmInput {
  return read(text, (numbers) => {
    const [layers, length, b] = numbers.many(3);
    return {
      main: numbers.many(8 * layers * b),
      extra: numbers.many(3 * b),
      state: numbers.many(2 * layers * b),
      sequence: numbers.many(length * b),
    };
  });
}

/** The shipped format: one camera, point, weight and feature, which all observations share. */
export function readReplicatedBa(text: string): BaInput {
  return read(text, (numbers) => {
    const [n, m, p] = numbers.many(3);
    const [camera, point, weight, feature] = [numbers.many(11), numbers.many(3), numbers.one(), numbers.many(2)];
    return {
      cameras: Array.from({ length: n }, () => camera),
      points: Array.from({ length: m }, () => point),
      weights: new Float64Array(p).fill(weight),
      pairs: Int32Array.from({ length: 2 * p }, (_, k) => (k >> 1) % (k % 2 === 0 ? n : m)),
      features: Float64Array.from({ length: 2 * p }, (_, k) => feature[k % 2]),
    };
  });
}

export function readExpandedBa(text: string): BaInput {
  return read(text, (numbers) => {
    const [n, m, p] = numbers.many(3);
    return {
      cameras: numbers.rows(n, 11),
      points: numbers.rows(m, 3),
      weights: numbers.many(p),
      pairs: Int32Array.from(numbers.many(2 * p)),
      features: numbers.many(2 * p),
    };
  });
}

/** The files of a hand's model by their names. */
export type ModelFile = (name: "bones.txt" | "vertices.txt" | "triangles.txt") => string;

/** Points that belong to vertices. */
export function readHand(text: string, modelFile: ModelFile): HandInput {
  return readHandInput(text, modelFile, 0);
}

/** Points that belong to places on triangles. */
export function readSurfaceHand(text: string, modelFile: ModelFile): HandInput {
  return readHandInput(text, modelFile, 2);
}

function readHandInput(text: string, modelFile: ModelFile, coordinates: number): HandInput {
  return read(text, (numbers) => {
    const [count, poseLength] = numbers.many(2);
    if (poseLength !== POSE) throw new Error(`a pose of ${poseLength} numbers, not ${POSE}`);
    const rows = numbers.rows(count, 4);
    return {
      model: readHandModel(modelFile),
      correspondences: Int32Array.from(rows, ([correspondence]) => correspondence),
      points: Float64Array.from(rows.flatMap(([, ...point]) => point)),
      parameters: numbers.many(coordinates * count + POSE),
    };
  });
}

/** Lines of fields between colons. */
function readHandModel(modelFile: ModelFile): HandModel {
  const linesOf = (text: string): string[][] =>
    text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.split(":")]));
  // The last row of a matrix is that of every affine map.
  const bones = linesOf(modelFile("bones.txt")).map(([, ...fields]) => fields.map(Number));
  const vertices = linesOf(modelFile("vertices.txt")).map((fields) => fields.map(Number));
  const influences = vertices.map(([, , , , , , , , count, ...pairs]) => pairs.slice(0, 2 * count));
  const starts = new Int32Array(vertices.length + 1);
  influences.forEach((pairs, v) => {
    starts[v + 1] = starts[v] + pairs.length / 2;
  });
  return {
    parents: Int32Array.from(bones, ([parent]) => parent),
    relatives: Float64Array.from(bones.flatMap(([, ...matrices]) => matrices.slice(0, 12))),
    inverses: Float64Array.from(bones.flatMap(([, ...matrices]) => matrices.slice(16, 28))),
    vertices: Float64Array.from(vertices.flatMap((fields) => fields.slice(0, 3))),
    starts,
    bones: Int32Array.from(influences.flatMap((pairs) => pairs.filter((_, k) => k % 2 === 0))),
    weights: Float64Array.from(influences.flatMap((pairs) => pairs.filter((_, k) => k % 2 === 1))),
    triangles: Int32Array.from(linesOf(modelFile("triangles.txt")).flat(), Number),
  };
}
