import { readFileSync } from "node:fs";

/** Evaluations to a published optimum by scipy's optimizers, as `scipy-counts.py` has counted them; null where they did not arrive. */
export interface Peers {
  readonly versions: { readonly scipy: string };
  readonly rows: readonly (Readonly<Record<PeerMethod, number | null>> & {
    readonly number: number;
    readonly n: number;
  })[];
}

export const peerMethods = ["lm", "trf", "trust-exact", "BFGS", "L-BFGS-B"] as const;
export type PeerMethod = (typeof peerMethods)[number];

export function readPeers(): Peers {
  return JSON.parse(readFileSync(new URL("../data/scipy.json", import.meta.url), "utf8")) as Peers;
}
