function isObservations(xs: { at: number; value: number; weight: number }[]): boolean {
  if (!Array.isArray(xs)) return false;
  const n = xs.length;
  let all = true;
  for (let i = 0; i < n; i++) {
    const observation = xs[i];
    all =
      all &&
      typeof observation === "object" &&
      observation !== null &&
      !Array.isArray(observation) &&
      typeof observation.at === "number" &&
      typeof observation.value === "number" &&
      (observation.weight === undefined || typeof observation.weight === "number");
  }
  return all;
}

var kept_coefficients: Float64Array | undefined;
var kept_coefficients_b: Float64Array | undefined;

export function misfit_valueAndGrad(
  coefficients: number[],
  observations: { at: number; value: number; weight: number }[],
): [number, number[]] {
  expectKind("valueAndGrad(misfit)", "coefficients", coefficients, ["Array", "f64"]);
  if (!isObservations(observations)) {
    expectKind("valueAndGrad(misfit)", "observations", observations, ["Array", { record: { at: "f64", value: "f64", weight: { optional: "f64" } } }]);
  }
  const n = coefficients.length;
  const coefficients_1 = kept_coefficients?.length === n ? kept_coefficients : new Float64Array(n);
  kept_coefficients = undefined;
  coefficients_1.set(coefficients);
  const coefficients_b = kept_coefficients_b?.length === coefficients_1.length
    ? kept_coefficients_b.fill(0)
    : new Float64Array(coefficients_1.length);
  kept_coefficients_b = undefined;
  const n_1 = observations.length;
  const counted: { at: number; value: number; weight: number }[] = [];
  for (let i = 0; i < n_1; i++) {
    const r = observations[i];
    const weight = r.weight;
    if ((weight === undefined ? 1 : weight) > 0) counted.push(r);
  }
  const n_2 = counted.length;
  const i = coefficients_1.length - 1;

  // return total / counted.length
  const sum_b = 1 / n_2;
  const m = coefficients_1.length - 4;
  let sum = 0;
  for (let i_1 = 0; i_1 < n_2; i_1++) {
    const counted_i = counted[i_1];
    const at = counted_i.at;
    const value = counted_i.value;
    let i_2 = i;
    let sum_1 = 0;
    for (; i_2 >= 3; i_2 -= 4) {
      const t =
        (((sum_1 * at + coefficients_1[i_2]) * at + coefficients_1[i_2 - 1]) * at + coefficients_1[i_2 - 2]) *
        at;
      sum_1 = t + coefficients_1[i_2 - 3];
    }
    for (; i_2 >= 0; i_2--) {
      sum_1 = sum_1 * at + coefficients_1[i_2];
    }
    let weight = counted_i.weight;
    if (weight == null) weight = 1;
    const t = sum_1 - value;
    const t1 = weight * t;
    sum += t1 * t;
    // const total = errors.reduce((sum, error, i) => sum + (counted[i].weight ?? 1) * error * error, 0)
    let sum_b_1 = sum_b * t1 + sum_b * t * weight;
    let i_3 = 0;
    for (; i_3 <= m; i_3 += 4) {
      // const errors = counted.map(({ at, value }) => coefficients.reduceRight((sum, c) => sum * at + c, 0)…
      const sum_b_2 = sum_b_1 * at;
      coefficients_b[i_3] += sum_b_1;
      const sum_b_3 = sum_b_2 * at;
      coefficients_b[i_3 + 1] += sum_b_2;
      const sum_b_4 = sum_b_3 * at;
      coefficients_b[i_3 + 2] += sum_b_3;
      sum_b_1 = sum_b_4 * at;
      coefficients_b[i_3 + 3] += sum_b_4;
    }
    for (; i_3 <= i; i_3++) {
      const sum_b_2 = sum_b_1 * at;
      coefficients_b[i_3] += sum_b_1;
      sum_b_1 = sum_b_2;
    }
  }
  const coefficients_b_1 = Array.from(coefficients_b);
  kept_coefficients = coefficients_1;
  kept_coefficients_b = coefficients_b;
  return [sum / n_2, coefficients_b_1];
}
