import { checkpoint, grad } from "cotangent";

/** Steps until the motion is slow. */
const settle = checkpoint((x: number, damping: number): number => {
  let [at, speed] = [x, 0];
  do {
    speed = damping * (speed - Math.sin(at));
    at += speed;
  } while (Math.abs(speed) > 0.3);
  return at;
});

export function swings(x: number, damping: number): number {
  let at = x;
  for (let i = 0; i < 3; i++) at = settle(at + 1, damping);
  return at;
}

export const slopes = grad(swings, { argnums: [0, 1] });

swings(1, 0.5); // -0.30912725653544837
