import { testPage } from "./page.js";

testPage("optim.md", 'import { grad, hessian, hvp, jacobian, valueAndGrad } from "cotangent";');
