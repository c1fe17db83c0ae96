import { describe, expect, it } from "vitest";
import { readSurvey, standardized } from "../../examples/ridge/src/data.js";
import { minimizeQuadratic } from "../../examples/ridge/src/solver.js";

const survey = readSurvey(new URL("../../examples/ridge/data/longley.csv", import.meta.url));

describe("data", () => {
  // NIST's certified values of the regression on the columns as they are.
  it.each([
    ["deflator", 15.0618722713733],
    ["gnp", -0.035819179292591],
    ["unemployed", -2.02022980381683],
    ["forces", -1.03322686717359],
    ["population", -0.0511041056535807],
    ["year", 1829.15146461355],
  ])("has the certified weight of %s", (name, certified) => {
    const { x, y } = standardized(survey);
    const slopes = (w: Float64Array): Float64Array => {
      const result = new Float64Array(w.length);
      x.forEach((row, i) => {
        const error = row.reduce((sum, value, k) => sum + value * w[k], 0) - y[i];
        row.forEach((value, k) => {
          result[k] += error * value;
        });
      });
      return result;
    };
    const weights = minimizeQuadratic(slopes, 7);
    const column = survey.rows.map((row) => row[survey.names.indexOf(name)]);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
    const weight = (1000 * weights[survey.names.indexOf(name) + 1]) / deviation;
    expect(Math.abs(weight / certified - 1)).toBeLessThan(1e-6);
  });

  it("refuses a line without all numbers", () => {
    expect(() => readSurvey(new URL("../../examples/ridge/README.md", import.meta.url))).toThrow("a line without");
  });
});
