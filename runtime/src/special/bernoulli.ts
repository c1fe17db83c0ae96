/** The Bernoulli numbers B(2), B(4), ... (DLMF 24.2(iv)), for asymptotic expansions and Euler-Maclaurin sums. */
export const bernoulli: readonly number[] = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
];
