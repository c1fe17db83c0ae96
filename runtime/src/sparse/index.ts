/**
 * Sparse Jacobians and Hessians: patterns, colorings that tell which columns one product can carry, and recovery of the
 * entries from such products.
 *
 *     const coloring = colorColumns(pattern);
 *     const products = seeds(coloring).map((seed) => jvp(f)([x], [seed])[1]);
 *     const jacobian = decompressColumns(pattern, coloring, products);
 *
 * Curtis, Powell and Reid, "On the estimation of sparse Jacobian matrices", J. Inst. Maths Applics 13 (1974);
 * Coleman and Moré, "Estimation of sparse Jacobian matrices and graph coloring problems", SIAM J. Numer. Anal. 20 (1983);
 * Gebremedhin, Manne and Pothen, "What color is your Jacobian?", SIAM Review 47 (2005).
 */
export { type Coloring, colorColumns, colorRows, type Order, seeds } from "./coloring.js";
export { decompressColumns, decompressRows, decompressStar } from "./decompress.js";
export { type Coo, type Csr, cooToCsr, csrToCoo, denseToCsr, toDense, transpose } from "./matrix.js";
export { patternOf, patternOfDense, type SparsityPattern, transposePattern } from "./pattern.js";
export { hessianPlan, type JacobianPlanOptions, jacobianPlan, type PlanOptions, type SparsePlan } from "./plan.js";
export { colorStar } from "./star.js";
