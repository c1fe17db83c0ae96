export function interpolate_grad_table_x(table: Float64Array, x: number): [Float64Array, number] {
  expectFloat64Array("grad(interpolate)", "table", table);
  expectNumber("grad(interpolate)", "x", x);
  const table_b = new Float64Array(table.length);
  const i = Math.floor(x);

  // if (i < 0) return table[0]
  if (i < 0) {
    table_b[0] += 1;
    return [table_b, 0];
  }
  // if (i >= table.length - 1) return table[table.length - 1]
  const m = table.length - 1;
  if (i >= m) {
    table_b[m] += 1;
    return [table_b, 0];
  }
  // return (1 - t) * table[i] + t * table[i + 1]
  const t = x - i;
  table_b[i + 1] += t;
  table_b[i] += 1 - t;
  return [table_b, table[i + 1] - table[i]];
}
