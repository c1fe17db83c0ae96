import { testPage } from "./page.js";

testPage(
  "language.md",
  'import { grad, gradInto, jvp, stopGradient, valueAndGrad, valueAndGradInto, vjp } from "cotangent";',
);
