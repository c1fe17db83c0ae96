import { testPage } from "./page.js";

testPage("random.md", 'import { grad } from "cotangent";');
