function isField(xs: number[][]): boolean {
  if (!Array.isArray(xs)) return false;
  const n = xs.length;
  let all = true;
  for (let i = 0; i < n; i++) {
    const row = xs[i];
    all = all && areNumbers(row);
  }
  return all;
}

function zerosOfField(xs: number[][], walk: any): number[][] {
  if (!(Array.isArray(xs) && walk.isFirst(xs))) return walk.refuse();
  const n = xs.length;
  const shadow = new Array(n);
  for (let i = 0; i < n; i++) {
    shadow[i] = walk.numbers(xs[i]);
  }
  return shadow;
}

export function fieldEnergy_grad(field: number[][]): number[][] {
  if (!isField(field)) {
    expectKind("grad(fieldEnergy)", "field", field, ["Array", ["Array", "f64"]]);
  }
  const field_b = zerosBy(zerosOfField, field);

  for (let i = field.length - 1; i >= 0; i--) {
    const field_i_b = field_b[i];
    const taken = i > 0;
    const field_i = field[i];
    for (let j = field_i.length - 1; j >= 0; j--) {
      // if (j > 0) energy += (field[i][j] - field[i][j - 1]) ** 2
      if (j > 0) {
        const t = 2 * (field_i[j] - field_i[j - 1]);
        field_i_b[j - 1] -= t;
        field_i_b[j] += t;
      }
      // if (i > 0) energy += (field[i][j] - field[i - 1][j]) ** 2
      if (taken) {
        const t = 2 * (field_i[j] - field[i - 1][j]);
        const a = field_b[i - 1];
        if (j < a.length) a[j] -= t;
        field_i_b[j] += t;
      }
    }
  }
  return field_b;
}
