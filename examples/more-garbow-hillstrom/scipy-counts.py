"""Runs scipy's optimizers on the problems, with values and derivatives from dist/serve.js, and writes data/scipy.json: how many
evaluations each takes until the sum of squares is one of the published optima. Needs `npm run build` before, and scipy:

    python3 scipy-counts.py
"""

import json
import pathlib
import platform
import subprocess

import numpy
import scipy
from scipy.optimize import least_squares, minimize

HERE = pathlib.Path(__file__).parent
LIMIT = 20_000


class Server:
    def __init__(self):
        self.process = subprocess.Popen(
            ["node", HERE / "dist/serve.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, request):
        self.process.stdin.write(("" if request is None else json.dumps(request)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if line == "":
            raise RuntimeError("dist/serve.js has ended")
        return json.loads(line)


class Enough(Exception):
    """Raised out of an optimizer: at an optimum, where a point is not finite, or after too many evaluations."""


def is_optimum(squares, optima):
    return any(abs(squares - best) <= (1e-5 * best if best > 0 else 1e-10) for best in optima)


class Counted:
    """The functions of a problem, that count and end the run at an optimum."""

    def __init__(self, server, problem, optima):
        self.server, self.problem, self.optima = server, problem, optima
        self.evaluations = 0
        self.arrived = False

    def ask(self, member, x):
        # JSON has no other numbers; where a method goes there, it is told no more than that.
        if not numpy.isfinite(x).all():
            raise Enough
        return self.server.ask({"problem": self.problem, "member": member, "x": [float(v) for v in x]})

    def look(self, squares):
        self.evaluations += 1
        if is_optimum(squares, self.optima):
            self.arrived = True
            raise Enough
        if self.evaluations >= LIMIT:
            raise Enough

    def value_and_grad(self, x):
        value, gradient = self.ask("valueAndGrad", x)
        value = float(value)
        self.look(2 * value)
        return value, numpy.array(gradient, dtype=float)

    def residuals(self, x):
        result = numpy.array(self.ask("residuals", x), dtype=float)
        self.look(float(result @ result))
        return result

    def jacobian(self, x):
        return numpy.array(self.ask("jacobian", x), dtype=float)

    def hessian(self, x):
        return numpy.array(self.ask("hessian", x), dtype=float)


def bfgs(f, x):
    minimize(f.value_and_grad, x, jac=True, method="BFGS", options={"gtol": 1e-12, "maxiter": LIMIT})


def lbfgsb(f, x):
    options = {"gtol": 1e-12, "ftol": 0, "maxiter": LIMIT, "maxfun": LIMIT}
    minimize(f.value_and_grad, x, jac=True, method="L-BFGS-B", options=options)


def trust_exact(f, x):
    minimize(
        f.value_and_grad, x, jac=True, hess=f.hessian, method="trust-exact", options={"gtol": 1e-12, "maxiter": LIMIT}
    )


def lm(f, x):
    least_squares(f.residuals, x, jac=f.jacobian, method="lm", ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=LIMIT)


def trf(f, x):
    least_squares(f.residuals, x, jac=f.jacobian, method="trf", ftol=1e-15, xtol=1e-15, gtol=1e-15, max_nfev=LIMIT)


METHODS = {"lm": lm, "trf": trf, "trust-exact": trust_exact, "BFGS": bfgs, "L-BFGS-B": lbfgsb}


def main():
    numpy.seterr(all="ignore")
    server = Server()
    rows = []
    for index, problem in enumerate(server.ask(None)):
        for case in problem["cases"]:
            row = {"number": problem["number"], "n": len(case["start"])}
            for name, method in METHODS.items():
                counted = Counted(server, index, case["optima"] + [case.get("unlisted", case["optima"][0])])
                try:
                    method(counted, numpy.array(case["start"], dtype=float))
                except (Enough, ValueError):
                    # scipy refuses values that are not finite: that counts as not arrived.
                    pass
                row[name] = counted.evaluations if counted.arrived else None
            rows.append(row)
            print(row)
    versions = {"scipy": scipy.__version__, "numpy": numpy.__version__, "python": platform.python_version()}
    result = {"versions": versions, "rows": rows}
    (HERE / "data").mkdir(exist_ok=True)
    # One line for each row, as the formatter of this repository has it.
    spaced = [json.dumps(part).replace("{", "{ ").replace("}", " }") for part in [versions, *rows]]
    lines = ",\n    ".join(spaced[1:])
    text = f'{{\n  "versions": {spaced[0]},\n  "rows": [\n    {lines}\n  ]\n}}\n'
    assert json.loads(text) == result
    (HERE / "data/scipy.json").write_text(text)


main()
