/**
 * Strict TypeScript over generated text. The project is another one than that of the compiler, with another copy of
 * TypeScript: it sees the text as a user's build does, and nothing that the compiler knows beside it.
 */
import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget, ts } from "ts-morph";

/** A folder that exists: TypeScript looks for no packages in others. */
const folder = import.meta.dirname.replaceAll("\\", "/");

let resident: Project | undefined;

function project(): Project {
  if (resident) return resident;
  resident = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: {
      target: ScriptTarget.ES2022,
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      lib: ["lib.es2023.d.ts"],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
    },
  });
  resident.createSourceFile(`${folder}/ambient.d.ts`, "declare var console: { log(...args: unknown[]): void };\n");
  return resident;
}

/** The errors in modules that import one another by `./NAME.js`, by file name. */
export function strictErrors(code: Readonly<Record<string, string>>): string[] {
  const files = Object.entries(code).map(([name, text]) =>
    project().createSourceFile(`${folder}/${name}`, text, { overwrite: true }),
  );
  const errors = files.flatMap((file) =>
    file.getPreEmitDiagnostics().map((diagnostic) => {
      const message = ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, "\n");
      const line = diagnostic.getLineNumber() ?? 1;
      return `${line}: ${message}: ${file.getFullText().split("\n")[line - 1]}`;
    }),
  );
  // A later program may have fewer modules.
  for (const file of files) file.forget();
  return errors;
}
