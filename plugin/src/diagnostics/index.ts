export { type Code, catalogue, type Entry, type MessageArgs, placeholders } from "./catalogue.js";
export {
  type ChainEntry,
  type Diagnostic,
  diagnostic,
  diagnosticOf,
  excerpt,
  formatDiagnostic,
  type LineMap,
  messageOf,
  reasonOf,
  refusal,
  type SourceRange,
} from "./diagnostic.js";
