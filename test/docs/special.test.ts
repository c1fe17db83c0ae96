import { testPage } from "./page.js";

testPage("special.md", 'import { grad, jet } from "cotangent";');
