/** What webpack needs beyond a transform: its settings say how packages are resolved. */
import type { UnpluginOptions } from "unplugin";
import { webpackConditions } from "./conditions.js";
import type { Workspaces } from "./workspaces.js";

export function webpackHooks(workspaces: Workspaces): NonNullable<UnpluginOptions["webpack"]> {
  return ({ options }) => {
    workspaces.conditions = webpackConditions(options.resolve, options.mode);
  };
}
