/** What is used of the package, without the types of Node, which this package does without. */
export class SingleBar {
  constructor(options: { readonly format: string; readonly hideCursor: boolean; readonly clearOnComplete: boolean });
  start(total: number, from: number, payload: object): void;
  update(current: number, payload: object): void;
  stop(): void;
}
