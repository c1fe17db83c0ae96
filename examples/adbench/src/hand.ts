/** A hand: bones that turn, and a skin that follows them. */
export interface HandModel {
  /** The parent of each bone, in front of it; -1 where there is none. */
  readonly parents: Int32Array;
  /** How each bone stands to its parent at rest: three rows of four numbers, as all affine maps here. */
  readonly relatives: Float64Array;
  /** From the hand at rest to each bone. */
  readonly inverses: Float64Array;
  /** Three numbers for each vertex of the skin at rest. */
  readonly vertices: Float64Array;
  /** Vertex v follows `bones[k]` by `weights[k]`, for k from `starts[v]` to `starts[v + 1] - 1`. */
  readonly starts: Int32Array;
  readonly bones: Int32Array;
  readonly weights: Float64Array;
  /** Three vertices for each triangle. */
  readonly triangles: Int32Array;
}

/** What the skin is fitted to: points, and the vertex or triangle that each belongs to. */
export interface HandPoints {
  readonly correspondences: Int32Array;
  readonly points: Float64Array;
}

/** Global turn and shift, and four angles for each finger. */
export const POSE = 26;

/** The map of a bone: entries `12 * bone` to `12 * bone + 11` become those of a * b. */
function multiply(
  into: Float64Array,
  bone: number,
  a: Float64Array,
  aBone: number,
  b: Float64Array,
  bBone: number,
): void {
  for (let row = 0; row < 3; row++) {
    const left = 12 * aBone + 4 * row;
    for (let column = 0; column < 4; column++) {
      const right = 12 * bBone + column;
      let sum = a[left] * b[right] + a[left + 1] * b[right + 4] + a[left + 2] * b[right + 8];
      if (column === 3) sum += a[left + 3];
      into[12 * bone + 4 * row + column] = sum;
    }
  }
}

/** Writes the turn by x, then y, then z about the axes. */
function setTurn(into: Float64Array, bone: number, x: number, y: number, z: number): void {
  const [cosX, sinX, cosY, sinY, cosZ, sinZ] = [
    Math.cos(x),
    Math.sin(x),
    Math.cos(y),
    Math.sin(y),
    Math.cos(z),
    Math.sin(z),
  ];
  const at = 12 * bone;
  into[at] = cosY * cosZ;
  into[at + 1] = sinX * sinY * cosZ - cosX * sinZ;
  into[at + 2] = sinX * sinZ + cosX * sinY * cosZ;
  into[at + 4] = cosY * sinZ;
  into[at + 5] = cosX * cosZ + sinX * sinY * sinZ;
  into[at + 6] = cosX * sinY * sinZ - sinX * cosZ;
  into[at + 8] = -sinY;
  into[at + 9] = cosY * sinX;
  into[at + 10] = cosX * cosY;
}

/** From the skin at rest to the skin in a pose, for each bone. `pose`: the angles of fingers begin at `first + 6`. */
function boneMaps(pose: Float64Array, first: number, { parents, relatives, inverses }: HandModel): Float64Array {
  const count = parents.length;
  const turns = new Float64Array(12 * count);
  for (let bone = 0; bone < count; bone++) {
    turns[12 * bone] = 1;
    turns[12 * bone + 5] = 1;
    turns[12 * bone + 10] = 1;
  }
  // Each finger bends at three bones, and swings at the first of them.
  for (let finger = 0; finger < 5; finger++) {
    const bone = 2 + 4 * finger;
    const angle = first + 6 + 4 * finger;
    setTurn(turns, bone, pose[angle], 0, pose[angle + 1]);
    setTurn(turns, bone + 1, pose[angle + 2], 0, 0);
    setTurn(turns, bone + 2, pose[angle + 3], 0, 0);
  }
  const own = new Float64Array(12 * count);
  const absolute = new Float64Array(12 * count);
  const maps = new Float64Array(12 * count);
  for (let bone = 0; bone < count; bone++) {
    multiply(own, bone, relatives, bone, turns, bone);
    if (parents[bone] < 0) for (let k = 12 * bone; k < 12 * bone + 12; k++) absolute[k] = own[k];
    else multiply(absolute, bone, absolute, parents[bone], own, bone);
    multiply(maps, bone, absolute, bone, inverses, bone);
  }
  return maps;
}

/** The turn about a vector by its length. */
function rotation(x: number, y: number, z: number): Float64Array {
  const squared = x * x + y * y + z * z;
  if (squared < 1e-8) return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const angle = Math.sqrt(squared);
  const [a, b, c] = [x / angle, y / angle, z / angle];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const rest = 1 - cos;
  return Float64Array.of(
    a * a * rest + cos,
    a * b * rest - c * sin,
    a * c * rest + b * sin,
    a * b * rest + c * sin,
    b * b * rest + cos,
    b * c * rest - a * sin,
    a * c * rest - b * sin,
    b * c * rest + a * sin,
    c * c * rest + cos,
  );
}

/** All vertices of the skin in a pose. */
function skin(pose: Float64Array, first: number, model: HandModel): Float64Array {
  const { vertices, starts, bones, weights } = model;
  const maps = boneMaps(pose, first, model);
  const turn = rotation(pose[first], pose[first + 1], pose[first + 2]);
  const positions = new Float64Array(vertices.length);
  for (let v = 0; v < starts.length - 1; v++) {
    const [x, y, z] = [vertices[3 * v], vertices[3 * v + 1], vertices[3 * v + 2]];
    let [px, py, pz] = [0, 0, 0];
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const at = 12 * bones[k];
      px += weights[k] * (maps[at] * x + maps[at + 1] * y + maps[at + 2] * z + maps[at + 3]);
      py += weights[k] * (maps[at + 4] * x + maps[at + 5] * y + maps[at + 6] * z + maps[at + 7]);
      pz += weights[k] * (maps[at + 8] * x + maps[at + 9] * y + maps[at + 10] * z + maps[at + 11]);
    }
    positions[3 * v] = turn[0] * px + turn[1] * py + turn[2] * pz + pose[first + 3];
    positions[3 * v + 1] = turn[3] * px + turn[4] * py + turn[5] * pz + pose[first + 4];
    positions[3 * v + 2] = turn[6] * px + turn[7] * py + turn[8] * pz + pose[first + 5];
  }
  return positions;
}

/**
 * The errors of points that belong to vertices: three for each point.
 *
 * @param pose turn and shift of the hand, then four angles for each finger: POSE numbers
 */
export function handErrors(
  pose: Float64Array,
  model: HandModel,
  { correspondences, points }: HandPoints,
): Float64Array {
  const positions = skin(pose, 0, model);
  const errors = new Float64Array(points.length);
  for (let i = 0; i < correspondences.length; i++) {
    for (let k = 0; k < 3; k++) errors[3 * i + k] = points[3 * i + k] - positions[3 * correspondences[i] + k];
  }
  return errors;
}

/**
 * The errors of points that belong to places on triangles: three for each point.
 *
 * @param parameters two coordinates on its triangle for each point, then the pose
 */
export function handSurfaceErrors(
  parameters: Float64Array,
  model: HandModel,
  { correspondences, points }: HandPoints,
): Float64Array {
  const { triangles } = model;
  const positions = skin(parameters, 2 * correspondences.length, model);
  const errors = new Float64Array(points.length);
  for (let i = 0; i < correspondences.length; i++) {
    const [u, v] = [parameters[2 * i], parameters[2 * i + 1]];
    const corner = 3 * correspondences[i];
    for (let k = 0; k < 3; k++) {
      const a = positions[3 * triangles[corner] + k];
      const b = positions[3 * triangles[corner + 1] + k];
      const c = positions[3 * triangles[corner + 2] + k];
      errors[3 * i + k] = points[3 * i + k] - (u * a + v * b + (1 - u - v) * c);
    }
  }
  return errors;
}
