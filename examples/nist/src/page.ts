import type { Row, Run } from "./runs.js";

/** `docs/nist.md` */
export function page(rows: readonly Row[]): string {
  return `# NIST's nonlinear regression problems

The [Statistical Reference Datasets](https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml) of the National Institute of Standards and
Technology have 27 problems of nonlinear least squares, with parameters, their standard deviations and the sum of the squares of the residuals
certified to eleven digits, computed in 128 bits. Each is solved here from both of NIST's starting points, the first far from the
solution and the second near it, by [\`levenbergMarquardt\`](optim.md) and Gauss-Newton steps at the end, in double precision. The models are ordinary functions
([\`examples/nist/src/models.ts\`](../examples/nist/src/models.ts)), and their Jacobians are what \`jacobian\` makes of them.

This page is written from real runs by

    npm run page -w nist

and a test fails where it is out of date. It takes a few seconds and needs no network.

- *digits*: -log10 of the relative error, at most 11: the least among the parameters (*b*), among their standard deviations (*s*), and that of the
  sum of squares (*S*). A certified value is itself rounded, so that the right number may have 10.3.
- *steps*: accepted steps; *r*, *J*: evaluations of the residuals and of their Jacobian

| problem | level | observations | parameters | start 1: steps | r | J | digits b | s | S | start 2: steps | r | J | digits b | s | S |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}

All ${rows.length * 2} runs end at the certified solution. What falls short of ten digits are the sum of squares and the standard deviations of
Lanczos1: its residuals are 1e-13 beside observations of the size 1, so that double precision leaves about three digits of them. In 50 digits
the same data give the certified sum of squares, 1.4307867721e-25.
`;
}

function line({ problem, observations, runs }: Row): string {
  const { name, level, certified } = problem;
  return `| ${[name, level, observations, certified.length, ...runs.flatMap(cells)].join(" | ")} |`;
}

function cells({ iterations, evaluations, digits }: Run): (string | number)[] {
  const { parameters, deviations, squares } = digits;
  const shown = [parameters, deviations, squares].map((each) => each.toFixed(1));
  return [iterations, evaluations.residuals, evaluations.jacobian, ...shown];
}
