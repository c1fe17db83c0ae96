import { jvp, vjp } from "cotangent";

export function polar(x: number, y: number): [radius: number, angle: number] {
  return [Math.hypot(x, y), Math.atan2(y, x)];
}

export const forward = jvp(polar);
export const reverse = vjp(polar);

polar(3, 4); // [5, Math.atan2(4, 3)]
forward([3, 4], [1, 0]); // [[5, Math.atan2(4, 3)], [0.6, -0.16]]
reverse(3, 4)[1]([5, 0]); // [3, 4]
reverse(3, 4)[1]([0, 25]); // [-4, 3]
