import type { Estimate } from "cotangent/estimators";
import { ravel } from "cotangent/tree";
import { expect } from "vitest";

/** Every number is within four standard errors of what it must be on average, and not by way of large errors. */
export function expectMean({ mean, standardError }: Estimate<unknown>, expected: unknown, largestError: number): void {
  const [found, errors, wanted] = [ravel(mean), ravel(standardError), ravel(expected)];
  expect(found.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    expect(Math.abs(found[i] - wanted[i]), `number ${i}`).toBeLessThanOrEqual(4 * errors[i]);
    expect(errors[i]).toBeLessThan(largestError);
  }
}
