import { readData } from "./data.js";
import { problems } from "./problems.js";
for (const p of problems) {
  const data = readData(new URL(`../data/${p.file}`, import.meta.url));
  const b = Float64Array.from(p.certified);
  const r = p.residuals(b, data);
  const J = p.jacobian(b, data);
  const g = p.certified.map(
    (_, k) => J.reduce((s, row, i) => s + row[k] * r[i], 0) / Math.sqrt(J.reduce((s, row) => s + row[k] ** 2, 0)),
  );
  console.log(p.name, r.reduce((s, v) => s + v * v, 0) / p.squares - 1, Math.max(...g.map(Math.abs)));
}
