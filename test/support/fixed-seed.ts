/** Random tests are the same in every run. */
import fc from "fast-check";

fc.configureGlobal({ seed: 1 });
