import { testPage } from "./page.js";

testPage(
  "operators.md",
  'import { checkGrads, checkpoint, customJvp, customVjp, defineRule, grad, hessian, hvp, jacobian, jacobianInto, jet, jvp, laplacian, linearize, linearTranspose, nondifferentiable, secondDerivative, taylor, valueAndJacobianInto, vhp } from "cotangent";',
);
