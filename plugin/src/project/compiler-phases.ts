/** The phases of the compiler, put together. */
import { emitFunctions } from "../backend/index.js";
import { Frontend } from "../frontend/index.js";
import { keepWorkspaces } from "../optimize/keep-workspaces.js";
import { Operators } from "../transform/operators.js";
import type { Phases } from "./phases.js";

export const compilerPhases: Phases = {
  start(program, report, modules) {
    const operators = new Operators({ report, level: 1 });
    return { frontend: new Frontend(program, { deriver: operators, report, modules }), operators };
  },
  emit(funcs, options) {
    const kept = funcs.map((func) => keepWorkspaces(func, (name) => options.claim(name)));
    return emitFunctions(kept, options);
  },
};
