import { problems } from "./problems.js";
console.log(problems.length);
