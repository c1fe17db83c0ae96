import { type Frame, panda } from "./arm.js";
import { reach } from "./solver.js";

/** The flange down over a point of a circle on a table. On its near side, at 180 degrees, the elbow (the fourth joint) comes to its limit. */
function target(turn: number, radius: number): Frame {
  return {
    x: [1, 0, 0],
    y: [0, -1, 0],
    z: [0, 0, -1],
    at: [0.48 + radius * Math.cos(turn), radius * Math.sin(turn), 0.2],
  };
}

const degrees = (angle: number): string => ((180 * angle) / Math.PI).toFixed(1).padStart(8);

console.log("turn  steps  distance  angles of the joints in degrees");
let free: Float64Array = new Float64Array(panda.length);
for (let k = 0; k <= 12; k++) {
  const solution = reach(target((k * Math.PI) / 6, 0.2), free);
  free = solution.free;
  const { angles, distance, iterations } = solution;
  console.log(
    `${String(30 * k).padStart(4)}${String(iterations).padStart(7)}${distance.toExponential(0).padStart(10)}${Array.from(angles, degrees).join("")}`,
  );
}

// Too far away: the least distance that there is.
const far = reach(target(0, 0.6), free);
console.log(`a target out of reach: distance ${far.distance.toFixed(4)} after ${far.iterations} steps`);
