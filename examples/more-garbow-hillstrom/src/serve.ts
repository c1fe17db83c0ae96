/** Answers requests of another program, a line each: residuals, a Jacobian, a gradient or a Hessian of a problem at a point; an empty line asks for the list of problems. */
import { createInterface } from "node:readline";
import { problems } from "./problems.js";

interface Request {
  readonly problem: number;
  readonly member: "residuals" | "jacobian" | "valueAndGrad" | "hessian";
  readonly x: number[];
}

/** JSON has no infinities: they are texts. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "") console.log(JSON.stringify(problems.map(({ number, name, cases }) => ({ number, name, cases }))));
  else {
    const { problem, member, x } = JSON.parse(line) as Request;
    console.log(JSON.stringify(problems[problem][member](Float64Array.from(x)), plain));
  }
}
