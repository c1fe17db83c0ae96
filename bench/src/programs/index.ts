import type { Program } from "../program.js";
import { bundleProgram, gmmProgram, lstmProgram } from "./adbench.js";
import { features } from "./features.js";
import { handProgram, layerProgram } from "./jacobians.js";
import { logisticProgram, lotkaVolterraProgram, mlpProgram, rosenbrockProgram } from "./workloads.js";

export const programs: readonly Program[] = [
  rosenbrockProgram(1000),
  logisticProgram(1000, 50),
  mlpProgram(32, 64, 64, 10),
  lotkaVolterraProgram(1000),
  gmmProgram(2, 5, 1000),
  gmmProgram(10, 25, 1000),
  gmmProgram(32, 10, 300),
  lstmProgram(2, 1024, 14),
  lstmProgram(4, 256, 14),
  bundleProgram(21, 1000, 4000),
  bundleProgram(49, 7776, 31843),
  handProgram(200, "vertices"),
  handProgram(200, "surface"),
  layerProgram(1000, 10),
  layerProgram(10, 1000),
  ...features,
];
