/** Draws, names and what is in scope: what everything that writes a program is written with. */
import type { Choices, Family, Pen } from "./family.js";
import { type Dice, type Exit, type Frame, matrices, type Type, type Variable, vectors } from "./scope.js";

/** Names that the compiler might like too. */
const generatedNames = [
  "i",
  "n",
  "t",
  "v",
  "x_b",
  "x0_b",
  "a0_b",
  "x_t",
  "s_b",
  "y_b",
  "y",
  "tape",
  "residuals",
  "v_cache",
  "f_grad",
  "f_reverse",
  "m",
  "a",
  "b",
  "c",
  "cotangent",
  "addInto",
  "zerosLike",
  "primals",
  "isNullish",
  "name",
  "of",
  "type",
]; // prettier-ignore

export abstract class Draws {
  abstract readonly pen: Pen;

  frame: Frame = { variables: [], callees: [], constants: [], tables: [] };
  /** Where nothing may be written. */
  isPure = false;
  /** Nested loops and calls multiply; nothing is called where this is small. */
  trips = 1;
  /** The depth that a recursive function may still ask for: the name of its parameter. */
  depthParameter: string | undefined;
  allowsOperators = false;
  /** How many indices, integers and arguments are being written inside each other. */
  nesting = 0;

  readonly counts = { name: 0, top: 0 };
  readonly taken = new Set<string>();
  exits: readonly Exit[] = [];
  /** Parts of the language that this program is about. */
  families: readonly Family[] = [];

  constructor(readonly dice: Dice) {}

  chance(percent: number): boolean {
    return this.dice.int(100) < percent;
  }

  pick<T>(options: readonly T[]): T {
    return options[this.dice.int(options.length)];
  }

  /** One of the choices, each as often as its weight says. */
  weighted(choices: Choices): string {
    const open = choices.filter(([weight]) => weight > 0);
    let at = this.dice.int(open.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of open) {
      at -= weight;
      if (at < 0) return choice();
    }
    throw new Error("no choice is open");
  }

  nested<T>(body: () => T): T {
    this.nesting++;
    const made = body();
    this.nesting--;
    return made;
  }

  /** What the families add. */
  offered(ask: (family: Family, pen: Pen) => Choices | undefined): Choices {
    const choices = this.families.flatMap((family) => ask(family, this.pen) ?? []);
    return choices.map(([weight, choice]) => [2 * weight, choice] as const);
  }

  of(...types: readonly Type[]): Variable[] {
    return this.frame.variables.filter(({ type }) => types.includes(type));
  }

  literal(): string {
    return this.pick(["0.5", "1", "2", "0.25", "1.5", "0.3", "0.7", "3", "0.1"]);
  }

  canAssign(): boolean {
    if (this.isPure) return false;
    return this.hasElements() || this.of("number").some(({ isMutable }) => isMutable);
  }

  hasElements(): boolean {
    return this.of(...vectors, ...matrices, "[number, number]", "Point", "Point[]").length > 0;
  }

  /** A name that nothing has in the function that is written. */
  name(prefix: string): string {
    const free = this.chance(12) ? generatedNames.filter((name) => !this.taken.has(name)) : [];
    let name = free.length > 0 ? this.pick(free) : `${prefix}${this.counts.name++}`;
    while (this.taken.has(name)) name = `${prefix}${this.counts.name++}`;
    this.taken.add(name);
    return name;
  }

  /** What follows has names of its own, which may be those of other functions. */
  forgetNames(but: readonly string[] = []): void {
    this.counts.name = 0;
    this.taken.clear();
    for (const name of but) this.taken.add(name);
  }

  add(variable: Variable): void {
    this.frame = { ...this.frame, variables: [...this.frame.variables, variable] };
  }

  /** Runs `body` with the names in scope as they are, and forgets those that it adds. */
  scoped<T>(body: () => T): T {
    const { frame, trips, exits } = this;
    const made = body();
    Object.assign(this, { frame, trips, exits });
    return made;
  }
}
