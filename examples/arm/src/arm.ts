type Vector = [x: number, y: number, z: number];

/** Axes that are perpendicular and of length 1, and where they meet. */
export interface Frame {
  x: Vector;
  y: Vector;
  z: Vector;
  at: Vector;
}

/** A joint in the convention of Craig (*Introduction to Robotics*, section 3.4): lengths in metres, angles in radians. */
interface Joint {
  readonly offset: number;
  readonly twist: number;
  readonly rise: number;
  readonly limits: readonly [from: number, to: number];
}

const quarter = Math.PI / 2;

/** The arm Panda of Franka Emika, by its maker's documentation. */
export const panda: readonly Joint[] = [
  { offset: 0, twist: 0, rise: 0.333, limits: [-2.8973, 2.8973] },
  { offset: 0, twist: -quarter, rise: 0, limits: [-1.7628, 1.7628] },
  { offset: 0, twist: quarter, rise: 0.316, limits: [-2.8973, 2.8973] },
  { offset: 0.0825, twist: quarter, rise: 0, limits: [-3.0718, -0.0698] },
  { offset: -0.0825, twist: -quarter, rise: 0.384, limits: [-2.8973, 2.8973] },
  { offset: 0, twist: quarter, rise: 0, limits: [-0.0175, 3.7525] },
  { offset: 0.088, twist: quarter, rise: 0, limits: [-2.8973, 2.8973] },
];

const FLANGE = 0.107;

/** Where the flange is, and how it is turned. */
export function flange(angles: Float64Array): Frame {
  let frame: Frame = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1], at: [0, 0, 0] };
  for (let k = 0; k < panda.length; k++) frame = next(frame, panda[k], angles[k]);
  return { ...frame, at: moved(frame.at, FLANGE, frame.z) };
}

/** The frame of a joint that is turned by an angle, from that of the joint before. */
function next({ x, y, z, at }: Frame, { offset, twist, rise }: Joint, angle: number): Frame {
  const side = blend(Math.cos(twist), y, Math.sin(twist), z);
  const axis = blend(-Math.sin(twist), y, Math.cos(twist), z);
  return {
    x: blend(Math.cos(angle), x, Math.sin(angle), side),
    y: blend(-Math.sin(angle), x, Math.cos(angle), side),
    z: axis,
    at: moved(moved(at, offset, x), rise, axis),
  };
}

/** How far a flange is from a target: its place in metres, and its axes as if they were 30 centimetres long. */
export function distances(angles: Float64Array, target: Frame): number[] {
  const found = flange(angles);
  const parts = [minus(found.x, target.x), minus(found.y, target.y), minus(found.z, target.z)];
  return [...minus(found.at, target.at), ...parts.flat().map((each) => 0.3 * each)];
}

/** Angles between their limits for any numbers: a sine goes back and forth between the two. */
export function within(free: Float64Array): Float64Array {
  return free.map((each, k) => {
    const [from, to] = panda[k].limits;
    return (from + to) / 2 + ((to - from) / 2) * Math.sin(each);
  });
}

function blend(a: number, u: Vector, b: number, v: Vector): Vector {
  return [a * u[0] + b * v[0], a * u[1] + b * v[1], a * u[2] + b * v[2]];
}

function moved(at: Vector, by: number, along: Vector): Vector {
  return blend(1, at, by, along);
}

function minus(u: Vector, v: Vector): Vector {
  return blend(1, u, -1, v);
}
