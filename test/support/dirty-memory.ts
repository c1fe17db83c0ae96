/** What memory holds that generated code keeps between calls makes no difference: for the tests it holds what gives wrong results. */

/** The text of a module, with everything that it keeps soiled. Names of variables belong to functions. */
export function withDirtyMemory(code: string): string {
  const kept = [...code.matchAll(/^var ((?:kept|clean)_\w+): .* \| undefined;$/gm)].map(([, name]) => name);
  const functions = code.split(/^(?=(?:export )?function )/m);
  return functions.map((text) => kept.reduce(withSoiled, text)).join("");
}

function withSoiled(text: string, name: string): string {
  return text.replace(new RegExp(`^( *${name}) = (?!undefined)(.+);$`, "gm"), (_, target, memory) => {
    return `${target} = soiled(${memory}, ${name.startsWith("clean_")});`;
  });
}

/** `isClean`: it has to be left with zeros, and stays so. */
export function soiled<T>(memory: T, isClean = false): T {
  if (memory instanceof Float64Array || memory instanceof Float32Array) {
    if (!isClean) memory.fill(Number.NaN);
    else if (memory.some((each) => each !== 0)) throw new Error("an array of zeros is left with something else");
  } else if (memory instanceof Uint8Array || memory instanceof Int32Array) memory.fill(7);
  else if (Array.isArray(memory)) {
    for (const [k, each] of memory.entries()) {
      if (typeof each === "object" || each === undefined) soiled(each);
      else memory[k] = Number.NaN;
    }
  }
  return memory;
}
