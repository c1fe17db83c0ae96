import { testPage } from "./page.js";

testPage(
  "operators.md",
  'import { checkGrads, checkpoint, customJvp, customVjp, defineRule, grad, hessian, hessianPattern, hvp, jacobian, jacobianInto, jacobianPattern, jet, jvp, laplacian, linearize, linearTranspose, nondifferentiable, packedJacobianInto, packedValueAndJacobianInto, scan, secondDerivative, sparseHessian, sparseHessianWith, sparseJacobian, sparseJacobianWith, taylor, valueAndJacobianInto, vhp } from "cotangent";',
);
