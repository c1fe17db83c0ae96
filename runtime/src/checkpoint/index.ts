/**
 * Schedules of checkpointing: which states of a chain of steps are kept, and which are computed again, so that the steps can be
 * reversed one after the other with few states in memory.
 *
 * A chain has states 0 to n; step k makes state k + 1 of state k, and to reverse it takes state k. One state is at hand,
 * besides those in the slots.
 */
export type { Action, Schedule } from "./action.js";
export { binomial, binomialCost } from "./binomial.js";
export { type Cost, cost } from "./cost.js";
export { dynamic } from "./dynamic.js";
export { type OnlineRun, type OnlineSchedule, online } from "./online.js";
export { every, halving, none, sqrt } from "./regular.js";
