/** Random programs for fast-check: drawn by the generator, made smaller in their text. */
import fc from "fast-check";
import { generate, type Program } from "./generator.js";
import { kernel } from "./kernels.js";
import { smaller } from "./shrink.js";

const generateProgram = (int: (count: number) => number): Program => generate({ int });

class Programs extends fc.Arbitrary<Program> {
  constructor(
    private readonly first?: Program,
    private readonly draw = generateProgram,
  ) {
    super();
  }

  override generate(random: fc.Random): fc.Value<Program> {
    const program = this.first ?? this.draw((count) => random.nextInt(0, count - 1));
    return new fc.Value(program, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return typeof value === "object" && value !== null && "source" in value;
  }

  override shrink(program: Program): fc.Stream<fc.Value<Program>> {
    return fc.stream(smaller(program)).map((candidate) => new fc.Value(candidate, undefined));
  }
}

/** Programs drawn at random, or one that is known and what it shrinks to. */
export const programs = (known?: Program): fc.Arbitrary<Program> => new Programs(known);

/** Kernels over arrays. */
export const kernels = (): fc.Arbitrary<Program> => new Programs(undefined, kernel);
