import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as library from "../../../runtime/src/special/index.js";

type Special = (...args: number[]) => number;

const special: Readonly<Record<string, Special>> = library;

/** Rows of arguments and value, by function, written by `references.py`. */
const { curves: _, ...references } = JSON.parse(
  readFileSync(new URL("references.json", import.meta.url), "utf8"),
) as Record<string, number[][]>;

/** What `docs/special.md` says of the precision of each function. */
const stated = new Map(
  [
    ...readFileSync(new URL("../../../docs/special.md", import.meta.url), "utf8").matchAll(
      /^\| `(\w+)\([^|]*\| ([\d.]+e-\d+) \|/gm,
    ),
  ].map(([, name, error]) => [name, Number(error)]),
);

test("each function has references, and a precision in the docs", () => {
  expect(Object.keys(references).sort()).toEqual(Object.keys(library).sort());
  expect([...stated.keys()].sort()).toEqual(Object.keys(library).sort());
});

test.each(Object.keys(references))("%s is as precise as the docs say", (name) => {
  for (const row of references[name]) {
    const [args, value] = [row.slice(0, -1), row.at(-1)!];
    const error = Math.abs(special[name](...args) - value);
    expect(error, `${name}(${args}) = ${special[name](...args)}, not ${value}`).toBeLessThanOrEqual(
      // Engines differ in the last digits of exponentials and logarithms.
      2 * stated.get(name)! * Math.max(Math.abs(value), 1e-290),
    );
  }
});

describe("at poles, ends and beyond", () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const cases: [string, number[], number][] = [
    ["gamma", [0], inf],
    ["gamma", [-0], -inf],
    ["gamma", [-3], nan],
    ["gamma", [172], inf],
    ["gamma", [5], 24],
    ["lgamma", [0], inf],
    ["lgamma", [-2], inf],
    ["lgamma", [1], 0],
    ["lgamma", [2], 0],
    ["lgamma", [inf], inf],
    ["digamma", [0], -inf],
    ["digamma", [-1], nan],
    ["polygamma", [1, -1], inf],
    ["polygamma", [2, -1], nan],
    ["polygamma", [0.5, 2], nan],
    ["polygamma", [-1, 2], nan],
    ["digammaDifference", [0, 1, 0], 0],
    ["digammaDifference", [0, 0, 1], nan],
    ["digammaDifference", [0, 1, -1], nan],
    ["digammaDifference", [0, -4, 2], -1 / 4 - 1 / 3],
    ["digammaDifference", [1, -1, -2], 1 / 4 + 1 / 9],
    ["digammaDifference", [0, -0.5, 0], 0],
    ["beta", [0, 1], inf],
    ["beta", [2.5, -0], -inf],
    ["beta", [-0.5, 0], inf],
    ["beta", [-1, 0.5], nan],
    ["beta", [-1, 2], nan],
    ["beta", [-1, -3], nan],
    ["beta", [-3, 2], 1 / 6],
    ["beta", [3, -3], -1 / 3],
    ["beta", [0.5, -1.5], 0],
    ["lbeta", [1, 1], 0],
    ["lbeta", [-2, 0.5], inf],
    ["lbeta", [-2, 2], -Math.LN2],
    ["lbeta", [0.5, -0.5], -inf],
    ["lbeta", [-inf, 1], nan],
    ["erf", [inf], 1],
    ["erf", [-0], -0],
    ["erfc", [-inf], 2],
    ["erfc", [40], 0],
    ["erfcx", [-30], inf],
    ["erfcxDerivative", [1.5, 0], nan],
    ["erfinv", [1], inf],
    ["erfinv", [-1], -inf],
    ["erfinv", [1.5], nan],
    ["erfcinv", [0], inf],
    ["erfcinv", [2], -inf],
    ["erfcinv", [-1], nan],
    ["normalQuantile", [0], -inf],
    ["normalQuantile", [1], inf],
    ["normalCdf", [-inf], 0],
    ["normalCdf", [inf], 1],
    ["gammaP", [2, 0], 0],
    ["gammaP", [2, inf], 1],
    ["gammaP", [0, 1], nan],
    ["gammaP", [1, -1], nan],
    ["gammaQ", [2, 0], 1],
    ["gammaPDerivative", [1, 2, 0], 0],
    ["gammaPDerivative", [1.5, 2, 1], nan],
    ["gammaDensity", [0, 0.5, 0], inf],
    ["gammaDensity", [0, 1, 0], 1],
    ["gammaDensity", [0, 2, 0], 0],
    ["betaI", [2, 3, 0], 0],
    ["betaI", [2, 3, 1], 1],
    ["betaI", [2, 3, 1.1], nan],
    ["betaI", [1e15, 1, 0.5], nan],
    ["betaDensity", [0, 0, 1, 3, 0], 3],
    ["betaDensity", [0, 0, 2, 1, 1], 2],
    ["besselJ", [0, 0], 1],
    ["besselJ", [1, 0], 0],
    ["besselJ", [0.5, 1], nan],
    ["besselJ", [10001, 1], nan],
    ["besselY", [1, 0], -inf],
    ["besselY", [1, -1], nan],
    ["besselI", [0, 0], 1],
    ["besselI", [0, 800], inf],
    ["besselK", [2, 0], inf],
    ["besselK", [2, 1000], 0],
    ["besselK", [2, 1e-320], inf],
    ["besselI", [1000, 1500], inf],
    ["expint", [-10000, 800], inf],
    ["lambertW", [-0.4], nan],
    ["lambertW", [-1 / Math.E], -1],
    ["lambertW", [0], 0],
    ["lambertW", [inf], inf],
    ["lambertWm1", [0], -inf],
    ["lambertWm1", [0.1], nan],
    ["ellipticK", [1], inf],
    ["ellipticK", [1.5], nan],
    ["ellipticE", [1], 1],
    ["ellipticE", [-inf], inf],
    ["expint", [1, 0], inf],
    ["expint", [3, 0], 0.5],
    ["expint", [1, -1], nan],
    ["expintEi", [0], -inf],
    ["zeta", [1], nan],
    ["zeta", [-2], 0],
    ["zeta", [inf], 1],
    ["zeta", [1e30], 1],
    ["zetaDerivative", [3, 1e30], 0],
    ["sinc", [0], 1],
    ["sinc", [3], 0],
    ["sincDerivative", [1, 0], 0],
    ["log1p", [-2], nan],
    ["expm1", [-inf], -1],
  ];
  test.each(cases)("%s(%s) is %d", (name, args, value) => {
    const actual = special[name](...args);
    if (value === 0 && !Object.is(value, -0)) expect(Math.abs(actual)).toBe(0);
    else expect(actual).toBe(value);
  });

  test("whatever numbers a function is given, it comes to an end", () => {
    const odd = [0, -1.5, nan, inf, -inf, 1e-320, 1e-307, 1e300, 2 ** 40, 0.7, 3];
    const lists = (count: number): number[][] =>
      count === 0 ? [[]] : lists(count - 1).flatMap((list) => odd.map((each) => [...list, each]));
    for (const [name, f] of Object.entries(special)) {
      // Of five arguments, two are orders.
      const given = f.length > 3 ? lists(3).map((list) => [1, 2, ...list]) : lists(f.length);
      for (const args of given) expect(typeof f(...args), `${name}(${args})`).toBe("number");
    }
  });

  test("NaN gives NaN", () => {
    for (const [name, f] of Object.entries(special)) {
      const real = references[name][0].slice(0, -1);
      for (const k of real.keys())
        expect(f(...real.map((arg, i) => (i === k ? nan : arg))), `${name}, argument ${k}`).toBeNaN();
    }
  });
});

describe("identities far from the references", () => {
  const close = (a: number, b: number, tolerance: number): void =>
    expect(Math.abs(a - b), `${a} and ${b}`).toBeLessThanOrEqual(tolerance * Math.max(1e-300, Math.abs(b)));

  test.each([
    ["besselI", [1200, 800], 51.86934383202861],
    ["besselI", [2000, 1500], 2.486760321554661e129],
    ["besselI", [2500, 1400], 3.923050975824777e-217],
    ["besselK", [0, 1e-308], 709.3121401578244],
    ["besselK", [1, 1e-307], 1e307],
    ["expint", [-2000, 800], 2.7389656026561583e-74],
    ["gammaQ", [1e-10, 1e-10], 2.244863524002411e-9],
    ["gammaQ", [1e-20, 0.5], 5.597735947761607e-21],
    ["betaDerivative", [1, 1, 7.383870886249554e-6, -0.0002292513301700395], 2.4047143147268537],
    ["betaDerivative", [1, 6, -2.3912945257492116e-5, -0.8586213555512503], -637743586.2229165],
    ["betaDerivative", [2, 1, 1.1084533283569418e-7, 297.8959720805187], -0.13787713392723472],
    ["betaDerivative", [3, 3, 18.521853578841917, 1.0898568052399323e-7], 0.003717043011195516],
    ["erfcinv", [1e-280], 25.3163826554985],
    ["zeta", [-1e-6], -0.49999908106247],
  ])("%s(%s): factors that are out of range, sums that are rounded (mpmath)", (name, args, value) => {
    close(special[name](...args), value, 5e-15);
  });

  test("P and Q add up to 1, also for large parameters", () => {
    for (const a of [1e-3, 0.5, 7, 1e4, 9e7, 1.1e8, 1e12])
      for (const x of [0.5 * a, a - Math.sqrt(a), a, a + 3 * Math.sqrt(a)])
        if (x > 0) close(special.gammaP(a, x) + special.gammaQ(a, x), 1, 4e-15);
  });

  test("the uniform expansion meets the series", () => {
    for (const off of [-3, -1e-4, 0, 0.3, 4]) {
      const [below, above] = [0.99999999e8, 1.00000001e8].map((a) => special.gammaP(a, a + off * Math.sqrt(a)));
      close(above, below, 1e-8);
    }
  });

  test("inverses", () => {
    for (const p of [1e-200, 1e-12, 0.03, 0.3, 0.77]) {
      close(special.normalCdf(special.normalQuantile(p)), p, 3e-13);
      close(special.erfc(special.erfcinv(p)), p, 3e-13);
    }
    for (const x of [-0.3678, -0.1, 1e-5, 3, 1e7]) {
      const w = special.lambertW(x);
      close(w * Math.exp(w), x, 1e-14);
    }
  });

  test("Wronskians of the Bessel functions (DLMF 10.5.2, 10.28.2)", () => {
    const { besselJ, besselY, besselI, besselK } = special;
    for (const x of [0.2, 3, 24.9, 25.1, 200])
      for (const n of [0, 1, 4]) {
        close(besselJ(n + 1, x) * besselY(n, x) - besselJ(n, x) * besselY(n + 1, x), 2 / (Math.PI * x), 1e-13);
        close(besselI(n, x) * besselK(n + 1, x) + besselI(n + 1, x) * besselK(n, x), 1 / x, 1e-14);
      }
  });

  test("Legendre's relation (DLMF 19.7.1)", () => {
    const { ellipticK, ellipticE } = special;
    for (const m of [0.001, 0.3, 0.5, 0.77]) {
      const [k, e, l, f] = [ellipticK(m), ellipticE(m), ellipticK(1 - m), ellipticE(1 - m)];
      close(e * l + f * k - k * l, Math.PI / 2, 1e-14);
    }
  });
});
