/** Numbers that are properties of the language's own objects. */
export function mathConstant(owner: "Math" | "Number", name: string): number | undefined {
  const value: unknown = Reflect.get(owner === "Math" ? Math : Number, name);
  return typeof value === "number" ? value : undefined;
}
