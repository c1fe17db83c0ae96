/** log-posterior of a mixture of `k` components in `d` dimensions; the gradient lists alphas, means, then factors. */
export function makeGmm(d: number, k: number, n: number) {
  const icfSz = (d * (d + 1)) / 2;
  const Qd = new Float64Array(d * k);
  const sumQ = new Float64Array(k);
  const mt = new Float64Array(k);
  const XC = new Float64Array(d * k);
  const QX = new Float64Array(d * k);

  function prepare(icf: Float64Array): void {
    for (let ik = 0; ik < k; ik++) {
      let s = 0;
      const o = ik * icfSz;
      const q = ik * d;
      for (let i = 0; i < d; i++) {
        const v = icf[o + i];
        s += v;
        Qd[q + i] = Math.exp(v);
      }
      sumQ[ik] = s;
    }
  }

  function prior(icf: Float64Array, gamma: number, m: number): number {
    let out = 0;
    const g2 = 0.5 * gamma * gamma;
    for (let ik = 0; ik < k; ik++) {
      let f = 0;
      const o = ik * icfSz;
      const q = ik * d;
      for (let i = 0; i < d; i++) f += Qd[q + i] * Qd[q + i];
      for (let i = d; i < icfSz; i++) f += icf[o + i] * icf[o + i];
      out += g2 * f - m * sumQ[ik];
    }
    return out;
  }

  /** The value, less what does not depend on the parameters. */
  function gradientInto(
    alphas: Float64Array,
    means: Float64Array,
    icf: Float64Array,
    x: Float64Array,
    gamma: number,
    m: number,
    grad: Float64Array,
  ): number {
    prepare(icf);
    grad.fill(0);
    let slse = 0;
    const mOff = k;
    const iOff = k + k * d;
    for (let ix = 0; ix < n; ix++) {
      const xo = ix * d;
      for (let ik = 0; ik < k; ik++) {
        const mo = ik * d;
        let L = ik * icfSz + d;
        for (let i = 0; i < d; i++) {
          const v = x[xo + i] - means[mo + i];
          XC[mo + i] = v;
          QX[mo + i] = Qd[mo + i] * v;
        }
        for (let i = 0; i < d; i++) {
          const v = XC[mo + i];
          for (let j = i + 1; j < d; j++) QX[mo + j] += icf[L++] * v;
        }
        let s = 0;
        for (let i = 0; i < d; i++) s += QX[mo + i] * QX[mo + i];
        mt[ik] = alphas[ik] + sumQ[ik] - 0.5 * s;
      }
      let mx = mt[0];
      for (let i = 1; i < k; i++) if (mt[i] > mx) mx = mt[i];
      let s = 0;
      for (let i = 0; i < k; i++) {
        const e = Math.exp(mt[i] - mx);
        mt[i] = e;
        s += e;
      }
      slse += Math.log(s) + mx;
      const inv = 1 / s;
      for (let ik = 0; ik < k; ik++) {
        const w = mt[ik] * inv;
        const mo = ik * d;
        let L = ik * icfSz + d;
        let G = iOff + L;
        const gd = iOff + ik * icfSz;
        grad[ik] += w;
        for (let i = 0; i < d; i++) {
          const xi = XC[mo + i];
          const qi = QX[mo + i];
          let t = Qd[mo + i] * qi;
          grad[gd + i] += w * (1 - Qd[mo + i] * xi * qi);
          const wx = w * xi;
          for (let j = i + 1; j < d; j++) {
            const q = QX[mo + j];
            t += icf[L++] * q;
            grad[G++] -= wx * q;
          }
          grad[mOff + mo + i] += w * t;
        }
      }
    }
    let mx = alphas[0];
    for (let i = 1; i < k; i++) if (alphas[i] > mx) mx = alphas[i];
    let s = 0;
    for (let i = 0; i < k; i++) s += Math.exp(alphas[i] - mx);
    const lseA = Math.log(s) + mx;
    const g2 = gamma * gamma;
    for (let ik = 0; ik < k; ik++) {
      grad[ik] -= n * Math.exp(alphas[ik] - lseA);
      const o = ik * icfSz;
      const g = iOff + o;
      for (let i = 0; i < d; i++) {
        const q = Qd[ik * d + i];
        grad[g + i] += g2 * q * q - m;
      }
      for (let i = d; i < icfSz; i++) grad[g + i] += g2 * icf[o + i];
    }
    return slse - n * lseA + prior(icf, gamma, m);
  }

  return { gradientInto, size: k + k * d + k * icfSz };
}
