export function portfolioValue_grad_spot_strikes(spot: number, strikes: number[]): [number, number[]] {
  expectNumber("grad(portfolioValue)", "spot", spot);
  expectKind("grad(portfolioValue)", "strikes", strikes, ["Array", "f64"]);
  const n = strikes.length;
  const size = n + 2;
  const options = new Array(size);
  const options_b = new Array(size);
  options[0] = new Call(90);
  options_b[0] = { strike: 0 };
  options[1] = new Put(80);
  options_b[1] = { strike: 0 };
  const saved_cache = new Array(n);
  const saved_cache_1 = new Array(n);
  for (let i = 0; i < n; i++) {
    const strike = strikes[i];
    let r: any;
    let r1: { strike: number };
    if (strike > 100) {
      r = new Put(strike);
      r1 = { strike: 0 };
      saved_cache[i] = r1;
    } else {
      r = new Call(strike);
      r1 = { strike: 0 };
      saved_cache_1[i] = r1;
    }
    options[i + 2] = r;
    options_b[i + 2] = r1;
  }
  let spot_b = 0;
  for (let i = 0; i < size; i++) {
    const option = options[i];
    const option_b = options_b[i];
    // return options.reduce((value, option) => value + option.payoff(spot), 0)
    if ((option instanceof Put)) {
      const t = option.strike - spot;
      // return Math.max(this.strike - spot, 0)
      const t1 = t > 0 ? 1 : t < 0 ? 0 : t === 0 ? 0.5 : NaN;
      spot_b -= t1;
      option_b.strike += t1;
    } else {
      const t = spot - option.strike;
      // return Math.max(spot - this.strike, 0)
      const t1 = t > 0 ? 1 : t < 0 ? 0 : t === 0 ? 0.5 : NaN;
      spot_b += t1;
      option_b.strike -= t1;
    }
  }
  const strikes_b = new Array<number>(n).fill(0);

  for (let i = n - 1; i >= 0; i--) {
    // for (const strike of strikes) options.push(strike > 100 ? new Put(strike) : new Call(strike))
    strikes_b[i] = strikes[i] > 100 ? saved_cache[i].strike : saved_cache_1[i].strike;
  }
  return [spot_b, strikes_b];
}
