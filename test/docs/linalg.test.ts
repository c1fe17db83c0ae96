import { testPage } from "./page.js";

testPage("linalg.md", 'import { grad, hessian, jvp } from "cotangent";');
