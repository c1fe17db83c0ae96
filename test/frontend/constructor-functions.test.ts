/** Functions of plain JavaScript that serve as classes, by hand and as compilers write them. */
import { describe, expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

const vector = `
export function Vec(x, y) {
  this.x = x;
  this.y = y;
}
Vec.prototype.add = function (o) { return new Vec(this.x + o.x, this.y + o.y); };
Vec.prototype.scale = function (k) { this.x *= k; this.y *= k; return this; };
Vec.prototype.dot = function (o) { return this.x * o.x + this.y * o.y; };
Vec.zero = function () { return new Vec(0, 0); };
Vec.EPS = 0.5;
`;

const chain = `import { Vec } from "./vec.js";
export function f(x: number, y: number): number {
  const v = new Vec(x, y);
  const w = v.add(Vec.zero()).scale(x);
  return w.dot(v) + Vec.EPS * v.y;
}`;

test("members assigned to the prototype one by one", () =>
  check({ "vec.js": vector, "main.ts": chain }, { points: [{ args: [1.5, 0.7], value: 1.5 * (2.25 + 0.49) + 0.35 }] }));

test("members in an object literal that replaces the prototype", () =>
  check(
    {
      "vec.js": `
export var Vec = function Vec(x, y) {
  if (!(this instanceof Vec)) return new Vec(x, y);
  this.x = x;
  this.y = y;
};
Vec.prototype = {
  constructor: Vec,
  scale(k) { return new this.constructor(this.x * k, this.y * k); },
  norm: function () { return Math.hypot(this.x, this.y); },
  get sum() { return this.x + this.y; },
  set sum(s) { this.y = s - this.x; },
};
Vec.prototype.unit = function () { return this.scale(1 / this.norm()); };
Vec.prototype.normalized = Vec.prototype.unit;
`,
      "main.ts": `import { Vec } from "./vec.js";
export function f(x: number, y: number): number {
  const v = (Vec as any)(x, y);
  const u = v.normalized();
  u.sum = x * y;
  return u.x * v.sum + u.y;
}`,
    },
    { points: [[1.5, 0.7]] },
  ));

test("objects without a constructor, data of the prototype, an object of the module that is overwritten", () =>
  check(
    {
      "numbers.js": `
const P = Object.create(Num.prototype);
function make(re, im) {
  const made = Object.create(Num.prototype);
  made['re'] = re;
  made['im'] = im;
  return made;
}
function parse(dest, a, b) {
  if (b !== undefined) { dest['re'] = a; dest['im'] = b; return; }
  if (typeof a === 'object' && 're' in a) { dest['re'] = a['re']; dest['im'] = a['im']; return; }
  if (a && a.length === 2) { dest['re'] = a[0]; dest['im'] = a[1]; }
  else dest['re'] = typeof a === 'number' ? a : 0;
}
/**
 * @param {number|Object} a
 * @param {number=} b
 */
export function Num(a, b) {
  if (!(this instanceof Num)) return new Num(a, b);
  parse(this, a, b);
}
Num.prototype = {
  're': 1,
  'im': 0.5,
  'mul': function (a, b) {
    parse(P, a, b);
    return make(this['re'] * P['re'] - this['im'] * P['im'], this['re'] * P['im'] + this['im'] * P['re']);
  },
  'abs': function () { return Math.sqrt(this['re'] * this['re'] + this['im'] * this['im']); },
};
`,
      "main.ts": `import { Num as Untyped } from "./numbers.js";
const Num: any = Untyped;
export function f(x: number, y: number): number {
  return new Num(x, y).mul(y, x).mul(new Num(y, 2)).mul(new Num([x, y])).abs() + Num(x).abs() * new Num(y).im;
}`,
    },
    { points: [[1.5, 0.7]] },
  ));

describe("inheritance", () => {
  const shapes = (extend: string): string => `
${extend}
export function Shape(weight) { this.weight = weight; }
Shape.prototype.cost = function (price) { return this.weight * price * this.area(); };
Shape.prototype.area = function () { return 0; };
export function Disc(weight, radius) {
  Shape.call(this, weight);
  this.radius = radius;
}
EXTEND(Disc, Shape);
Disc.prototype.area = function () { return this.radius * this.radius; };
export function Ring(weight, outer, inner) {
  Disc.apply(this, [weight, outer]);
  this.inner = inner;
}
EXTEND(Ring, Disc);
Ring.prototype.area = function () { return Disc.prototype.area.call(this) - this.inner * this.inner; };
export function total(shapes, price) {
  var sum = 0;
  for (var i = 0; i < shapes.length; i++) sum += shapes[i].cost(price);
  return sum;
}
`;
  const main = `import { Disc, Ring, Shape, total } from "./shapes.js";
export function f(x: number, y: number): number {
  const shapes: any[] = [new Disc(x, y), new Ring(2, y, x), new Shape(y)];
  return total(shapes, x * y);
}`;
  test.each([
    [
      "Object.create",
      (d: string, b: string) => `${d}.prototype = Object.create(${b}.prototype); ${d}.prototype.constructor = ${d};`,
    ],
    ["Object.setPrototypeOf", (d: string, b: string) => `Object.setPrototypeOf(${d}.prototype, ${b}.prototype);`],
    ["new", (d: string, b: string) => `${d}.prototype = new ${b}();`],
    ["a helper", (d: string, b: string) => `inherits(${d}, ${b});`],
  ])("by %s", (_, extend) =>
    check(
      {
        "shapes.js": shapes(
          "function inherits(derived, base) { derived.prototype = Object.create(base.prototype, { constructor: { value: derived } }); }",
        ).replace(/EXTEND\((\w+), (\w+)\);/g, (_, d, b) => extend(d, b)),
        "main.ts": main,
      },
      { points: [[1.5, 0.7]] },
    ),
  );
});

test("what TypeScript makes of classes", () =>
  check(
    {
      "bodies.js": `
var __extends = (this && this.__extends) || (function () {
  var extendStatics = function (d, b) {
    extendStatics = Object.setPrototypeOf || function (d, b) { d.__proto__ = b; };
    return extendStatics(d, b);
  };
  return function (d, b) {
    extendStatics(d, b);
    function __() { this.constructor = d; }
    d.prototype = b === null ? Object.create(b) : (__.prototype = b.prototype, new __());
  };
})();
var Body = /** @class */ (function () {
  function Body(mass) {
    if (mass === void 0) { mass = 2; }
    this.mass = mass;
    this.speed = 1;
  }
  Body.prototype.energy = function () { return half(this.mass * square(this.speed)); };
  Object.defineProperty(Body.prototype, "momentum", {
    get: function () { return this.mass * this.speed; },
    enumerable: false,
    configurable: true
  });
  Body.at = function (mass, speed) {
    var body = new Body(mass);
    body.speed = speed;
    return body;
  };
  function square(v) { return v * v; }
  var half = function (v) { return FACTOR * v; };
  var FACTOR = 0.5;
  return Body;
}());
var Spring = /** @class */ (function (_super) {
  __extends(Spring, _super);
  function Spring(mass, k) {
    var _this = _super.call(this, mass) || this;
    _this.k = k;
    return _this;
  }
  Spring.prototype.energy = function () { return _super.prototype.energy.call(this) + this.k * this.momentum; };
  return Spring;
}(Body));
export { Body, Spring };
`,
      "main.ts": `import { Body, Spring } from "./bodies.js";
export function f(x: number, y: number): number {
  const spring: any = new Spring(x, y);
  spring.speed = x * y;
  return spring.energy() + Body.at(y, x).energy() + new Body().momentum * x;
}`,
    },
    { points: [[1.5, 0.7]] },
  ));

test("what Babel makes of classes", () =>
  check(
    {
      "bodies.js": `
function _classCallCheck(a, n) { if (!(a instanceof n)) throw new TypeError("Cannot call a class as a function"); }
function _defineProperties(e, r) { for (var t = 0; t < r.length; t++) { var o = r[t]; o.enumerable = o.enumerable || false; o.configurable = true; if ("value" in o) o.writable = true; Object.defineProperty(e, o.key, o); } }
function _createClass(e, r, t) { if (r) _defineProperties(e.prototype, r); if (t) _defineProperties(e, t); return Object.defineProperty(e, "prototype", { writable: false }), e; }
function _inherits(t, e) { t.prototype = Object.create(e && e.prototype, { constructor: { value: t, writable: true, configurable: true } }); if (e) Object.setPrototypeOf(t, e); }
var Body = /*#__PURE__*/function () {
  function Body(mass) {
    _classCallCheck(this, Body);
    this.mass = mass;
    this.speed = 1;
  }
  return _createClass(Body, [{
    key: "energy",
    value: function energy() { return 0.5 * this.mass * this.speed * this.speed; }
  }, {
    key: "momentum",
    get: function get() { return this.mass * this.speed; }
  }], [{
    key: "at",
    value: function at(mass, speed) { var b = new Body(mass); b.speed = speed; return b; }
  }]);
}();
var Spring = /*#__PURE__*/function (_Body) {
  _inherits(Spring, _Body);
  function Spring(mass, k) {
    var _this;
    _classCallCheck(this, Spring);
    _this = _Body.call(this, mass) || this;
    _this.k = k;
    return _this;
  }
  _createClass(Spring, [{
    key: "stretch",
    value: function stretch(by) { this.k *= by; return this; }
  }]);
  return Spring;
}(Body);
export { Body, Spring };
`,
      "main.ts": `import { Body, Spring } from "./bodies.js";
export function f(x: number, y: number): number {
  const spring = new (Spring as any)(x, y);
  spring.speed = x * y;
  return spring.stretch(3).energy() * spring.k + (Body as any).at(y, x).momentum;
}`,
    },
    { points: [[1.5, 0.7]] },
  ));

describe("the generated code", () => {
  const asClass = `
export class Vec {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  add(o) { return new Vec(this.x + o.x, this.y + o.y); }
  scale(k) { this.x *= k; this.y *= k; return this; }
  dot(o) { return this.x * o.x + this.y * o.y; }
  static zero() { return new Vec(0, 0); }
  static EPS = 0.5;
}
`;
  const main = `import { grad, vjp } from "cotangent";
import { Vec } from "./vec.js";
function sum(n: number, x: number) {
  let total = Vec.zero();
  for (let i = 0; i < n; i++) total = total.add(new Vec(x, i)).scale(x);
  return total;
}
export const f = grad((x: number, n: number): number => sum(n, x).dot(new Vec(x, 1)));
export const g = vjp((x: number): any => sum(3, x));
`;

  test("is that of a class", () => {
    const [own, other] = [vector, asClass].map((text) => {
      const { code } = compile({ "vec.js": text, "main.ts": main }, 1);
      return (code["main.ts"] + code["vec.js"].slice(text.length)).replace(/^ *\/\/.*$/gm, "");
    });
    expect(own).toBe(other);
    expect(own).toContain("new Vec(");
  });
});
