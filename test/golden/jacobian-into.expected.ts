export function project_packedJacobianInto_point_focal_distortion(
  values: Float64Array,
  at: number,
  point: Float64Array,
  focal: number,
  distortion: number,
): number[] {
  expectFloat64Array("packedJacobianInto(project)", "point", point);
  expectNumber("packedJacobianInto(project)", "focal", focal);
  expectNumber("packedJacobianInto(project)", "distortion", distortion);
  const n = point.length;
  expectPacked("packedJacobianInto(project)", values, at, 2 * (n + 1 + 1));
  expectOther("packedJacobianInto(project)", values, "'point'", point);
  expectElements("packedJacobianInto(project)", "point", n, 3);
  const point_2 = point[2];
  const u = point[0] / point_2;
  const v = point[1] / point_2;
  const t = u * u + v * v;
  const t1 = 1 + distortion * t;

  // const scale = focal * (1 + distortion * (u * u + v * v))
  const focal_b0 = u * t1;
  const focal_b1 = v * t1;
  const t2 = u * focal;
  const distortion_b0 = t2 * t;
  const t3 = v * focal;
  const distortion_b1 = t3 * t;
  const t4 = t2 * distortion;
  const v_b0 = 2 * (t4 * v);
  const t5 = t3 * distortion;
  const scale = focal * t1;
  const v_b1 = scale + 2 * (t5 * v);
  const u_b0 = scale + 2 * (t4 * u);
  const u_b1 = 2 * (t5 * u);
  const t6 = at + n;
  values[t6] = focal_b0;
  const t7 = t6 + 1;
  values[t7] = distortion_b0;
  const t8 = t7 + 1;
  const t9 = t8 + n;
  values[t9] = focal_b1;
  values[t9 + 1] = distortion_b1;
  // const u = point[0] / point[2]
  const t10 = u_b0 / point_2;
  values[at] = t10;
  // const v = point[1] / point[2]
  const t11 = v_b0 / point_2;
  values[at + 1] = t11;
  values[at + 2] = -t11 * v - t10 * u;
  for (let i = 3; i < n; i++) {
    values[at + i] = 0;
  }
  // const u = point[0] / point[2]
  const t12 = u_b1 / point_2;
  values[t8] = t12;
  // const v = point[1] / point[2]
  const t13 = v_b1 / point_2;
  values[t8 + 1] = t13;
  values[t8 + 2] = -t13 * v - t12 * u;
  for (let i = 3; i < n; i++) {
    values[t8 + i] = 0;
  }
  return [scale * u, scale * v];
}

export function project_valueAndJacobianInto_point_focal_distortion(
  into: [Float64Array, number, number][],
  point: Float64Array,
  focal: number,
  distortion: number,
): number[] {
  expectFloat64Array("valueAndJacobianInto(project)", "point", point);
  expectNumber("valueAndJacobianInto(project)", "focal", focal);
  expectNumber("valueAndJacobianInto(project)", "distortion", distortion);
  expectIntoList("valueAndJacobianInto(project)", into, 2, "Jacobian");
  const row0 = into[0];
  expectIntoList("valueAndJacobianInto(project)", row0, 3);
  const point_b = row0[0];
  expectInto("valueAndJacobianInto(project)", "point", point_b, point);
  const row1 = into[1];
  expectIntoList("valueAndJacobianInto(project)", row1, 3);
  const point_b_1 = row1[0];
  expectInto("valueAndJacobianInto(project)", "point", point_b_1, point);
  expectOther("valueAndJacobianInto(project)", point_b, "'point'", point);
  expectOther("valueAndJacobianInto(project)", point_b_1, "'point'", point);
  expectAllApart("valueAndJacobianInto(project)", point_b, point_b_1);
  const point_2 = point[2];
  const u = point[0] / point_2;
  const v = point[1] / point_2;
  const t = u * u + v * v;
  const t1 = 1 + distortion * t;

  // const scale = focal * (1 + distortion * (u * u + v * v))
  const focal_b0 = u * t1;
  const focal_b1 = v * t1;
  const t2 = u * focal;
  const distortion_b0 = t2 * t;
  const t3 = v * focal;
  const distortion_b1 = t3 * t;
  const t4 = t2 * distortion;
  const v_b0 = 2 * (t4 * v);
  const t5 = t3 * distortion;
  const scale = focal * t1;
  const v_b1 = scale + 2 * (t5 * v);
  const u_b0 = scale + 2 * (t4 * u);
  const u_b1 = 2 * (t5 * u);
  row0[1] = focal_b0;
  row0[2] = distortion_b0;
  row1[1] = focal_b1;
  row1[2] = distortion_b1;
  // const u = point[0] / point[2]
  const t6 = u_b0 / point_2;
  point_b[0] = t6;
  // const v = point[1] / point[2]
  const t7 = v_b0 / point_2;
  point_b[1] = t7;
  point_b[2] = -t7 * v - t6 * u;
  for (let i = 3; i < point_b.length; i++) {
    point_b[i] = 0;
  }
  // const u = point[0] / point[2]
  const t8 = u_b1 / point_2;
  point_b_1[0] = t8;
  // const v = point[1] / point[2]
  const t9 = v_b1 / point_2;
  point_b_1[1] = t9;
  point_b_1[2] = -t9 * v - t8 * u;
  for (let i = 3; i < point_b_1.length; i++) {
    point_b_1[i] = 0;
  }
  return [scale * u, scale * v];
}
