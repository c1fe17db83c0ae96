/** What a command sees of the process that runs it. */
export interface Terminal {
  readonly directory: string;
  readonly color: boolean;
  out(text: string): void;
  err(text: string): void;
}
