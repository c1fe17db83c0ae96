/** Source maps in the form that they are put together in: decoded, with absolute file names as sources. */
import remapping from "@jridgewell/remapping";
import { SourceMap } from "magic-string";
import { relativeTo, slashes } from "./paths.js";

/** Column, and unless the text comes from nowhere: index of the source, its line and column (all from 0). */
export type Segment = [number] | [number, number, number, number] | [number, number, number, number, number];

export interface DecodedMap {
  readonly version: 3;
  readonly sources: string[];
  readonly sourcesContent: string[];
  readonly names: string[];
  readonly mappings: Segment[][];
}

/** A map as it is written to a file: `sources` are relative to `file`. */
export function encode(map: DecodedMap, file: string): SourceMap {
  return new SourceMap({ ...map, file: undefined, sources: map.sources.map((source) => relativeTo(file, source)) });
}

/** Only what comes from the first source, the file itself: bundlers take it that a file has no other. */
export function ownSource(map: DecodedMap): DecodedMap {
  return {
    ...map,
    sources: map.sources.slice(0, 1),
    sourcesContent: map.sourcesContent.slice(0, 1),
    mappings: map.mappings.map((line) => line.filter((segment) => segment.length === 1 || segment[1] === 0)),
  };
}

/**
 * The map of `output` (as TypeScript writes it for one file) followed back through the maps of the texts that it was
 * compiled from. Sources that have no such map stay as they are.
 */
export function compose(json: string, rewritten: (file: string) => DecodedMap | undefined, file: string): string {
  const map = JSON.parse(json) as { sources: string[]; sourceRoot?: string; file?: string };
  const base = new URL(`file://${encodeURI(file)}`);
  const absolute = (source: string): string => {
    const root = map.sourceRoot ? `${map.sourceRoot.replace(/\/?$/, "/")}` : "";
    return slashes(decodeURI(new URL(root + source, base).pathname));
  };
  const sources = map.sources.map(absolute);
  if (!sources.some((source) => rewritten(source))) return json;
  const composed = remapping({ ...map, sourceRoot: undefined, sources } as never, (source, { depth }) =>
    depth === 1 ? (rewritten(source) as never) : null,
  );
  const result = JSON.parse(composed.toString()) as {
    sources: string[];
    file?: string;
    sourcesContent?: unknown;
    ignoreList?: unknown;
  };
  result.sources = result.sources.map((source) => {
    const known = sources.indexOf(source);
    return known >= 0 ? map.sources[known] : relativeTo(file, source);
  });
  if (map.file) result.file = map.file;
  if (map.sourceRoot) Object.assign(result, { sourceRoot: map.sourceRoot });
  if (!("sourcesContent" in map)) delete result.sourcesContent;
  delete result.ignoreList;
  return JSON.stringify(result);
}

const inlineMap = /^\/\/# sourceMappingURL=data:application\/json;base64,(.*)$/m;

/** `compose` for a map that JavaScript carries in a comment; code without one stays as it is. */
export function composeInline(code: string, rewritten: (file: string) => DecodedMap | undefined, file: string): string {
  return code.replace(inlineMap, (_, data: string) => {
    const json = compose(Buffer.from(data, "base64").toString(), rewritten, file);
    return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString("base64")}`;
  });
}
