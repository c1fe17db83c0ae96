import { straightLine500, straightLine500Gradient } from "../generated/straight-line-500.js";
import { straightLine5000, straightLine5000Gradient } from "../generated/straight-line-5000.js";
import { gaussianProcess, gaussianProcessGradient } from "../models/cholesky.js";
import { contact, contactGradient } from "../models/contact.js";
import { contactInto, gaussianProcessInto, heatInto, imageInto, orbitInto } from "../models/into.js";
import { orbit, orbitGradient } from "../models/orbit.js";
import { image, imageGradient } from "../models/ray-marcher.js";
import { heat, heatGradient } from "../models/stencil.js";
import { type Tree, treeGradient, treeValue } from "../models/tree.js";
import { type Program, version, withInto } from "../program.js";
import { Random } from "../random.js";

const contactProgram: Program = {
  name: "contact 8 balls, 500 steps",
  make: () => {
    const random = new Random(11);
    const balls = Array.from({ length: 8 }, (_, i) => [
      0.3 + 0.2 * i,
      0.3 + 0.1 * random.uniform(),
      random.normal(),
      random.normal(),
    ]);
    const parameters = Float64Array.of(4000, 5, 0.3, ...balls.flat());
    return {
      arrays: withInto(
        version(
          () => contact(parameters, 500),
          () => contactGradient(parameters, 500),
        ),
        new Float64Array(parameters.length),
        (into) => contactInto(into, parameters, 500),
      ),
    };
  },
};

const orbitProgram: Program = {
  name: "orbit, 500 Newton solves",
  make: () => {
    const random = new Random(12);
    const parameters = Float64Array.of(1.5, 0.6, 0.8, 0.2);
    const times = random.uniforms(500, 0, 3);
    const xs = random.normals(500);
    const ys = random.normals(500);
    return {
      arrays: withInto(
        version(
          () => orbit(parameters, times, xs, ys),
          () => orbitGradient(parameters, times, xs, ys),
        ),
        new Float64Array(parameters.length),
        (into) => orbitInto(into, parameters, times, xs, ys),
      ),
    };
  },
};

const rayProgram: Program = {
  name: "ray marcher 32 x 32, 5 spheres",
  make: () => {
    const random = new Random(13);
    const spheres = Float64Array.from(
      Array.from({ length: 5 }, () => [
        ...random.uniforms(2, -1, 1),
        random.uniform(),
        0.3 + 0.3 * random.uniform(),
      ]).flat(),
    );
    const target = random.uniforms(32 * 32, 0, 1);
    return {
      arrays: withInto(
        version(
          () => image(spheres, target, 32),
          () => imageGradient(spheres, target, 32),
        ),
        new Float64Array(spheres.length),
        (into) => imageInto(into, spheres, target, 32),
      ),
    };
  },
};

const treeProgram: Program = {
  name: "recursive tree, 1023 nodes",
  make: () => {
    const random = new Random(14);
    const grow = (depth: number): Tree =>
      depth === 1
        ? { weight: random.normal(), left: undefined, right: undefined }
        : { weight: random.normal(), left: grow(depth - 1), right: grow(depth - 1) };
    const tree = grow(10);
    return {
      arrays: version(
        () => treeValue(tree, 0.4),
        () => treeGradient(tree, 0.4),
      ),
    };
  },
};

const choleskyProgram: Program = {
  name: "cholesky with solve n=60",
  make: () => {
    const random = new Random(15);
    const hyper = Float64Array.of(0.1, -0.3, -2);
    const xs = random.uniforms(60, 0, 5);
    const ys = random.normals(60);
    return {
      arrays: withInto(
        version(
          () => gaussianProcess(hyper, xs, ys),
          () => gaussianProcessGradient(hyper, xs, ys),
        ),
        new Float64Array(hyper.length),
        (into) => gaussianProcessInto(into, hyper, xs, ys),
      ),
    };
  },
};

const stencilProgram: Program = {
  name: "stencil 64 x 64, 20 sweeps",
  make: () => {
    const initial = new Random(16).normals(64 * 64);
    return {
      arrays: withInto(
        version(
          () => heat(initial, 64, 20),
          () => heatGradient(initial, 64, 20),
        ),
        new Float64Array(initial.length),
        (into) => heatInto(into, initial, 64, 20),
      ),
    };
  },
};

function straightLine(
  count: number,
  primal: (x: Float64Array) => number,
  gradient: (x: Float64Array) => [number, Float64Array],
): Program {
  return {
    name: `straight line, ${count} statements`,
    // The parts of the long one are optimized one after another: four seconds pass before the last is.
    warmUp: 10,
    make: () => {
      const x = new Random(17).uniforms(8, 0.2, 1);
      return {
        arrays: version(
          () => primal(x),
          () => gradient(x),
        ),
      };
    },
  };
}

export const features: readonly Program[] = [
  contactProgram,
  orbitProgram,
  rayProgram,
  treeProgram,
  choleskyProgram,
  stencilProgram,
  straightLine(500, straightLine500, straightLine500Gradient),
  straightLine(5000, straightLine5000, straightLine5000Gradient),
];
