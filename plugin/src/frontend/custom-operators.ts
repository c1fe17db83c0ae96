/** The functions of the library that give functions rules of their own. */
import type { CustomRule } from "./values.js";

/** The rules that stand side by side behind the function; of `withRule` they are in one literal. */
export const roles = {
  customJvp: ["jvp"],
  customVjp: ["forward", "backward"],
  withRule: [],
  nondifferentiable: [],
  checkpoint: [],
} as const satisfies Readonly<Record<string, readonly CustomRule["role"][]>>;

export type CustomOperator = keyof typeof roles;

export function isCustomOperator(name: string | undefined): name is CustomOperator {
  return name !== undefined && Object.hasOwn(roles, name);
}
