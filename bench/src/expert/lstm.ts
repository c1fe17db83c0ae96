/** A diagonal LSTM of `l` layers and width `b` over `c` vectors; the gradient lists main parameters, then extra ones. */
export function makeLstm(l: number, c: number, b: number) {
  const T = c - 1;
  const LB = l * b;
  const st = new Float64Array(2 * LB);
  const inp = new Float64Array(b);
  const yp = new Float64Array(b);
  const HP = new Float64Array(T * LB);
  const CP = new Float64Array(T * LB);
  const F = new Float64Array(T * LB);
  const I = new Float64Array(T * LB);
  const O = new Float64Array(T * LB);
  const CH = new Float64Array(T * LB);
  const TC = new Float64Array(T * LB);
  const YP = new Float64Array(T * b);
  const hb = new Float64Array(LB);
  const cb = new Float64Array(LB);
  const ib = new Float64Array(b);

  function gradientInto(
    mp: Float64Array,
    ep: Float64Array,
    state: Float64Array,
    seq: Float64Array,
    grad: Float64Array,
  ): number {
    st.set(state);
    grad.fill(0);
    let total = 0;
    const eo = 8 * LB;
    for (let t = 0; t < T; t++) {
      const so = t * b;
      for (let i = 0; i < b; i++) inp[i] = seq[so + i] * ep[i];
      for (let li = 0; li < l; li++) {
        const w = 8 * b * li;
        const bi = w + 4 * b;
        const ho = 2 * b * li;
        const co = ho + b;
        const so2 = t * LB + li * b;
        for (let i = 0; i < b; i++) {
          const x = inp[i];
          const h = st[ho + i];
          const cp = st[co + i];
          const f = 1 / (1 + Math.exp(-(x * mp[w + i] + mp[bi + i])));
          const g = 1 / (1 + Math.exp(-(h * mp[w + b + i] + mp[bi + b + i])));
          const o = 1 / (1 + Math.exp(-(x * mp[w + 2 * b + i] + mp[bi + 2 * b + i])));
          const ch = Math.tanh(h * mp[w + 3 * b + i] + mp[bi + 3 * b + i]);
          const cn = cp * f + g * ch;
          const tc = Math.tanh(cn);
          const hn = o * tc;
          HP[so2 + i] = h;
          CP[so2 + i] = cp;
          F[so2 + i] = f;
          I[so2 + i] = g;
          O[so2 + i] = o;
          CH[so2 + i] = ch;
          TC[so2 + i] = tc;
          st[co + i] = cn;
          st[ho + i] = hn;
          inp[i] = hn;
        }
      }
      let s = 2;
      for (let i = 0; i < b; i++) {
        const y = inp[i] * ep[b + i] + ep[2 * b + i];
        const e = Math.exp(y);
        yp[i] = y;
        YP[so + i] = e;
        s += e;
      }
      const lse = Math.log(s);
      const go = so + b;
      const inv = 1 / s;
      for (let i = 0; i < b; i++) {
        total += seq[go + i] * (yp[i] - lse);
        YP[so + i] *= inv;
      }
    }
    const sc = -1 / (T * b);
    hb.fill(0);
    cb.fill(0);
    for (let t = T - 1; t >= 0; t--) {
      const so = t * b;
      const go = so + b;
      const top = t * LB + (l - 1) * b;
      let sg = 0;
      for (let i = 0; i < b; i++) sg += seq[go + i];
      for (let i = 0; i < b; i++) {
        const yb = sc * (seq[go + i] - sg * YP[so + i]);
        grad[eo + 2 * b + i] += yb;
        grad[eo + b + i] += yb * O[top + i] * TC[top + i];
        ib[i] = yb * ep[b + i];
      }
      for (let li = l - 1; li >= 0; li--) {
        const w = 8 * b * li;
        const bi = w + 4 * b;
        const o2 = t * LB + li * b;
        const so3 = li * b;
        const pv = o2 - b;
        for (let i = 0; i < b; i++) {
          const x = li > 0 ? O[pv + i] * TC[pv + i] : seq[so + i] * ep[i];
          const h = HP[o2 + i];
          const f = F[o2 + i];
          const g = I[o2 + i];
          const o = O[o2 + i];
          const ch = CH[o2 + i];
          const tc = TC[o2 + i];
          const hn = hb[so3 + i] + ib[i];
          const ob = hn * tc * o * (1 - o);
          const cn = cb[so3 + i] + hn * o * (1 - tc * tc);
          const fb = cn * CP[o2 + i] * f * (1 - f);
          const gb = cn * ch * g * (1 - g);
          const chb = cn * g * (1 - ch * ch);
          grad[w + i] += fb * x;
          grad[w + b + i] += gb * h;
          grad[w + 2 * b + i] += ob * x;
          grad[w + 3 * b + i] += chb * h;
          grad[bi + i] += fb;
          grad[bi + b + i] += gb;
          grad[bi + 2 * b + i] += ob;
          grad[bi + 3 * b + i] += chb;
          cb[so3 + i] = cn * f;
          hb[so3 + i] = gb * mp[w + b + i] + chb * mp[w + 3 * b + i];
          ib[i] = fb * mp[w + i] + ob * mp[w + 2 * b + i];
        }
      }
      for (let i = 0; i < b; i++) grad[eo + i] += ib[i] * seq[so + i];
    }
    return -total / (T * b);
  }

  return { gradientInto, size: 8 * LB + 3 * b };
}
