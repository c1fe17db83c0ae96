import type { Row, Run } from "./runs.js";

/** `docs/nist.md` */
export function page(rows: readonly Row[]): string {
  const values = rows.flatMap(({ problem, runs }) => runs.map(() => 2 * problem.certified.length + 1));
  const total = values.reduce((sum, each) => sum + each, 0);
  const met = rows.flatMap(({ runs }) => runs.map(sumOfMet)).reduce((sum, each) => sum + each, 0);
  return `# NIST's nonlinear regression problems

The [Statistical Reference Datasets](https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml) of the National Institute of Standards and
Technology have 27 problems of nonlinear least squares, with parameters, their standard deviations and the sum of the squares of the residuals
certified to eleven digits, computed in 128 bits. Each is solved here from both of NIST's starting points, the first far from the
solution and the second near it, by [\`levenbergMarquardt\`](optim.md) in double precision. The models are ordinary functions
([\`examples/nist/src/models.ts\`](../examples/nist/src/models.ts)), and their Jacobians are what \`jacobian\` makes of them.

This page is written from real runs by

    npm run page -w nist

and a test fails where it is out of date. It takes a few seconds and needs no network.

- *steps*: accepted steps; *r*, *J*: evaluations of the residuals and of their Jacobian
- *met*: how many of the certified parameters (*b*), of their standard deviations (*s*) and whether the sum of squares (*S*) are met to all eleven digits: the value
  that was found, rounded to these, is the certified one

| problem | level | observations | parameters | start 1: steps | r | J | met b | s | S | start 2: steps | r | J | met b | s | S |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}

All ${values.length} runs end at the certified solution, and ${met} of ${total} certified values are met to the last digit.

The residuals of Lanczos' problems, 1e-13 to 1e-5, are what is left of observations of the size 1. In double precision three to eleven digits of them would be right, and of
the sum of squares as many. So behind these runs come a few steps of Gauss and Newton with residuals
from numbers of twice the precision ([\`precise.ts\`](../examples/nist/src/precise.ts)) and the same Jacobians. All other problems need no such thing.

NIST certifies the residual standard deviation, too: it is the root of the sum of squares divided by the observations in excess of the parameters. What proves that data,
certified values and models in this repository are NIST's is that they fit one another: with the certified parameters the data give the certified sum of squares, and
the fits all values. Nothing in them proves the starting points, from which only the numbers of steps follow.
`;
}

function line({ problem, observations, runs }: Row): string {
  const { name, level, certified } = problem;
  return `| ${[name, level, observations, certified.length, ...runs.flatMap(cells)].join(" | ")} |`;
}

function cells({ iterations, evaluations, met }: Run): (string | number)[] {
  const { parameters, deviations, squares } = met;
  return [
    iterations,
    evaluations.residuals,
    evaluations.jacobian,
    parameters,
    deviations,
    squares === 1 ? "yes" : "no",
  ];
}

function sumOfMet({ met }: Run): number {
  return met.parameters + met.deviations + met.squares;
}
