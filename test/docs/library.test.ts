import { testPage } from "./page.js";

testPage("library.md", 'import { grad, hvp, jvp, vjp } from "cotangent";');
