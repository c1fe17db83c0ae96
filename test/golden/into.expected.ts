export function energy_gradInto(x_b: Float64Array, x: Float64Array, stiffness: number): void {
  expectFloat64Array("gradInto(energy)", "x", x);
  expectNumber("gradInto(energy)", "stiffness", stiffness);
  expectInto("gradInto(energy)", "x", x_b, x);
  expectApart("gradInto(energy)", x_b, "'x'", x);

  x_b[x_b.length - 1] = 0;
  // const stretch = x[i] - x[i - 1] - 1
  const n = x.length;
  let xi_b = x_b[n - 1];
  const t = 0.5 * stiffness;
  for (let i = n - 1; i >= 1; i--) {
    const stretch = x[i] - x[i - 1] - 1;
    let stretch_b = t * stretch;
    // sum += 0.5 * stiffness * stretch * stretch
    stretch_b *= 2;
    // const stretch = x[i] - x[i - 1] - 1
    const t1 = -stretch_b;
    x_b[i] = xi_b + stretch_b;
    xi_b = t1;
  }
  x_b[0] = xi_b;
}

export function energy_valueAndGradInto_x_stiffness(
  into: [Float64Array, number],
  x: Float64Array,
  stiffness: number,
): number {
  expectFloat64Array("valueAndGradInto(energy)", "x", x);
  expectNumber("valueAndGradInto(energy)", "stiffness", stiffness);
  expectIntoList("valueAndGradInto(energy)", into, 2);
  const x_b = into[0];
  expectInto("valueAndGradInto(energy)", "x", x_b, x);
  expectApart("valueAndGradInto(energy)", x_b, "'x'", x);

  x_b[0] = 0;
  const t = 0.5 * stiffness;
  let sum = 0;
  let t1 = 0;
  let x_before_b = 0;
  for (let i = 1; i < x.length; i++) {
    const stretch = x[i] - x[i - 1] - 1;
    let stretch_b = t * stretch;
    sum += stretch_b * stretch;
    // sum += 0.5 * stiffness * stretch * stretch
    t1 += stretch * stretch;
    stretch_b *= 2;
    // const stretch = x[i] - x[i - 1] - 1
    x_b[i - 1] = x_before_b - stretch_b;
    x_before_b = stretch_b;
  }
  x_b[x.length - 1] = x_before_b;
  // sum += 0.5 * stiffness * stretch * stretch
  const stiffness_b = t1 * 0.5;
  into[1] = stiffness_b;
  return sum;
}
