/** An object that generated code makes in place of one with private names does not reach the function itself. */
class Body {
  #hidden = 2;
  constructor(public x: number) {}
  nudge(q: number): Body {
    this.#hidden += q;
    return this;
  }
  energy(): number {
    return this.#hidden * this.x;
  }
}
class Ball extends Body {
  r = 2;
  override energy(): number {
    return super.energy() * this.r;
  }
}
function helper(body: Body, n: number): number {
  if (n <= 0) return body.energy();
  return helper(body.nudge(n), n - 1) + body.energy();
}
export function f(x: number, a: number[]): number {
  let s = 0;
  for (const [k, p] of a.entries()) {
    if (k + 40 < helper(new Ball(k), a.length)) break;
    s += p * x;
  }
  return s;
}
export const args = [1.5, [-0.5, 2, 3]];
export const gradient = [-0.5, 1.5, 0, 0];
