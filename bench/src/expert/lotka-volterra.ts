/** Runge-Kutta with the states kept, and the adjoint of each step derived by hand. */
export function makeLotkaVolterra(obs: Float64Array, steps: number, every: number, h: number) {
  const xs = new Float64Array(steps + 1);
  const ys = new Float64Array(steps + 1);
  const h2 = 0.5 * h;
  const h6 = h / 6;
  const h3 = h / 3;

  function run(p: Float64Array): number {
    const a = p[0];
    const b = p[1];
    const c = p[2];
    const d = p[3];
    let x = p[4];
    let y = p[5];
    let f = 0;
    xs[0] = x;
    ys[0] = y;
    for (let s = 1; s <= steps; s++) {
      const k1x = x * (a - b * y);
      const k1y = y * (d * x - c);
      let u = x + h2 * k1x;
      let v = y + h2 * k1y;
      const k2x = u * (a - b * v);
      const k2y = v * (d * u - c);
      u = x + h2 * k2x;
      v = y + h2 * k2y;
      const k3x = u * (a - b * v);
      const k3y = v * (d * u - c);
      u = x + h * k3x;
      v = y + h * k3y;
      const k4x = u * (a - b * v);
      const k4y = v * (d * u - c);
      x += h6 * (k1x + 2 * k2x + 2 * k3x + k4x);
      y += h6 * (k1y + 2 * k2y + 2 * k3y + k4y);
      xs[s] = x;
      ys[s] = y;
      if (s % every === 0) {
        const o = 2 * (s / every - 1);
        const e1 = x - obs[o];
        const e2 = y - obs[o + 1];
        f += e1 * e1 + e2 * e2;
      }
    }
    return f;
  }

  function gradientInto(p: Float64Array, g: Float64Array): number {
    const f = run(p);
    const a = p[0];
    const b = p[1];
    const c = p[2];
    const d = p[3];
    let lx = 0;
    let ly = 0;
    let ga = 0;
    let gb = 0;
    let gc = 0;
    let gd = 0;
    for (let s = steps; s >= 1; s--) {
      if (s % every === 0) {
        const o = 2 * (s / every - 1);
        lx += 2 * (xs[s] - obs[o]);
        ly += 2 * (ys[s] - obs[o + 1]);
      }
      const x = xs[s - 1];
      const y = ys[s - 1];
      const u2 = x + h2 * x * (a - b * y);
      const v2 = y + h2 * y * (d * x - c);
      const u3 = x + h2 * u2 * (a - b * v2);
      const v3 = y + h2 * v2 * (d * u2 - c);
      const u4 = x + h * u3 * (a - b * v3);
      const v4 = y + h * v3 * (d * u3 - c);
      let sx = lx;
      let sy = ly;
      let p1 = h6 * lx;
      let p2 = h6 * ly;
      let q1 = p1 * (a - b * v4) + p2 * d * v4;
      let q2 = p2 * (d * u4 - c) - p1 * b * u4;
      ga += p1 * u4;
      gb -= p1 * u4 * v4;
      gd += p2 * u4 * v4;
      gc -= p2 * v4;
      sx += q1;
      sy += q2;
      p1 = h3 * lx + h * q1;
      p2 = h3 * ly + h * q2;
      q1 = p1 * (a - b * v3) + p2 * d * v3;
      q2 = p2 * (d * u3 - c) - p1 * b * u3;
      ga += p1 * u3;
      gb -= p1 * u3 * v3;
      gd += p2 * u3 * v3;
      gc -= p2 * v3;
      sx += q1;
      sy += q2;
      p1 = h3 * lx + h2 * q1;
      p2 = h3 * ly + h2 * q2;
      q1 = p1 * (a - b * v2) + p2 * d * v2;
      q2 = p2 * (d * u2 - c) - p1 * b * u2;
      ga += p1 * u2;
      gb -= p1 * u2 * v2;
      gd += p2 * u2 * v2;
      gc -= p2 * v2;
      sx += q1;
      sy += q2;
      p1 = h6 * lx + h2 * q1;
      p2 = h6 * ly + h2 * q2;
      q1 = p1 * (a - b * y) + p2 * d * y;
      q2 = p2 * (d * x - c) - p1 * b * x;
      ga += p1 * x;
      gb -= p1 * x * y;
      gd += p2 * x * y;
      gc -= p2 * y;
      lx = sx + q1;
      ly = sy + q2;
    }
    g[0] = ga;
    g[1] = gb;
    g[2] = gc;
    g[3] = gd;
    g[4] = lx;
    g[5] = ly;
    return f;
  }

  return { gradientInto };
}
