import { testPage } from "./page.js";

testPage(
  "operators.md",
  'import { checkGrads, checkpoint, customJvp, customVjp, defineRule, grad, hessian, hvp, jacobian, jet, jvp, laplacian, linearize, linearTranspose, nondifferentiable, scan, secondDerivative, taylor, vhp } from "cotangent";',
);
