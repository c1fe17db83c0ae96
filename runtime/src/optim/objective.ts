import { describe } from "../describe.js";
import { classOf, type PlainRecord } from "../values.js";
import { ravel } from "../tree/ravel.js";
import type { Layout } from "./layout.js";
import type { Evaluations, Objective, Problem, ValueAndGrad } from "./types.js";
import { dot } from "./vectors.js";

export type Counts = { -readonly [K in keyof Evaluations]: Evaluations[K] };

export function noCounts(): Counts {
  return { value: 0, gradient: 0, hvp: 0, hessian: 0, residuals: 0, jacobian: 0, metric: 0, partial: 0 };
}

/** The problem as vectors; calls are counted in `counts`. */
export function objectiveOf<P>(
  given: ValueAndGrad<P> | Problem<P>,
  layout: Layout<P>,
  counts: Counts,
  name: string,
): Objective<P> {
  const problem: Problem<P> = typeof given === "function" ? { valueAndGrad: given } : given;
  if (typeof problem !== "object" || problem === null)
    throw new TypeError(`${name}: the problem is ${describe(given)}; give valueAndGrad(f), or a record that has it`);

  function member<K extends keyof Problem<P>>(key: K, hint: string): NonNullable<Problem<P>[K]> {
    const found = problem[key];
    if (typeof found === "function") return found as NonNullable<Problem<P>[K]>;
    if (problem.at !== undefined)
      throw new TypeError(`${name}: the problem has minibatches, which this optimizer has no use for`);
    throw new TypeError(
      found === undefined
        ? `${name}: the optimizer needs the member ${key} of the problem: { ${key}: ${hint} }`
        : `${name}: the member ${key} of the problem is ${describe(found)}, not a function`,
    );
  }

  function numberOf(value: unknown, key: string): number {
    if (typeof value === "number") return value;
    throw new TypeError(`${name}: ${key} of the problem returned ${describe(value)}, not a number`);
  }

  function residuals(x: Float64Array): Float64Array {
    counts.residuals++;
    const found = member("residuals", "residuals")(layout.params(x));
    const numbers = ravel(found);
    if (numbers.length > 0) return numbers;
    throw new TypeError(`${name}: residuals of the problem returned ${describe(found)}; there is no number in it`);
  }

  function jacobian(x: Float64Array): Float64Array[] {
    counts.jacobian++;
    const rows: Float64Array[] = [];
    const found = member("jacobian", "jacobian(residuals)")(layout.params(x));
    collectRows(found, layout, "a row of the Jacobian", rows);
    return rows;
  }

  const objective: Objective<P> = {
    size: layout.size,
    isStochastic: problem.at !== undefined,
    at: (iteration) => (problem.at ? objectiveOf(problem.at(iteration), layout, counts, name) : objective),
    has: (key) => problem[key] !== undefined,
    evaluate(x) {
      if (problem.valueAndGrad === undefined && problem.residuals !== undefined) {
        const r = residuals(x);
        return { x, value: 0.5 * dot(r, r), gradient: transposedProduct(jacobian(x), r, layout.size, name) };
      }
      counts.gradient++;
      const pair = member("valueAndGrad", "valueAndGrad(f)")(layout.params(x));
      if (!Array.isArray(pair) || pair.length !== 2)
        throw new TypeError(`${name}: valueAndGrad of the problem returned ${describe(pair)}, not [value, gradient]`);
      return { x, value: numberOf(pair[0], "valueAndGrad"), gradient: layout.flat(pair[1], "the gradient") };
    },
    value(x) {
      if (problem.value !== undefined) {
        counts.value++;
        return numberOf(member("value", "f")(layout.params(x)), "value");
      }
      if (problem.valueAndGrad === undefined && problem.residuals !== undefined) {
        const r = residuals(x);
        return 0.5 * dot(r, r);
      }
      counts.gradient++;
      return numberOf(member("valueAndGrad", "valueAndGrad(f)")(layout.params(x))[0], "valueAndGrad");
    },
    hvp(x, v) {
      counts.hvp++;
      return layout.flat(member("hvp", "hvp(f)")([layout.params(x)], [layout.tangent(v)]), "the product of hvp");
    },
    hessian(x) {
      if (problem.hessian === undefined && problem.hvp !== undefined) return rowsByProducts(objective, x);
      counts.hessian++;
      const rows: Float64Array[] = [];
      collectRows(member("hessian", "hessian(f)")(layout.params(x)), layout, "a row of the Hessian", rows);
      if (rows.length !== layout.size)
        throw new TypeError(`${name}: the Hessian has ${rows.length} rows, but there are ${layout.size} parameters`);
      return rows;
    },
    residuals,
    jacobian,
    metric(x, v) {
      counts.metric++;
      const product = member("metric", "(params, v) => G v")(layout.params(x), layout.tangent(v));
      return layout.flat(product, "the product of the metric");
    },
    partial(x, index) {
      if (problem.partial === undefined) return objective.evaluate(x).gradient[index];
      counts.partial++;
      return numberOf(member("partial", "(params, index) => ...")(layout.params(x), index), "partial");
    },
    params: layout.params,
    vector: layout.vector,
  };
  return objective;
}

function rowsByProducts<P>(objective: Objective<P>, x: Float64Array): Float64Array[] {
  return Array.from(x, (_, i) => {
    const unit = new Float64Array(x.length);
    unit[i] = 1;
    return objective.hvp(x, unit);
  });
}

/** @throws TypeError where there are not as many rows as entries of `r` */
function transposedProduct(rows: readonly Float64Array[], r: Float64Array, size: number, name: string): Float64Array {
  if (rows.length !== r.length)
    throw new TypeError(`${name}: there are ${r.length} residuals, but the Jacobian has ${rows.length} rows`);
  const product = new Float64Array(size);
  for (const [i, row] of rows.entries()) for (let j = 0; j < size; j++) product[j] += row[j] * r[i];
  return product;
}

/**
 * The rows of a Jacobian: wherever the result has a number, it has something shaped like the parameters. Of parameters that are a
 * number, it has the shape of the result itself.
 */
function collectRows<P>(jacobian: unknown, layout: Layout<P>, what: string, rows: Float64Array[]): void {
  if (layout.isNumber) {
    for (const slope of ravel(jacobian)) rows.push(Float64Array.of(slope));
    return;
  }
  const row = layout.flatIf(jacobian);
  if (row !== undefined) {
    rows.push(row);
    return;
  }
  const kind = classOf(jacobian);
  // Says what is wrong.
  if (kind !== "array" && kind !== "record") layout.flat(jacobian, what);
  const holder = jacobian as PlainRecord;
  for (const key of Array.isArray(jacobian) ? jacobian.keys() : Object.keys(holder))
    collectRows(holder[key], layout, what, rows);
}
