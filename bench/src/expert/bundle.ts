/** Errors and their Jacobian as a sparse matrix by rows, in the order of ADBench. */
export function bundleJacobianInto(
  n: number,
  m: number,
  p: number,
  cams: Float64Array,
  X: Float64Array,
  w: Float64Array,
  obs: Int32Array,
  feats: Float64Array,
  err: Float64Array,
  werr: Float64Array,
  vals: Float64Array,
  cols: Int32Array,
  rows: Int32Array,
): void {
  const cX = 11 * n,
    cW = 11 * n + 3 * m;
  rows[0] = 0;
  for (let i = 0; i < p; i++) {
    const ci = obs[2 * i],
      qi = obs[2 * i + 1],
      c = ci * 11,
      q = qi * 3;
    const x0 = X[q] - cams[c + 3],
      x1 = X[q + 1] - cams[c + 4],
      x2 = X[q + 2] - cams[c + 5];
    const r0 = cams[c],
      r1 = cams[c + 1],
      r2 = cams[c + 2],
      sq = r0 * r0 + r1 * r1 + r2 * r2;
    let c0: number,
      c1: number,
      c2: number,
      co = 1,
      si = 0,
      it = 1,
      w0 = r0,
      w1 = r1,
      w2 = r2,
      tmp = 0,
      t0 = 0,
      t1 = 0,
      t2 = 0;
    const rot = sq !== 0;
    if (rot) {
      const th = Math.sqrt(sq);
      co = Math.cos(th);
      si = Math.sin(th);
      it = 1 / th;
      w0 = r0 * it;
      w1 = r1 * it;
      w2 = r2 * it;
      const wd = w0 * x0 + w1 * x1 + w2 * x2;
      tmp = wd * (1 - co);
      const k0 = w1 * x2 - w2 * x1,
        k1 = w2 * x0 - w0 * x2,
        k2 = w0 * x1 - w1 * x0;
      c0 = x0 * co + k0 * si + w0 * tmp;
      c1 = x1 * co + k1 * si + w1 * tmp;
      c2 = x2 * co + k2 * si + w2 * tmp;
      const sw = si * wd;
      t0 = co * k0 - si * x0 + w0 * sw;
      t1 = co * k1 - si * x1 + w1 * sw;
      t2 = co * k2 - si * x2 + w2 * sw; // dXcam/dtheta
    } else {
      c0 = x0 + r1 * x2 - r2 * x1;
      c1 = x1 + r2 * x0 - r0 * x2;
      c2 = x2 + r0 * x1 - r1 * x0;
    }
    const iz = 1 / c2,
      px = c0 * iz,
      py = c1 * iz,
      rs = px * px + py * py,
      k1 = cams[c + 9],
      k2 = cams[c + 10],
      L = 1 + k1 * rs + k2 * rs * rs,
      f = cams[c + 6],
      wi = w[i],
      wf = wi * f;
    const g = 2 * k1 + 4 * k2 * rs,
      dxx = g * px * px + L,
      dxy = g * px * py,
      dyy = g * py * py + L;
    const prx = px * L,
      pry = py * L,
      ex = prx * f + cams[c + 7] - feats[2 * i],
      ey = pry * f + cams[c + 8] - feats[2 * i + 1];
    err[2 * i] = wi * ex;
    err[2 * i + 1] = wi * ey;
    const omc = 1 - co,
      wfz = wf * iz;
    for (let r = 0; r < 2; r++) {
      const dx = r === 0 ? dxx : dxy,
        dy = r === 0 ? dxy : dyy;
      const a0 = wfz * dx,
        a1 = wfz * dy,
        a2 = -(a0 * px + a1 * py);
      const aw = a0 * w0 + a1 * w1 + a2 * w2;
      let jr0: number, jr1: number, jr2: number, j0: number, j1: number, j2: number;
      if (rot) {
        const o = omc * aw;
        j0 = co * a0 + si * (a1 * w2 - a2 * w1) + o * w0;
        j1 = co * a1 + si * (a2 * w0 - a0 * w2) + o * w1;
        j2 = co * a2 + si * (a0 * w1 - a1 * w0) + o * w2;
        const m0 = tmp * a0 - si * (a1 * x2 - a2 * x1) + o * x0,
          m1 = tmp * a1 - si * (a2 * x0 - a0 * x2) + o * x1,
          m2 = tmp * a2 - si * (a0 * x1 - a1 * x0) + o * x2;
        const s = a0 * t0 + a1 * t1 + a2 * t2 - (m0 * w0 + m1 * w1 + m2 * w2) * it;
        jr0 = s * w0 + m0 * it;
        jr1 = s * w1 + m1 * it;
        jr2 = s * w2 + m2 * it;
      } else {
        j0 = a0 + a1 * r2 - a2 * r1;
        j1 = a1 + a2 * r0 - a0 * r2;
        j2 = a2 + a0 * r1 - a1 * r0;
        jr0 = a2 * x1 - a1 * x2;
        jr1 = a0 * x2 - a2 * x0;
        jr2 = a1 * x0 - a0 * x1;
      }
      const o = 30 * i + 15 * r,
        pr = r === 0 ? px : py;
      vals[o] = jr0;
      vals[o + 1] = jr1;
      vals[o + 2] = jr2;
      vals[o + 3] = -j0;
      vals[o + 4] = -j1;
      vals[o + 5] = -j2;
      vals[o + 6] = wi * (r === 0 ? prx : pry);
      vals[o + 7] = r === 0 ? wi : 0;
      vals[o + 8] = r === 0 ? 0 : wi;
      const kr = wf * rs * pr;
      vals[o + 9] = kr;
      vals[o + 10] = kr * rs;
      vals[o + 11] = j0;
      vals[o + 12] = j1;
      vals[o + 13] = j2;
      vals[o + 14] = r === 0 ? ex : ey;
      for (let j = 0; j < 11; j++) cols[o + j] = c + j;
      cols[o + 11] = cX + q;
      cols[o + 12] = cX + q + 1;
      cols[o + 13] = cX + q + 2;
      cols[o + 14] = cW + i;
      rows[2 * i + r + 1] = o + 15;
    }
  }
  const vo = 30 * p;
  for (let i = 0; i < p; i++) {
    const wi = w[i];
    werr[i] = 1 - wi * wi;
    vals[vo + i] = -2 * wi;
    cols[vo + i] = cW + i;
    rows[2 * p + i + 1] = vo + i + 1;
  }
}
