function isLine(x: { slope: number; offset: number }): boolean {
  return (
    typeof x === "object" &&
    x !== null &&
    !Array.isArray(x) &&
    typeof x.slope === "number" &&
    typeof x.offset === "number"
  );
}

export function fit_valueAndGrad(
  line: { slope: number; offset: number },
  xs: Float64Array,
  ys: Float64Array,
): [[number, Float64Array], { slope: number; offset: number }] {
  if (!isLine(line)) {
    expectKind("valueAndGrad(fit)", "line", line, { record: { slope: "f64", offset: "f64" } });
  }
  expectFloat64Array("valueAndGrad(fit)", "xs", xs);
  expectFloat64Array("valueAndGrad(fit)", "ys", ys);
  const line_b = hasFields(line, ["slope", "offset"]) ? { slope: 0, offset: 0 } : zerosLike(line);
  const n = xs.length;
  const residuals = new Float64Array(n);
  const { slope, offset } = line;

  // return [sum / xs.length, residuals]
  const sum_b = 1 / n;
  let sum = 0;
  let t = 0;
  let t1 = 0;
  for (let i = 0; i < n; i++) {
    const xsi = xs[i];
    const error = slope * xsi + offset - ys[i];
    residuals[i] = error;
    sum += error * error;
    // sum += error * error
    const error_b = 2 * (sum_b * error);
    // const error = line.slope * xs[i] + line.offset - ys[i]
    t1 += error_b;
    t += error_b * xsi;
  }
  line_b.offset += t1;
  line_b.slope += t;
  return [[sum / n, residuals], line_b];
}
