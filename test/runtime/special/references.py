"""Writes references.json: values of special functions to 17 digits, computed with 60. Needs mpmath.

    python3 test/runtime/special/references.py [NAME...]

With names of functions it writes the values of those anew and leaves the others.
"""

import json
import os
import sys

from mpmath import *

mp.dps = 60


def spread(*values):
    return [(float(v),) for v in values]


def pairs(first, second):
    return [(float(a), float(b)) for a in first for b in second]


def d(f, *orders):
    return lambda *args: diff(f, args, orders)


def log_gamma(x):
    return log(fabs(gamma(x)))


def p_of(a, x):
    return gammainc(a, 0, x, regularized=True) if x <= a else 1 - gammainc(a, x, inf, regularized=True)


def lambda_density(a, x):
    return x ** (a - 1) * exp(-x) / gamma(a)


def beta_density(a, b, x):
    return x ** (a - 1) * (1 - x) ** (b - 1) / beta(a, b)


def betai(a, b, x):
    return betainc(a, b, 0, x, regularized=True)


# By quadrature: to differentiate gammainc itself is slow and, for large arguments, imprecise.
def p_derivative(n, a, x):
    n = int(n)
    if n == 0:
        return p_of(a, x)
    c = [digamma(a)] + [polygamma(k, a) for k in range(1, n)]

    def factor(l):
        g = [l - c[0]] + [-v for v in c[1:]]
        made = [mpf(1)]
        for order in range(n):
            made.append(sum(binomial(order, k) * made[order - k] * g[k] for k in range(order + 1)))
        return made[n]

    # Of the order of 1: quad measures its error absolutely.
    low = log(x)
    f = lambda s: exp(a * (s - low) - exp(s) + x) * factor(s)
    scale = exp(a * low - x - log_gamma(a))
    sign = -1 if x > a else 1
    unit = 2 / (abs(a - x) + sqrt((a - x) ** 2 + 2 * x))
    ends = [t * unit for t in (0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256)]
    if x > a:
        ends = [s for s in ends if x * exp(s) < 1e6] + [log(1e6 / x)]
    return sign * scale * quad(lambda s: f(low - sign * s), ends)


def i_derivative(i, j, a, b, x):
    i, j = int(i), int(j)
    if x > (a + 1) / (a + b + 2):
        return -i_derivative(j, i, b, a, 1 - x)
    known = {}
    for k in range(i + 1):
        for l in range(j + 1):
            if k + l > 0:
                own = -polygamma(k - 1, a) if l == 0 else -polygamma(l - 1, b) if k == 0 else 0
                known[k, l] = own + polygamma(k + l - 1, a + b)
    scale = exp(a * log(x) + b * log(1 - x)) / beta(a, b)

    # In the logarithm of t / (1 - t).
    def f(s):
        lt, lr = -log(1 + exp(-s)), -log(1 + exp(s))
        g = lambda k, l: known[k, l] + (lt if (k, l) == (1, 0) else lr if (k, l) == (0, 1) else 0)
        return exp(a * (lt - log(x)) + b * (lr - log(1 - x))) * bell(i, j, g)

    at = log(x / (1 - x))
    off = a - (a + b) * x
    unit = 2 / (abs(off) + sqrt(off**2 + 2 * (a + b) * x * (1 - x)))
    return scale * quad(lambda s: f(at - s), [t * unit for t in (0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256)])


def bell(i, j, g):
    if i == 0 and j == 0:
        return mpf(1)
    if i > 0:
        return sum(
            binomial(i - 1, k) * binomial(j, l) * bell(i - 1 - k, j - l, g) * g(k + 1, l)
            for k in range(i)
            for l in range(j + 1)
        )
    return sum(binomial(j - 1, l) * bell(0, j - 1 - l, g) * g(0, l + 1) for l in range(j))


def cdf(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def quantile(p):
    if p > 0.5:
        return -quantile(1 - p)
    return findroot(lambda x: log(cdf(x)) - log(p), -sqrt(-2 * log(p)) if p < 0.2 else 2.5 * (p - 0.5))


def inverse_erfc(q):
    return -quantile(mpf(q) / 2) / sqrt(mpf(2))


def sinc_pi(x):
    return sin(pi * x) / (pi * x) if x != 0 else mpf(1)


def sinc_derivative(n, x):
    if x == 0 and n % 2 == 1:
        return mpf(0)
    return quad(lambda t: (pi * t) ** int(n) * cos(pi * t * x + n * pi / 2), linspace(0, 1, 2 + int(abs(x))))


def hyper_derivative(a):
    def f(n, m):
        n = int(n)
        return pi / 2 * rf(mpf(1) / 2, n) * rf(mpf(a), n) / factorial(n) * hyp2f1(mpf(1) / 2 + n, mpf(a) + n, 1 + n, m)

    return f


def erfcx(x):
    return exp(mpf(x) ** 2) * erfc(x)


def erfcx_derivative(n, x):
    return quad(lambda t: (-2 * t) ** int(n) * exp(-t * t - 2 * x * t), [0, 0.1, 1, 5, 20]) * 2 / sqrt(pi)


def expint_of(n, x):
    return expint(int(n), x)


reals = (-170.3, -33.1, -20.7, -5.5, -2.75, -1.1, -0.4, -1e-8, 1e-300, 1e-8, 0.1, 0.5, 0.9, 1.2, 1.7, 2.2, 3.7, 9.3, 19.9, 20.1, 50.5, 171.5)
positive = (1e-300, 1e-8, 0.03, 0.5, 0.9999, 1.0001, 1.5, 1.9999, 2.01, 3, 9.99, 10.01, 40, 1e3, 1e8, 1e200)
line = (-26, -9.5, -3.3, -1, -0.51, -0.2, -1e-9, 1e-300, 1e-5, 0.3, 0.49, 0.51, 1, 2.2, 4, 6.2, 6.4, 12, 26)
bessel_x = (1e-8, 0.1, 1, 2.3, 2.9, 5, 8.65, 14, 24.9, 25.1, 40, 99.5, 700)
orders = (0, 1, 2, 5, 12, 30)
gamma_a = (0.01, 0.3, 0.99, 1, 2.5, 10, 60, 1000)
gamma_x = (1e-10, 0.02, 0.4, 0.99, 1.6, 3, 9.5, 11, 50, 75, 980, 1050)
beta_abx = [
    (a, b, x)
    for a, b in ((0.05, 0.2), (0.5, 3), (1, 1), (2, 5), (4.5, 0.7), (30, 8), (200, 300))
    for x in (1e-6, 0.05, 0.3, 0.39, 0.42, 0.8, 0.97)
]

# Of each pair of signs, with sums of both signs.
below_zero = pairs((-0.3, -2.625, -13.25), (0.01, 1.5, 3, 20.125)) + pairs((-0.375, -7.75), (-0.0625, -3.5, -41.375)) + pairs((40.5, 200), (-0.25, -60.125, -230.75))

# Where only a + b is a pole of the gamma function, and next to it.
zeros_of_beta = [(-0.5, 0.5), (0.5, -3.5), (-2.25, -0.75), (-7.125, 4.125), (-0.5, 0.5 + 2**-30), (1.25, -3.25 - 2**-12), (-60.5, 58.5), (-0.5, 0.4)]

functions = {
    "gamma": (gamma, spread(*reals)),
    "lgamma": (log_gamma, spread(*reals, *positive)),
    "digamma": (digamma, spread(*reals, 1.4616, 1.46163214496837, 1.3, 1.6, *positive[2:-1])),
    "trigamma": (lambda x: polygamma(1, x), spread(-3.7, -0.2, 0.01, 0.6, 1.5, 7, 30, 1e5)),
    "polygamma": (
        lambda n, x: polygamma(int(n), x),
        pairs((1, 2, 3, 6, 15), (-7.4, -2.5, -0.3, 0.02, 0.6, 1.5, 4, 13, 60, 1e4)),
    ),
    "digammaDifference": (
        lambda n, a, b: polygamma(int(n), a + b) - polygamma(int(n), a),
        [(n, a, b) for n in (0, 1, 3) for a, b in pairs((0.02, 0.7, 5, 300, 1e7), (1e-6, 0.1, 3, 80))]
        + [(n, a, b) for n in (0, 1, 2) for a, b in pairs((-0.3, -7.75, -60.5), (-3.125, 0.25, 5, 71.625)) + pairs((2.5, 90), (-1.25, -9.125, -80))]
        + [(0, a, b) for a, b in pairs((-3.25, -400.5), (1e-9, -2e-5))],
    ),
    "beta": (beta, pairs((0.01, 0.7, 3, 14, 60), (0.02, 1.5, 9, 40)) + below_zero),
    "betaDerivative": (
        lambda i, j, a, b: diff(beta, (a, b), (int(i), int(j))),
        [(i, j, a, b) for i, j in ((1, 0), (0, 1), (1, 1), (2, 0), (0, 3)) for a, b in pairs((0.01, 0.7, 3, 14, 60), (0.02, 1.5, 9, 40)) + below_zero + zeros_of_beta],
    ),
    "lbeta": (
        lambda a, b: log_gamma(a) + log_gamma(b) - log_gamma(a + b),
        pairs((1e-5, 0.7, 3, 14, 600), (0.02, 1.5, 9.5, 40, 1e6, 1e12)) + below_zero,
    ),
    "erf": (erf, spread(*line)),
    "erfc": (erfc, spread(*line)),
    "erfcx": (erfcx, spread(*line, 100, 1e7, 1e9)),
    "erfcxDerivative": (erfcx_derivative, pairs((1, 2, 3, 5, 8), (-3, -0.5, 0, 0.1, 0.24, 0.26, 0.9, 2, 5, 30, 1e4))),
    "erfinv": (lambda y: inverse_erfc(1 - mpf(y)), spread(-0.999, -0.7, -0.5, -0.2, 1e-3, 0.3, 0.49, 0.51, 0.8, 0.9999, 1 - 2**-52)),
    "erfcinv": (inverse_erfc, spread(1e-300, 1e-100, 1e-20, 1e-5, 0.01, 0.2, 0.49, 0.51, 0.9, 1.2, 1.6, 1.99)),
    "normalCdf": (cdf, spread(-38, -20, -5, -1.2, -0.71, -0.6, 0.1, 0.69, 1.5, 4, 9)),
    "normalLogCdf": (lambda x: log(cdf(x)) if x < 0 else log1p(-cdf(-x)), spread(-1e8, -1e3, -40, -5, -1.1, -0.9, 0.2, 1, 5, 20, 37)),
    "normalHazard": (lambda x: exp(-mpf(x) ** 2 / 2) / sqrt(2 * pi) / cdf(x), spread(-1e8, -1e3, -40, -5, -1.1, -0.9, 0.2, 1, 5, 20, 37)),
    "normalQuantile": (quantile, spread(1e-300, 1e-50, 1e-9, 0.01, 0.2, 0.3, 0.45, 0.6, 0.9, 0.999)),
    "gammaP": (p_of, pairs(gamma_a, gamma_x)),
    "gammaQ": (lambda a, x: gammainc(a, x, inf, regularized=True), pairs(gamma_a, gamma_x)),
    "gammaPDerivative": (p_derivative, [(n, a, x) for n in (1, 2, 3) for a, x in pairs(gamma_a, gamma_x)]),
    "gammaDensity": (
        lambda n, a, x: diff(lambda b: lambda_density(b, x), a, int(n)),
        [(n, a, x) for n in (0, 1, 2) for a, x in pairs((0.3, 1, 2.5, 60), (0.02, 0.9, 3, 70))],
    ),
    "betaI": (betai, beta_abx),
    "betaIDerivative": (i_derivative, [(i, j, *abx) for i, j in ((1, 0), (0, 1), (1, 1), (0, 2)) for abx in beta_abx]),
    "betaDensity": (
        lambda i, j, a, b, x: diff(lambda u, v: beta_density(u, v, x), (a, b), (int(i), int(j))) if i + j else beta_density(a, b, x),
        [(i, j, *abx) for i, j in ((0, 0), (1, 0), (1, 1)) for abx in beta_abx[::3]],
    ),
    "besselJ": (lambda n, x: besselj(int(n), x), pairs(orders, bessel_x)),
    "besselY": (lambda n, x: bessely(int(n), x), pairs(orders[:-1], bessel_x[1:])),
    "besselI": (lambda n, x: besseli(int(n), x), pairs(orders, bessel_x)),
    "besselK": (lambda n, x: besselk(int(n), x), pairs(orders[:-1], (1e-8, 0.01, *bessel_x[1:]))),
    "lambertW": (lambertw, spread(-0.3678794, -0.36, -0.2, -1e-3, 1e-300, 1e-10, 0.1, 0.9, 1.1, 2.9, 3.1, 50, 1e10, 1e300)),
    "lambertWm1": (lambda x: lambertw(x, -1).real, spread(-0.3678794, -0.36, -0.2, -0.11, -0.09, -1e-3, -1e-10, -1e-100, -1e-300)),
    "ellipticK": (ellipk, spread(-1e6, -10, -0.6, -0.1, 0, 0.2, 0.49, 0.51, 0.9, 0.999, 1 - 2**-40)),
    "ellipticE": (ellipe, spread(-1e6, -10, -0.6, -0.1, 0, 0.2, 0.49, 0.51, 0.9, 0.999, 1 - 2**-40)),
    "ellipticKDerivative": (hyper_derivative(0.5), pairs((1, 2, 3, 4), (-10, -0.6, -0.4, -1e-9, 0, 0.3, 0.51, 0.9, 0.999))),
    "ellipticEDerivative": (hyper_derivative(-0.5), pairs((1, 2, 3, 4), (-10, -0.6, -0.4, -1e-9, 0, 0.3, 0.51, 0.9, 0.999))),
    "expint": (expint_of, pairs((-2, 0, 1, 2, 3, 10), (1e-8, 0.1, 0.9, 1.1, 2, 5, 30, 500))),
    "expintEi": (ei, spread(-30, -2, -0.5, -1e-6, 1e-6, 0.1, 0.36, 0.38, 1, 5, 20, 39, 41, 100, 700)),
    "zeta": (zeta, spread(-50.5, -7.3, -3, -1.5, -0.26, -0.24, 0, 0.3, 0.5, 0.999, 1.001, 1.5, 2, 7, 20, 40)),
    "zetaDerivative": (
        lambda n, s: zeta(s, derivative=int(n)) if s > 0 else diff(zeta, s, int(n)),
        pairs((1, 2, 4), (-7.3, -2, -0.26, -0.1, 0, 0.5, 1.01, 2, 5, 20)),
    ),
    "sinc": (sinc_pi, spread(0, 1e-9, 0.3, 0.5, 0.99, 1.7, 12.25, 1000.5)),
    "sincDerivative": (sinc_derivative, pairs((1, 2, 3, 5, 8), (0, 1e-6, 0.2, 0.9, 1.7, 3.1, -3.1, 20.3))),
    "expm1": (expm1, spread(-30, -1, 1e-10, 0.5, 20)),
    "log1p": (log1p, spread(-0.9, 1e-10, 0.5, 1e10)),
}


def reference(f, args):
    return float(re(f(*[a if isinstance(a, int) else mpf(a) for a in args])))


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "references.json")
# Functions of x, as TypeScript has them, with their derivatives of orders 0 to 4 at a point.
curves = {
    "gamma(x)": (2.3, gamma),
    "lgamma(x)": (0.7, log_gamma),
    "digamma(x)": (-1.4, digamma),
    "beta(x, 1.5)": (2.5, lambda x: beta(x, 1.5)),
    "beta(-1.75, x)": (0.625, lambda x: beta(-1.75, x)),
    "lbeta(x, -0.75)": (-2.375, lambda x: log_gamma(x) + log_gamma(-0.75) - log_gamma(x - 0.75)),
    "beta(x, 2)": (-3.0, lambda x: 1 / (x * (x + 1))),
    "erf(x)": (0.4, erf),
    "erfcx(x)": (1.7, erfcx),
    "erfinv(x)": (0.3, lambda y: erfinv(y)),
    "normalLogCdf(x)": (-40.0, lambda x: log(cdf(x))),
    "normalQuantile(x)": (0.2, lambda p: -sqrt(mpf(2)) * erfinv(1 - 2 * p)),
    "gammaP(2.5, x)": (1.7, lambda x: p_of(mpf(2.5), x)),
    "gammaP(x, 1.7)": (2.5, lambda a: gammainc(a, 0, mpf(1.7), regularized=True)),
    "gammaQ(x, x)": (3.0, lambda x: gammainc(x, x, inf, regularized=True)),
    "betaI(x, 3, 0.3)": (2.5, lambda a: betai(a, 3, mpf(0.3))),
    "betaI(2, x, 0.6)": (2.5, lambda b: betai(2, b, mpf(0.6))),
    "betaI(2, 3, x)": (0.3, lambda x: betai(2, 3, x)),
    "besselJ(0, x)": (0.0, lambda x: besselj(0, x)),
    "besselJ(3, x)": (7.0, lambda x: besselj(3, x)),
    "besselY(1, x)": (2.3, lambda x: bessely(1, x)),
    "besselI(2, x)": (2.3, lambda x: besseli(2, x)),
    "besselK(0, x)": (1.5, lambda x: besselk(0, x)),
    "lambertW(x)": (0.0, lambda x: lambertw(x).real),
    "lambertWm1(x)": (-0.2, lambda x: lambertw(x, -1).real),
    "ellipticK(x)": (0.0, ellipk),
    "ellipticE(x)": (0.8, ellipe),
    "expint(1, x)": (1.5, lambda x: expint(1, x)),
    "expintEi(x)": (2.0, ei),
    "zeta(x)": (3.0, zeta),
    "sinc(x)": (0.0, lambda x: sinc_pi(x)),
    "sinc(1 + x)": (0.5, lambda x: sinc_pi(1 + x)),
}


wanted = sys.argv[1:]
table = {}
if wanted:
    with open(path) as file:
        table = json.load(file)
for name, (f, points) in functions.items():
    if wanted and name not in wanted:
        continue
    rows = []
    for args in points:
        value = reference(f, args)
        if value == value and abs(value) != float("inf"):
            rows.append([*args, value])
    table[name] = rows
    print(name, len(rows), flush=True)

if not wanted or "curves" in wanted:
    made = []
    for text, (at, f) in curves.items():
        # Differences, which need twice the digits; at a removable singularity around it.
        mp.dps = 120
        values = [re(f(mpf(at)))] + [re(diff(f, mpf(at), k)) for k in range(1, 5)]
        made.append([text, at, *[0.0 if fabs(v) < mpf(10) ** -20 else float(v) for v in values]])
        mp.dps = 60
        print(text, flush=True)
    table["curves"] = made

with open(path, "w") as file:
    lines = [f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in rows) + "\n  ]" for name, rows in table.items()]
    file.write("{\n" + ",\n".join(lines) + "\n}\n")
