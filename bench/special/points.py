"""Prints points and values of special functions, each value as a sum of two doubles, computed with 40 digits. Needs mpmath."""

import json
import random

from mpmath import *

mp.dps = 40
random.seed(7)
count = 1000


def between(low, high):
    return lambda: random.uniform(low, high)


def powers(low, high):
    return lambda: 10 ** random.uniform(low, high)


def below_one():
    return 1 - 10 ** random.uniform(-15, -1)


def order():
    return random.randint(2, 8)


def around_mean(low, high):
    def point():
        a = random.uniform(low, high)
        return a, max(1e-3, a + random.uniform(-5, 5) * sqrt(a))

    return point


def around_mean_of_beta():
    a, b = random.uniform(10, 200), random.uniform(10, 200)
    off = random.uniform(-4, 4) * sqrt(a * b / (a + b) ** 3)
    return a, b, min(0.999, max(0.001, a / (a + b) + off))


def independent(*parts):
    return lambda: tuple(part() for part in parts)


def log_gamma(x):
    return log(fabs(gamma(x)))


def inverse_erfc(q):
    if q > 1:
        return -inverse_erfc(2 - q)
    if q > 0.3:
        return erfinv(1 - q)
    # Newton's method for the logarithm.
    x = sqrt(-log(q))
    while True:
        step = (log(erfc(x)) - log(q)) * erfc(x) * exp(x * x) * sqrt(pi) / 2
        x += step
        if fabs(step) < mpf(10) ** -36:
            return x


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


# What errors are relative to: the value, at least 1, or the amplitude of an oscillation.
value, one, amplitude = "value", "one", "amplitude"
tiny = 1e-3
functions = [
    ("gamma", gamma, value, [("(0, 2]", between(tiny, 2)), ("[2, 171]", between(2, 171)), ("[-30, 0]", between(-30, 0)), ("[-170, -30]", between(-170, -30))]),
    ("lgamma", log_gamma, value, [("(0, 3]", between(tiny, 3)), ("[3, 1e6]", powers(0.5, 6))]),
    ("lgamma", log_gamma, one, [("[-30, 0]", between(-30, 0))]),
    ("digamma", digamma, value, [("(0, 3]", between(tiny, 3)), ("[3, 1e6]", powers(0.5, 6))]),
    ("digamma", digamma, one, [("[-30, 0]", between(-30, 0))]),
    ("trigamma", lambda x: polygamma(1, x), value, [("(0, 10]", between(tiny, 10)), ("[-30, 0]", between(-30, 0))]),
    (
        "polygamma",
        lambda n, x: polygamma(int(n), x),
        value,
        [("n ≤ 8, (0, 20]", independent(order, between(0.01, 20))), ("n ≤ 8, [-10, 0]", independent(order, between(-10, 0)))],
    ),
    (
        "beta",
        beta,
        value,
        [
            ("(0, 10]²", independent(between(0.01, 10), between(0.01, 10))),
            ("[10, 200]²", independent(between(10, 200), between(10, 200))),
        ],
    ),
    (
        "lbeta",
        log_beta,
        value,
        [
            ("(0, 10]²", independent(between(0.01, 10), between(0.01, 10))),
            ("[10, 1e4]²", independent(powers(1, 4), powers(1, 4))),
        ],
    ),
    ("erf", erf, value, [("[-6, 6]", between(-6, 6))]),
    ("erfc", erfc, value, [("[-6, 6]", between(-6, 6)), ("[6, 26]", between(6, 26))]),
    ("erfinv", erfinv, value, [("(-1, 1)", between(-1, 1)), ("1 - [1e-15, 0.1]", below_one)]),
    ("erfcinv", inverse_erfc, value, [("(0, 2)", between(0, 2)), ("[1e-130, 0.1]", powers(-130, -1)), ("[1e-300, 1e-140]", powers(-300, -140))]),
    (
        "gammaP",
        lambda a, x: gammainc(a, 0, x, regularized=True),
        value,
        [
            ("a ≤ 10, x ≤ 20", independent(between(0.05, 10), between(0.01, 20))),
            ("a ≤ 200", around_mean(10, 200)),
            ("a ≤ 1e5", around_mean(1e3, 1e5)),
        ],
    ),
    (
        "gammaQ",
        lambda a, x: gammainc(a, x, inf, regularized=True),
        value,
        [("a ≤ 10, x ≤ 20", independent(between(0.05, 10), between(0.01, 20))), ("a ≤ 200", around_mean(10, 200))],
    ),
    (
        "betaI",
        lambda a, b, x: betainc(a, b, 0, x, regularized=True),
        value,
        [
            ("a, b ≤ 10", independent(between(0.05, 10), between(0.05, 10), between(tiny, 0.999))),
            ("a, b ≤ 200", around_mean_of_beta),
        ],
    ),
    ("besselJ0", lambda x: besselj(0, x), amplitude, [("[0, 8]", between(0.1, 8)), ("[8, 1000]", powers(0.91, 3))]),
    ("besselJ1", lambda x: besselj(1, x), amplitude, [("[0, 8]", between(0.1, 8)), ("[8, 1000]", powers(0.91, 3))]),
    ("besselY0", lambda x: bessely(0, x), amplitude, [("(0, 8]", between(0.1, 8)), ("[8, 1000]", powers(0.91, 3))]),
    ("besselY1", lambda x: bessely(1, x), amplitude, [("(0, 8]", between(0.1, 8)), ("[8, 1000]", powers(0.91, 3))]),
    ("ellipticK", ellipk, value, [("[-10, 1)", between(-10, 1)), ("1 - [1e-15, 0.1]", below_one)]),
    ("ellipticE", ellipe, value, [("[-10, 1)", between(-10, 1)), ("1 - [1e-15, 0.1]", below_one)]),
    ("zeta", zeta, value, [("(1, 50]", between(1.001, 50)), ("(0, 1)", between(tiny, 0.999)), ("[-0.25, 0]", between(-0.25, 0)), ("[-30, 0]", between(-30, 0))]),
    ("log1p", log1p, value, [("(-1, 1]", between(-0.999, 1))]),
    ("expm1", expm1, value, [("[-5, 5]", between(-5, 5))]),
    ("sinc", lambda x: sin(pi * x) / (pi * x), value, [("[0, 1000]", powers(-2, 3))]),
]


def row(f, point):
    args = [float(v) if not isinstance(v, int) else v for v in (point if isinstance(point, tuple) else (point,))]
    exact = re(f(*[mpf(v) for v in args]))
    high = float(exact)
    return [*args, high, float(exact - mpf(high))]


print(
    json.dumps(
        [
            {"name": name, "scale": scale, "region": region, "rows": [row(f, point()) for _ in range(count)]}
            for name, f, scale, regions in functions
            for region, point in regions
        ]
    )
)
