/**
 * Phases that know one kind of function, `(x: number) => ...`, and generate a call of the operand scaled by a module
 * constant `SCALE`: enough to see where the driver puts what.
 */
import ts from "typescript-6";
import { Builder, emptyRegion } from "../../plugin/src/ir/builder.js";
import type { Func } from "../../plugin/src/ir/ops.js";
import { Value } from "../../plugin/src/ir/ops.js";
import { F64 } from "../../plugin/src/ir/types.js";
import type { OperatorUse, Phases } from "../../plugin/src/project/phases.js";

const operators = ["grad", "valueAndGrad", "jvp", "vjp"] as const;

export const fakePhases: Phases = {
  start(program, report) {
    const checker = program.getTypeChecker();
    const instances = new Map<ts.Node, Func>();
    const instanceOf = (node: ts.SignatureDeclaration, name: string, captures: readonly string[]): Func => {
      const known = instances.get(node);
      if (known) return known;
      const params = [...captures, ...node.parameters.map((param) => param.name.getText())].map(
        (param) => new Value(F64, param),
      );
      const { fileName } = node.getSourceFile();
      const body = emptyRegion(params);
      const build = new Builder(body);
      const scale = declarationOf(program, node, "SCALE");
      if (scale) build.global({ file: scale, name: "SCALE", constant: true }, F64);
      const func: Func = { name, body, results: [F64], file: fileName, source: name };
      instances.set(node, func);
      return func;
    };
    return {
      frontend: {
        operatorUses(file) {
          const uses: OperatorUse[] = [];
          const visit = (node: ts.Node): void => {
            const operator = ts.isCallExpression(node) && operators.find((name) => name === node.expression.getText());
            if (operator && ts.isCallExpression(node)) uses.push(...useOf(node, operator));
            ts.forEachChild(node, visit);
          };
          const useOf = (node: ts.CallExpression, operator: OperatorUse["operator"]): OperatorUse[] => {
            const [operand] = node.arguments;
            const options = { argnums: 0, hasAux: false };
            if (ts.isArrowFunction(operand)) {
              const captures = operand.body.getText().includes("captured") ? ["captured"] : [];
              const { parent } = node;
              const baseName = ts.isVariableDeclaration(parent) ? parent.name.getText() : "lambda";
              const primal = instanceOf(operand, "lambda", captures);
              return [{ node, operator, primal, captures: captures.map((name) => ({ name })), options, baseName }];
            }
            let symbol = checker.getSymbolAtLocation(operand);
            if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
            const declaration = symbol?.valueDeclaration;
            if (!declaration || !ts.isFunctionDeclaration(declaration)) {
              const { fileName } = file;
              report({
                code: "AD1001",
                file: fileName,
                start: operand.getStart(),
                end: operand.end,
                message: "not visible",
                chain: [],
              });
              return [];
            }
            const baseName = declaration.name?.text ?? "lambda";
            return [{ node, operator, primal: instanceOf(declaration, baseName, []), captures: [], options, baseName }];
          };
          visit(file);
          return uses;
        },
        markedFunctions(file) {
          return file.statements.flatMap((node) =>
            ts.isFunctionDeclaration(node) && node.name && /@differentiable/.test(node.getFullText())
              ? [{ node, name: node.name.text, func: instanceOf(node, node.name.text, []) }]
              : [],
          );
        },
        rootInstance: (node) =>
          ts.isFunctionDeclaration(node) ? instanceOf(node, node.name?.text ?? "", []) : undefined,
      },
      operators: {
        entry({ primal, name }) {
          const params = primal.body.params.map((param) => new Value(F64, param.name));
          const body = emptyRegion(params);
          new Builder(body).call(primal, params);
          return { name, body, results: [F64], file: primal.file, exported: true, source: primal.source };
        },
        complete: () => {},
      },
    };
  },
  emit(funcs, { resolve, language }) {
    const type = language === "ts" ? ": number" : "";
    const lines = funcs.map((func) => {
      const params = func.body.params.map((param) => `${param.name}${type}`).join(", ");
      const uses = func.body.ops.map((op) => {
        if (op.kind === "call") return `${resolve(op.callee)}(${op.operands.map((value) => value.name).join(", ")})`;
        if (op.kind === "global") return op.binding.file === func.file ? op.binding.name : resolve(op.binding);
        throw new Error(op.kind);
      });
      return `${func.exported ? "export " : ""}function ${func.name}(${params})${type} { return ${uses.join(" * ") || "1"}; }`;
    });
    return { text: lines.join("\n"), runtime: [], library: new Map(), mappings: [] };
  },
};

/** The file that declares the constant, if a function's body names it. */
function declarationOf(program: ts.Program, node: ts.SignatureDeclaration, name: string): string | undefined {
  if (!("body" in node) || !(node.body as ts.Node).getText().includes(name)) return undefined;
  return program.getSourceFiles().find(({ text }) => text.includes(`const ${name} =`))?.fileName;
}
