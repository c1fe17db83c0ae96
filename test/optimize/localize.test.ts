import { describe, expect, test } from "vitest";
import { gradientText } from "../support/gradient-text.js";
import { check } from "../support/harness.js";

const program = (body: string): string => `
export function f(w: Float64Array, m: Float64Array): number {
  const d = w.length, n = m.length;
  const scratch = new Float64Array(d);
  let s = 0;
  ${body}
  return s;
}`;

const fill = "for (let i = 0; i < d; i++) scratch[i] = m[r] * w[i] + Math.sin(w[i]);";
const triangle = "for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) s += scratch[i] * scratch[j] * w[j];";

/** Scratch that each turn fills and reads again and again, as a program makes it once for all. */
const local: readonly (readonly [name: string, body: string])[] = [
  ["in each turn of a loop", `for (let r = 0; r < n; r++) { ${fill} ${triangle} }`],
  ["in two loops deep", `for (let k = 0; k < 2; k++) for (let r = 0; r < n; r++) { ${fill} ${triangle} }`],
];

/** What a turn finds may be from another turn, or is found behind the loop. */
const kept: readonly (readonly [name: string, body: string])[] = [
  ["a turn that does not fill it", `for (let r = 0; r < n; r++) { if (r !== 1) { ${fill} } ${triangle} }`],
  ["a turn that reads first", `for (let r = 0; r < n; r++) { ${triangle} ${fill} }`],
  [
    "a turn that fills a part",
    `for (let r = 0; r < n; r++) { for (let i = 1; i < d; i++) scratch[i] = m[r] * w[i]; scratch[0] += w[0]; ${triangle} }`,
  ],
  [
    "what is read behind the loop",
    `for (let r = 0; r < n; r++) { ${fill} ${triangle} } s += scratch[0] * scratch[d - 1];`,
  ],
  [
    "what the loop hands on",
    `let last = w; for (let r = 0; r < n; r++) { ${fill} ${triangle} last = scratch; } s += last[0] * last[1];`,
  ],
]; // prettier-ignore

const points = [
  [Float64Array.of(0.5, -0.25, 0.75), Float64Array.of(1.5, 0.3, -0.8, 0.4)],
  [Float64Array.of(1.25, 0.5), Float64Array.of(0.7, 1.1)],
];

describe("scratch of one turn", () => {
  // Each turn is undone at once: else what is read would be kept, for each turn and each pair of elements.
  test.each(local)("%s: nothing is kept", (_, body) => {
    expect(gradientText(program(body))).not.toMatch(/_cache/);
  });

  test.each([...local, ...kept])("%s: derivatives", (_, body) => {
    check(program(body), { points, wrt: [0, 1] });
  });
});
