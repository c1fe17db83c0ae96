import fc from "fast-check";

/** A class with what tangents are not made of: a method, a string, an accessor. */
export class Spring {
  constructor(
    public k: number,
    public rest: Float32Array,
    public name: string,
  ) {}

  get doubled(): number {
    return 2 * this.k;
  }

  energy(x: number): number {
    return this.k * x;
  }
}

export interface Model {
  layers: { w: Float64Array; b: number[] }[];
  rate: number;
  pair: [number, Float32Array];
  tag: null;
}

const plain = { noNullPrototype: true };
const number = fc.integer({ min: -1000, max: 1000 }).map((x) => x / 8);

/** Models of one shape, `count` of them: sums and products of their numbers are exact. */
export function models(count: number): fc.Arbitrary<Model[]> {
  return fc
    .record({ layers: fc.array(fc.record({ w: fc.nat(4), b: fc.nat(4) }, plain), { maxLength: 3 }), rest: fc.nat(3) })
    .chain((shape) => {
      const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });
      const layer = ({ w, b }: { w: number; b: number }) =>
        fc.record({ w: numbers(w).map((xs) => Float64Array.from(xs)), b: numbers(b) }, plain);
      const model: fc.Arbitrary<Model> = fc.record(
        {
          layers: fc.tuple(...shape.layers.map(layer)),
          rate: number,
          pair: fc.tuple(
            number,
            numbers(shape.rest).map((xs) => Float32Array.from(xs)),
          ),
          tag: fc.constant(null),
        },
        plain,
      );
      return fc.array(model, { minLength: count, maxLength: count });
    });
}
