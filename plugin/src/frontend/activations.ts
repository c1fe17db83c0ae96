/** What belongs to the activation whose code is being lowered, for code of another that runs in the middle of it. */
import type { Lowering } from "./lowering.js";

export type Activation = Pick<Lowering, "scope" | "frame" | "jumps" | "inlined" | "consumer" | "path">;

export function activationOf(l: Lowering): Activation {
  const { scope, frame, jumps, inlined, consumer, path } = l;
  return { scope, frame, jumps, inlined, consumer, path };
}

export function withinActivation(l: Lowering, activation: Activation, body: () => void): void {
  const inner = activationOf(l);
  Object.assign(l, activation);
  try {
    body();
  } finally {
    Object.assign(l, inner);
  }
}
