/** A workspace for each way to resolve packages: the browser and the server of one application may run different files. */
import { type Conditions, nodeConditions, packageOf } from "../project/package-resolution.js";
import { Workspace } from "./workspace.js";

export class Workspaces {
  /** Of hosts that have one way only. */
  conditions: Conditions = nodeConditions;
  private readonly made = new Map<string, Workspace>();

  get all(): Iterable<Workspace> {
    return this.made.values();
  }

  get only(): Workspace {
    return this.for(this.conditions);
  }

  /** Whether a file belongs to a package that code is generated into, or to one that uses such a package. */
  reach(file: string): boolean {
    const name = packageOf(file)?.name;
    return name !== undefined && [...this.made.values()].some((workspace) => workspace.derivedPackages().has(name));
  }

  for(conditions: Conditions): Workspace {
    const key = JSON.stringify(conditions);
    const known = this.made.get(key) ?? new Workspace(conditions);
    this.made.set(key, known);
    return known;
  }
}
