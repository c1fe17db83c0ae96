/** Two hidden layers of tanh, softmax and cross-entropy, with all memory made once. */
export function makeMlp(B: number, I: number, H: number, O: number, X: Float64Array, t: Int32Array) {
  const o1 = 0;
  const ob1 = o1 + I * H;
  const o2 = ob1 + H;
  const ob2 = o2 + H * H;
  const o3 = ob2 + H;
  const ob3 = o3 + H * O;
  const h1 = new Float64Array(B * H);
  const h2 = new Float64Array(B * H);
  const lo = new Float64Array(B * O);
  const d1 = new Float64Array(B * H);
  const d2 = new Float64Array(B * H);

  function layer(
    inp: Float64Array,
    ni: number,
    p: Float64Array,
    ow: number,
    ob: number,
    no: number,
    out: Float64Array,
    act: boolean,
  ): void {
    for (let b = 0; b < B; b++) {
      const oo = b * no;
      for (let j = 0; j < no; j++) out[oo + j] = p[ob + j];
      for (let k = 0; k < ni; k++) {
        const v = inp[b * ni + k];
        const w = ow + k * no;
        for (let j = 0; j < no; j++) out[oo + j] += v * p[w + j];
      }
      if (act) for (let j = 0; j < no; j++) out[oo + j] = Math.tanh(out[oo + j]);
    }
  }

  function forward(p: Float64Array): void {
    layer(X, I, p, o1, ob1, H, h1, true);
    layer(h1, H, p, o2, ob2, H, h2, true);
    layer(h2, H, p, o3, ob3, O, lo, false);
  }

  function back(
    inp: Float64Array,
    ni: number,
    p: Float64Array,
    ow: number,
    ob: number,
    no: number,
    dout: Float64Array,
    g: Float64Array,
    din: Float64Array,
  ): void {
    for (let b = 0; b < B; b++) {
      const oo = b * no;
      for (let j = 0; j < no; j++) g[ob + j] += dout[oo + j];
      for (let k = 0; k < ni; k++) {
        const v = inp[b * ni + k];
        const w = ow + k * no;
        let s = 0;
        for (let j = 0; j < no; j++) {
          const d = dout[oo + j];
          g[w + j] += v * d;
          s += p[w + j] * d;
        }
        din[b * ni + k] = s * (1 - v * v);
      }
    }
  }

  /** The first layer: its inputs have no gradient. */
  function backFirst(g: Float64Array): void {
    for (let b = 0; b < B; b++) {
      const oo = b * H;
      for (let j = 0; j < H; j++) g[ob1 + j] += d1[oo + j];
      for (let k = 0; k < I; k++) {
        const v = X[b * I + k];
        const w = k * H;
        for (let j = 0; j < H; j++) g[w + j] += v * d1[oo + j];
      }
    }
  }

  function gradientInto(p: Float64Array, g: Float64Array): number {
    forward(p);
    g.fill(0);
    let f = 0;
    for (let b = 0; b < B; b++) {
      const o = b * O;
      let m = lo[o];
      for (let j = 1; j < O; j++) if (lo[o + j] > m) m = lo[o + j];
      let s = 0;
      const lt = lo[o + t[b]];
      for (let j = 0; j < O; j++) {
        const e = Math.exp(lo[o + j] - m);
        lo[o + j] = e;
        s += e;
      }
      f += Math.log(s) + m - lt;
      const c = 1 / (s * B);
      for (let j = 0; j < O; j++) lo[o + j] *= c;
      lo[o + t[b]] -= 1 / B;
    }
    back(h2, H, p, o3, ob3, O, lo, g, d2);
    back(h1, H, p, o2, ob2, H, d2, g, d1);
    backFirst(g);
    return f / B;
  }

  return { gradientInto, size: ob3 + O };
}
