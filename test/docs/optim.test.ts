import { testPage } from "./page.js";

testPage("optim.md", 'import { grad, hessian, hvp, jacobian, jvp, valueAndGrad, vjp } from "cotangent";');
