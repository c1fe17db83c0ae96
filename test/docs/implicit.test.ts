import { testPage } from "./page.js";

testPage("implicit.md", 'import { type Captured, closureConvert, grad, jvp, withRule } from "cotangent";');
