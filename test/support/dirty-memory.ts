/** What memory holds that generated code keeps between calls makes no difference: for the tests it holds what gives wrong results. */

/** The text of a module, with everything that it keeps soiled. */
export function withDirtyMemory(code: string): string {
  const kept = [...code.matchAll(/^var (kept_\w+): .* \| undefined;$/gm)].map(([, name]) => name);
  return kept.reduce(
    (text, name) => text.replace(new RegExp(`^( *${name}) = (?!undefined)(.+);$`, "gm"), "$1 = soiled($2);"),
    code,
  );
}

export function soiled<T>(memory: T): T {
  if (memory instanceof Float64Array || memory instanceof Float32Array) memory.fill(Number.NaN);
  else if (memory instanceof Uint8Array || memory instanceof Int32Array) memory.fill(7);
  else if (Array.isArray(memory)) memory.fill(Number.NaN);
  return memory;
}
