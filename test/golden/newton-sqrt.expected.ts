var kept_x_cache: F64Stack | undefined;

export function root_grad(a: number): number {
  expectNumber("grad(root)", "a", a);
  const x_cache = kept_x_cache ?? new F64Stack();
  kept_x_cache = undefined;
  const t = 1e-14 * a;
  let x = a;
  let trips = 0;
  while (Math.abs(x * x - a) > t) {
    x_cache.push(x);
    x = 0.5 * (x + a / x);
    trips++;
  }

  let x_b = 1;
  let a_b = 0;
  for (let k = trips; k > 0; k--) {
    // x = 0.5 * (x + a / x)
    const x_1 = x_cache.pop();
    x_b *= 0.5;
    const t1 = x_b / x_1;
    a_b += t1;
    x_b -= t1 * (a / x_1);
  }
  a_b += x_b;
  kept_x_cache = x_cache.emptied();
  return a_b;
}
