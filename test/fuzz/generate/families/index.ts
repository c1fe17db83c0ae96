import type { Family } from "../family.js";
import { arrays } from "./arrays.js";
import { classes } from "./classes.js";
import { containers } from "./containers.js";
import { exits } from "./exits.js";
import { functions } from "./functions.js";
import { generators } from "./generators.js";
import { records } from "./records.js";
import { text } from "./text.js";
import { views } from "./views.js";

export const families: readonly Family[] = [
  arrays,
  views,
  classes,
  containers,
  functions,
  generators,
  records,
  text,
  exits,
];
