import type { Allocated } from "./launch.js";
import { type Launch, microseconds, type Ratio, ratio } from "./statistics.js";

export interface ProgramResult {
  readonly program: string;
  /** Microseconds of CPU. */
  readonly primal: number;
  readonly gradient: number;
  readonly ratios: {
    readonly gradientToPrimal?: Ratio;
    readonly expertToPrimal?: Ratio;
    readonly gradientToExpert?: Ratio;
    readonly intoToExpertInto?: Ratio;
    readonly intoToPrimal?: Ratio;
    readonly objectsToArrays?: Ratio;
    readonly objectsToArraysPrimal?: Ratio;
    readonly objectsGradientToPrimal?: Ratio;
  };
  /** Bytes that one gradient allocates. */
  readonly allocated: Allocated;
}

export function resultOf(program: string, launches: readonly Launch[], allocated: Allocated): ProgramResult {
  const compare = (above: string, below: string): Ratio | undefined => ratio(launches, above, below);
  return {
    program,
    primal: microseconds(launches, "arrays primal"),
    gradient: microseconds(launches, "arrays gradient"),
    ratios: {
      gradientToPrimal: compare("arrays gradient", "arrays primal"),
      expertToPrimal: compare("expert gradient", "arrays primal"),
      gradientToExpert: compare("arrays gradient", "expert gradient"),
      intoToExpertInto: compare("arrays into", "expert into"),
      intoToPrimal: compare("arrays into", "arrays primal"),
      objectsToArrays: compare("objects gradient", "arrays gradient"),
      objectsToArraysPrimal: compare("objects primal", "arrays primal"),
      objectsGradientToPrimal: compare("objects gradient", "objects primal"),
    },
    allocated,
  };
}
