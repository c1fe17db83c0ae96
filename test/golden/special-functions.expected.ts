export function displacement_grad(r: number, wave: number): number {
  expectNumber("grad(displacement)", "r", r);
  expectNumber("grad(displacement)", "wave", wave);

  // return besselJ(0, wave * r)
  return -besselJ(1, wave * r) * wave;
}

export function loss_grad_shape_rate(shape: number, rate: number, xs: Float64Array): [number, number] {
  expectNumber("grad(loss)", "shape", shape);
  expectNumber("grad(loss)", "rate", rate);
  expectFloat64Array("grad(loss)", "xs", xs);
  const n = xs.length;
  let rate_b = 0;
  let shape_b = 0;
  for (let i = 0; i < n; i++) {
    const x = xs[i];
    // for (const x of xs) sum += rate * x - (shape - 1) * Math.log(x)
    shape_b -= Math.log(x);
    rate_b += x;
  }
  return [shape_b - n * Math.log(rate) + n * digamma(shape), rate_b - n * shape / rate];
}
