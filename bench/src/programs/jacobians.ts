import { jacobianPlan } from "cotangent/sparse";
import {
  handJacobian,
  handPattern,
  handSurfaceJacobian,
  handSurfacePattern,
} from "../../../examples/adbench/src/gradients.js";
import { handErrors, handSurfaceErrors, POSE } from "../../../examples/adbench/src/hand.js";
import { generator, seededHandModel } from "../../../examples/adbench/src/seeded.js";
import { layer, layerJacobian } from "../models/layer.js";
import type { Program } from "../program.js";
import { Random } from "../random.js";

/** The Jacobian of a layer, which has so many units and inputs. */
export function layerProgram(units: number, inputs: number): Program {
  return {
    name: `jacobian ${units} x ${inputs}`,
    make: () => {
      const random = new Random(9);
      const [x, weights, biases] = [inputs, units * inputs, units].map((count) => random.normals(count, 0.3));
      return {
        arrays: {
          primal: () => layer(x, weights, biases),
          gradient: () => layerJacobian(x, weights, biases),
          numbers: (rows) => (rows as Float64Array[]).flatMap((row) => [...row]),
        },
      };
    },
  };
}

/** The compressed Jacobian of a hand that is fitted to points on its vertices, or on its surface, by a plan that is kept. */
export function handProgram(pointCount: number, where: "vertices" | "surface"): Program {
  const isSurface = where === "surface";
  return {
    name: `hand, ${pointCount} points on its ${where}`,
    make: () => {
      const draw = generator(10);
      const vertexCount = 544;
      const model = seededHandModel(draw, vertexCount);
      const parameters = draw((isSurface ? 2 * pointCount : 0) + POSE, -0.5, 0.5);
      const correspondences = Int32Array.from(draw(pointCount, 0, isSurface ? 50 : vertexCount), Math.floor);
      const data = { correspondences, points: draw(3 * pointCount, -1, 1) };
      const [errors, pattern, jacobian] = isSurface
        ? [handSurfaceErrors, handSurfacePattern, handSurfaceJacobian]
        : [handErrors, handPattern, handJacobian];
      const plan = jacobianPlan(pattern(parameters, model, data));
      return {
        arrays: {
          primal: () => errors(parameters, model, data),
          gradient: () => jacobian(plan, parameters, model, data),
          numbers: (matrix) => (matrix as ReturnType<typeof jacobian>).values,
        },
      };
    },
  };
}
