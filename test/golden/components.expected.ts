export function brightness_grad(lamp: Float64Array, point: Float64Array, normal: Float64Array): Float64Array {
  expectFloat64Array("grad(brightness)", "lamp", lamp);
  expectFloat64Array("grad(brightness)", "point", point);
  expectFloat64Array("grad(brightness)", "normal", normal);
  const lamp_b = new Float64Array(lamp.length);
  const t = lamp[2] - point[2];
  const t1 = lamp[1] - point[1];
  const t2 = lamp[0] - point[0];
  const sum = t2 * t2 + t1 * t1 + t * t;
  const distance = Math.sqrt(sum);
  const normal_2 = normal[2];
  const normal_1 = normal[1];
  const normal_0 = normal[0];
  const sum_1 = 0 + t2 * normal_0 + t1 * normal_1 + t * normal_2;
  const result_b = Math.max(sum_1, 0) / distance;
  const result = 1 / (1 + distance ** 2);
  const t3 = distance / 10;
  const t_4 = Math.min(t3, 1);

  // return 1 - t * t * (3 - 2 * t)
  const t5 = -0.1 * (3 - 2 * t_4) * t_4;
  const t_b = t5 - -0.2 * (t_4 * t_4) + t5;
  // const t = Math.min(distance / 10, 1)
  let distance_b = (t3 < 1 ? t_b : t3 > 1 ? 0 : t3 === 1 ? 0.5 * t_b : NaN) / 10;
  // return 1 / (1 + distance ** 2)
  const t6 = 2 * distance;
  const direct = result_b * result;
  distance_b -= t6 * (direct * result);
  // const direct = (Math.max(dot(ray, normal), 0) / distance) * attenuation(distance, "quadratic")
  let sum_b = result / distance;
  distance_b -= sum_b * result_b;
  if (!(sum_1 > 0)) sum_b = sum_1 < 0 ? 0 : sum_1 === 0 ? 0.5 * sum_b : NaN;
  // const distance = Math.sqrt(dot(ray, ray))
  const sum_b_1 = distance_b / t6;
  // for (let k = 0; k < 3; k++) ray[k] = lamp[k] - point[k]
  lamp_b[2] = sum_b * normal_2 + 2 * (sum_b_1 * t);
  lamp_b[1] = sum_b * normal_1 + 2 * (sum_b_1 * t1);
  lamp_b[0] = sum_b * normal_0 + 2 * (sum_b_1 * t2);
  return lamp_b;
}
