/** Programs that are run at several sizes, and small ones that are run very often. */
import { contact, contactGradient } from "../models/contact.js";
import { contactInto, rosenbrockInto } from "../models/into.js";
import { heat, heatGradient } from "../models/stencil.js";
import { orbitGradient } from "../models/orbit.js";
import { rosenbrockGradient } from "../models/rosenbrock.js";
import { type Tree, treeGradient, treeValue } from "../models/tree.js";
import { type Program, type Version, version, withInto } from "../program.js";
import { Random } from "../random.js";
import { gmmProgram, lstmProgram } from "./adbench.js";
import { logisticProgram, lotkaVolterraProgram, mlpProgram } from "./workloads.js";

/** A gradient by the size of its input. */
export interface Growing {
  readonly name: string;
  readonly make: (n: number) => () => unknown;
}

const balls = Float64Array.of(4000, 5, 0.3, 0.3, 0.05, 0.5, -1, 0.45, 0.2, -0.2, 0.1);

export const growing: readonly Growing[] = [
  {
    name: "rosenbrock",
    make: (n) => {
      const x = new Random(1).uniforms(n, -2, 2);
      return () => rosenbrockGradient(x);
    },
  },
  {
    name: "rosenbrock into",
    make: (n) => {
      const x = new Random(1).uniforms(n, -2, 2);
      const into = new Float64Array(n);
      return () => rosenbrockInto(into, x);
    },
  },
  { name: "logistic d=10", make: (n) => logisticProgram(n, 10).make().arrays.gradient },
  { name: "lotka-volterra", make: (n) => lotkaVolterraProgram(n).make().arrays.gradient },
  { name: "gmm d=2 k=5", make: (n) => gmmProgram(2, 5, n).make().arrays.gradient },
  { name: "contact 2 balls", make: (n) => () => contactGradient(balls, n) },
  {
    name: "orbit",
    make: (n) => {
      const random = new Random(12);
      const [times, xs, ys] = [random.uniforms(n, 0, 3), random.normals(n), random.normals(n)];
      const parameters = Float64Array.of(1.5, 0.6, 0.8, 0.2);
      return () => orbitGradient(parameters, times, xs, ys);
    },
  },
];

const cells = new Random(21).uniforms(16, 0, 1);
const tree: Tree = { weight: 0.3, left: { weight: 0.2, left: undefined, right: undefined }, right: undefined };

const often = (name: string, arrays: () => Version): Program => ({ name, make: () => ({ arrays: arrays() }) });

/** Of sizes that let them run a hundred thousand times. */
export const frequent: readonly Program[] = [
  often("contact 2 balls, 5 steps", () =>
    withInto(
      version(
        () => contact(balls, 5),
        () => contactGradient(balls, 5),
      ),
      new Float64Array(balls.length),
      (into) => contactInto(into, balls, 5),
    ),
  ),
  often("stencil 4 x 4, 2 sweeps", () =>
    version(
      () => heat(cells, 4, 2),
      () => heatGradient(cells, 4, 2),
    ),
  ),
  often("recursive tree, 2 nodes", () =>
    version(
      () => treeValue(tree, 0.4),
      () => treeGradient(tree, 0.4),
    ),
  ),
  logisticProgram(20, 5),
  mlpProgram(3, 4, 5, 2),
  lotkaVolterraProgram(40),
  gmmProgram(2, 3, 5),
  lstmProgram(1, 4, 3),
];
