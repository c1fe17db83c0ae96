/**
 * For `tspc` of ts-patch, as a *program* transformer:
 *
 *     "plugins": [{ "transform": "@cotangent/plugin/transformer", "transformProgram": true }]
 *
 * The texts are rewritten and TypeScript compiles them again, so that every mode of `tsc` works as it does without us.
 * The compiler's own TypeScript does the analysis; the user's may be another one, and only text goes between the two.
 */
import type ts from "typescript-6";
import { compilerPhases } from "../project/compiler-phases.js";
import { ownFiles } from "../project/demand.js";
import { Project } from "../project/project.js";
import { rewrittenProgram } from "./rewritten-program.js";
import { nameCodes } from "./tsc-codes.js";

type TypeScript = typeof ts;

/** A watching or building compiler makes program after program of the same projects. */
const projects = new Map<string, Resident>();

interface Resident {
  readonly project: Project;
  /** The newest program that the host made; texts come from it. */
  program: ts.Program;
}

export default function transformProgram(
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  _config: unknown,
  { ts: user }: { ts: TypeScript },
): ts.Program {
  nameCodes(user.sys);
  return rewrittenProgram(
    user,
    program,
    host ?? user.createCompilerHost(program.getCompilerOptions()),
    projectOf(program),
  );
}

function projectOf(program: ts.Program): Project {
  const options = program.getCompilerOptions();
  const configFile = options.configFilePath as string | undefined;
  const config = {
    configFile,
    rootNames: program.getRootFileNames(),
    options: { ...options, ignoreDeprecations: "6.0" },
    references: program.getProjectReferences() ?? [],
    errors: [],
  };
  const key = configFile ?? JSON.stringify(config.rootNames);
  const known = projects.get(key);
  if (!known) {
    const resident: Resident = {
      program,
      project: new Project(config, compilerPhases, {
        fixedPackages: true,
        texts: (file) => {
          const source = resident.program.getSourceFile(file);
          return source?.isDeclarationFile === false ? source.text : undefined;
        },
      }),
    };
    projects.set(key, resident);
    return resident.project;
  }
  known.program = program;
  known.project.refresh(config);
  for (const source of ownFiles(program)) known.project.update(source.fileName, source.text);
  return known.project;
}
