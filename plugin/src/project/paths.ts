/** File names as TypeScript writes them: absolute, with forward slashes. */
import path from "node:path";
import ts from "typescript-6";

export function normalize(file: string): string {
  return slashes(path.resolve(file));
}

export function slashes(file: string): string {
  return path.sep === "\\" ? file.replaceAll("\\", "/") : file;
}

export function isInside(directory: string, file: string): boolean {
  return file.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

/** The path from the folder of `from` to `to`, starting in `./` or `../`. */
export function relativeTo(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** The deepest folder that holds all files; undefined for no files. */
export function commonDirectory(files: readonly string[]): string | undefined {
  if (files.length === 0) return undefined;
  const [first, ...rest] = files.map((file) => path.posix.dirname(file).split("/"));
  let length = first.length;
  for (const parts of rest) {
    let same = 0;
    while (same < length && parts[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length).join("/") || "/";
}

/** Equal for two spellings of one file. */
export function canonical(file: string): string {
  return ts.sys.useCaseSensitiveFileNames ? file : file.toLowerCase();
}

/** By code unit, not by locale: the order of files must be the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
