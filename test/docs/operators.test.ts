import { testPage } from "./page.js";

testPage(
  "operators.md",
  'import { customJvp, customVjp, defineRule, grad, hessian, hvp, jacobian, jvp, laplacian, linearize, linearTranspose, nondifferentiable, secondDerivative, vhp } from "cotangent";',
);
