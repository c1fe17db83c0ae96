/** The same program with checkpoints: schedules in front of some of its loops, and some of its functions as checkpointed ones. */
import ts from "typescript-6";
import { seededRandom } from "../support/slopes.js";

const schedules = ["none", "every 1", "every 2", "every 3", "sqrt", "halving", "binomial 1", "binomial 2", "online 2"];
/** Those that need no number of steps. */
const anyLength = schedules.filter((name) => !/^(sqrt|halving)/.test(name));

/** What it computes stays the same, and so do its derivatives. */
export function withCheckpoints(source: string, seed: number): string {
  const file = ts.createSourceFile("main.ts", source, ts.ScriptTarget.ES2022, true);
  const random = seededRandom(seed);
  const chance = (): boolean => random() > 0;
  const draw = <T>(names: readonly T[]): T => names[Math.floor(((random() + 1) / 2) * names.length) % names.length];
  const edits: { at: number; text: string; end?: number }[] = [];
  const wrapped: string[] = [];
  const loops: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isLoop(node) && ts.isBlock(node.parent)) loops.push(node);
    if (
      ts.isFunctionDeclaration(node) &&
      ts.isSourceFile(node.parent) &&
      node.name &&
      node.name.text !== "f" &&
      !node.asteriskToken &&
      !node.typeParameters &&
      !node.parameters.some(({ dotDotDotToken }) => dotDotDotToken) &&
      chance()
    ) {
      const name = node.name.text;
      edits.push({ at: node.name.getStart(), end: node.name.getEnd(), text: `${name}_plain` });
      wrapped.push(`const ${name} = checkpoint(${name}_plain);`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  // With more there is hardly a program without a loop that cannot be run again.
  for (let count = 0; count < 2 && loops.length > 0; count++) {
    const [node] = loops.splice(loops.indexOf(draw(loops)), 1);
    const name = draw(ts.isForOfStatement(node) ? schedules : anyLength);
    edits.push({ at: node.getStart(), text: `/** @checkpoint ${name} */\n` });
  }
  let text = source;
  for (const { at, text: added, end = at } of edits.sort((a, b) => b.at - a.at))
    text = text.slice(0, at) + added + text.slice(end);
  if (wrapped.length > 0) text = `import { checkpoint } from "cotangent";\n${text}\n${wrapped.join("\n")}`;
  return text;
}

function isLoop(node: ts.Node): boolean {
  return ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForOfStatement(node);
}
