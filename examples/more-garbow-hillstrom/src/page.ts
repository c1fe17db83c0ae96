import { type Peers, peerMethods } from "./peers.js";
import { methods, type Row } from "./runs.js";

/** `docs/more-garbow-hillstrom.md` */
export function page(rows: readonly Row[], peers: Peers): string {
  const arrived = (k: number): number => rows.filter(({ runs }) => runs[k].arrival !== undefined).length;
  const ours = methods.map(({ name }, k) => `\`${name}\` ${arrived(k)}`).join(", ");
  const theirs = peerMethods
    .map((name) => `\`${name}\` ${peers.rows.filter((row) => row[name] !== null).length}`)
    .join(", ");
  return `# The problems of Moré, Garbow and Hillstrom

J. J. Moré, B. S. Garbow and K. E. Hillstrom, *Testing Unconstrained Optimization Software*, ACM Transactions on Mathematical
Software 7 (1981), 17-41, have 35 problems with starting points and known minima. Here they are ordinary functions that return residuals
([\`examples/more-garbow-hillstrom\`](../examples/more-garbow-hillstrom)); gradients, Jacobians and Hessians are what \`valueAndGrad\`, \`jacobian\` and
\`hessian\` make of them, and [\`cotangent/optim\`](optim.md) minimizes the sum of their squares, each method with its defaults,
until no entry of the gradient is larger than 1e-12, or as far as it goes.

This page is written from real runs by

    npm run page -w more-garbow-hillstrom

and a test fails where it is out of date. It takes a few seconds and needs no network.

- *n*, *m*: how many variables and residuals; *published*: the sums of squares at the minima that the paper lists (those behind *also* are not in it)
- *reached*: the sum of squares where \`levenbergMarquardt\` ends
- In the columns of the methods stand the number of *evaluations until the sum of squares is a published one* (to a hundred-thousandth of it, and to
  1e-10 of zero), of the residuals (\`levenbergMarquardt\`, \`lm\`, \`trf\`) or of the value with its gradient (Hessians, one a step, are not counted), and in brackets the steps until the run ends by
  itself. A line: it did not get there.
- \`lm\` (MINPACK's) and \`trf\` of \`scipy.optimize.least_squares\`, \`trust-exact\`, \`BFGS\` and \`L-BFGS-B\` of \`scipy.optimize.minimize\`: scipy ${peers.versions.scipy}
  on the same functions, with the same derivatives, counted in the same way by
  [\`scipy-counts.py\`](../examples/more-garbow-hillstrom/scipy-counts.py), with tolerances as small as they go

| | problem | n | m | published | reached | ${methods.map(({ name }) => `\`${name}\``).join(" | ")} | ${peerMethods.map((name) => `scipy \`${name}\``).join(" | ")} |
|---|---|---|---|---|---|${"---|".repeat(methods.length + peerMethods.length)}
${rows.map((row) => line(row, peers)).join("\n")}

Of ${rows.length} runs arrive ${ours}; of scipy's ${theirs}. What does not arrive, or elsewhere:

- Watson's sum of squares of twelve variables is what is left of residuals made of terms of the size 1. Its gradient has too few digits for
  methods that know nothing else; the Jacobian has enough.
- From the starting point of Biggs' problem \`trustRegion\` follows a valley to where two amplitudes go to infinity against each other; scipy's
  \`trust-exact\` does not arrive either.
- Of the trigonometric problem, and of Chebyquad with ten points, a minimum is found that the paper does not list: there the gradient is zero and
  the Hessian positive definite too.
`;
}

function line(
  { problem: { number, name }, from: { start, optima, unlisted }, count, runs }: Row,
  peers: Peers,
): string {
  const peer = peers.rows.find((row) => row.number === number && row.n === start.length);
  if (peer === undefined)
    throw new Error(`data/scipy.json has no row for problem ${number} with ${start.length} variables`);
  const ours = runs.map(({ arrival, iterations }) => `${arrival ?? "—"} (${iterations})`);
  const theirs = peerMethods.map((method) => peer[method] ?? "—");
  const listed = optima.map((best) => short(best)).join(" or ");
  const published = unlisted === undefined ? listed : `${listed}; also ${short(unlisted)}`;
  return `| ${[number, name, start.length, count, published, short(runs[0].squares), ...ours, ...theirs].join(" | ")} |`;
}

/** Six digits, as the paper has them. */
function short(squares: number): string {
  if (squares > 0 && squares < 1e-16) return "< 1e-16";
  return String(Number(squares.toPrecision(6)));
}
