/** What keeps a dense matrix that no memory can hold from being begun. */
import type { Builder } from "../ir/builder.js";
import type { Value } from "../ir/ops.js";
import { hasPlaces } from "../ir/shapes.js";
import { countOf, type Selection, sizeOf } from "./selection.js";

/**
 * Emits the check for the rows of a result like `value`. Where its type says how many there are, they take some times what the arguments do, and
 * where there is no more than a number in a row, what the result does.
 */
export function expectRoom(
  build: Builder,
  caller: string,
  value: Value,
  selection: Selection,
  args: readonly Value[],
): void {
  if (countOf(value.type) !== undefined || selection.isNumber || !selection.types.every(hasPlaces)) return;
  const operands = [sizeOf(build, value), selection.size(build, args, "typed"), selection.size(build, args, "other")];
  const template = [`expectRoom(${JSON.stringify(caller)}, `, ", ", ", ", ");"];
  build.externStatement(template, operands, { uses: ["expectRoom"], discreet: true, confined: true });
}
