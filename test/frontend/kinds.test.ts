/** Types that the checker does not know: `any`, generics and what grows as it is used. */
import { expect, test } from "vitest";
import { compile } from "../support/compile.js";
import { check } from "../support/harness.js";

test("an array of any that is filled with numbers", () =>
  check(
    `function squares(x: any, n: any): any {
      const out: any = [];
      for (let i = 0; i < n; i++) out.push(x * i);
      return out;
    }
    export function f(x: number): number {
      const list = squares(x, 4);
      let sum = 0;
      for (const each of list) sum += each * each;
      return sum;
    }`,
    { points: [{ args: [3], value: 126, gradient: [84] }] },
  ));

test("rows in an array of any", () =>
  check(
    `function outer(a: any, b: any): any {
      const m: any = [];
      for (let i = 0; i < a.length; i++) {
        m[i] = [];
        for (let j = 0; j < b.length; j++) m[i][j] = a[i] * b[j];
      }
      return m;
    }
    export function f(x: number[]): number {
      const m = outer(x, [1, 2, 3]);
      return m[0][2] * m[1][1];
    }`,
    { points: [{ args: [[2, 5]], value: 60, gradient: [[30, 12]] }] },
  ));

test("a variable of any that a loop assigns", () =>
  check(
    `function last(x: any): any {
      let found: any;
      let best;
      for (let i = 0; i < 3; i++) {
        found = x * i;
        best = found > 1 ? found : x;
      }
      return found + best;
    }
    export function f(x: number): number {
      return last(x) * x;
    }`,
    { points: [{ args: [3], value: 36, gradient: [24] }] },
  ));

test("generic functions", () =>
  check(
    `function repeat<T>(value: T, n: number): T[] {
      const out: T[] = [];
      for (let i = 0; i < n; i++) out.push(value);
      return out;
    }
    function swap<A, B>([a, b]: [A, B]): [B, A] {
      return [b, a];
    }
    function last<T>(list: T[]): T {
      return list[list.length - 1];
    }
    export function f(x: number): number {
      const rows = repeat(repeat(x, 2), 3);
      rows[0][1] = 7;
      const [flag, value] = swap([x, true]);
      return last(rows)[1] * x + (flag ? value : 0);
    }`,
    { points: [{ args: [3], value: 24, gradient: [8] }] },
  ));

test("recursion without types", () =>
  check(
    `function power(x: any, n: any): any {
      if (n === 0) return 1;
      return x * power(x, n - 1);
    }
    function list(x: any, n: any): any {
      return n === 0 ? [] : [x * n, ...list(x, n - 1)];
    }
    export function f(x: number): number {
      return power(x, 3) + list(x, 3)[1];
    }`,
    { points: [{ args: [2], value: 12, gradient: [14] }] },
  ));

test("a record that grows", () =>
  check(
    `function polar(x: any, y: any): any {
      const out: any = {};
      out.r = Math.hypot(x, y);
      out.phi = Math.atan2(y, x);
      return out;
    }
    function label(p: any): any {
      p.area = p.r * p.r * p.phi;
      return p;
    }
    export function f(x: number, y: number): number {
      const p = label(polar(x, y));
      return p.r * p.area;
    }`,
    {
      points: [
        [3, 4],
        [-1, 0.5],
      ],
    },
  ));

test("a linked list without types", () =>
  check(
    `function sum(x: number[]): any {
      let head: any = null;
      for (const each of x) head = { value: each, next: head };
      let total = 0;
      for (let node = head; node; node = node.next) total += node.value * node.value;
      return total;
    }
    export function f(x: number[]): number {
      return sum(x);
    }`,
    { points: [{ args: [[1, 2, 3]], value: 14, gradient: [[2, 4, 6]] }] },
  ));

test("a tree without types", () =>
  check(
    `function build(x: any, depth: any): any {
      if (depth === 0) return null;
      return { value: x * depth, left: build(x + 1, depth - 1), right: build(x * 2, depth - 1) };
    }
    function total(node: any): any {
      return node === null ? 0 : node.value * node.value + total(node.left) + total(node.right);
    }
    export function f(x: number): number {
      return total(build(x, 3));
    }`,
    { points: [[2], [-0.3]] },
  ));

test("errors are reported once, though the function is lowered several times", () => {
  const { diagnostics } = compile(`import { grad } from "cotangent";
    function helper(x: any): any {
      const out: any = [];
      for (let i = 0; i < 3; i++) { out[i] = []; out[i].push(x); }
      try { out[0][0] *= 2; } catch { return 0; }
      return out[0][0];
    }
    export const g = grad((x: number): number => helper(x));`);
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD2001"]);
});

test("a property that an object literal does not have is undefined", () =>
  check(
    `type Point = { latitude: number; longitude: number } | { lat: number; lng: number };
    function latitude(p: any): any {
      return p.latitude ?? p.lat;
    }
    function distance(a: Point, b: Point): number {
      return Math.hypot(latitude(a) - latitude(b), 1);
    }
    export function f(x: number): number {
      return distance({ latitude: x, longitude: 1 }, { latitude: 2, longitude: 3 }) + distance({ lat: x, lng: 0 }, { lat: 3, lng: 4 });
    }`,
    { points: [[1.5], [4]] },
  ));

test("defaults, modes and tests of what an argument is, without types", () =>
  check(
    `function scale(x: any, options: any): any {
      options = options || {};
      const factor = options.factor === undefined ? 2 : options.factor;
      const mode = options.mode || "linear";
      if (typeof x === "string") x = parseFloat(x);
      if (Array.isArray(x)) return x.map((each: any) => each * factor)[0];
      if (x == null) return 0;
      switch (mode) {
        case "linear":
          return factor * x;
        case "square":
          return factor * x * x;
        default:
          throw new Error("unknown mode " + mode);
      }
    }
    export function f(x: number): number {
      return scale(x, undefined) + scale(x, { factor: 3, mode: "square" }) + scale([x], {});
    }`,
    { points: [{ args: [2], value: 20, gradient: [16] }] },
  ));

test("code as one writes it in JavaScript", () =>
  check(
    `function dot(a: any, b: any): any {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
      return sum;
    }
    function transpose(m: any): any {
      const result: any = [];
      for (let j = 0; j < m[0].length; j++) {
        const row: any = [];
        for (let i = 0; i < m.length; i++) row.push(m[i][j]);
        result.push(row);
      }
      return result;
    }
    function multiply(a: any, b: any): any {
      const columns = transpose(b);
      const out = new Array(a.length);
      for (let i = 0; i < a.length; i++) {
        out[i] = new Array(columns.length);
        for (let j = 0; j < columns.length; j++) out[i][j] = dot(a[i], columns[j]);
      }
      return out;
    }
    function bounds(list: any): any {
      let low: any = null;
      let high: any = null;
      for (const each of list) {
        if (low === null || each < low) low = each;
        if (high === null || each > high) high = each;
      }
      return { low, high, middle: (low + high) / 2 };
    }
    export function f(x: number[]): number {
      const m = [[x[0], x[1]], [x[2], x[3]]];
      const p = multiply(m, transpose(m));
      const { low, high, middle } = bounds(p[0].concat(p[1]));
      return low * high + middle;
    }`,
    { points: [[[1, 2, 3, -4]], [[0.5, -2, 3, 1]]] },
  ));

test("a result that lost its kind is refused where it did", () => {
  const { diagnostics } = compile(`import { grad } from "cotangent";
    declare function outside(x: number): any;
    const helper = (x: number) => outside(2 * x);
    export const g = grad((x: number): number => helper(x));`);
  expect(diagnostics.map(({ code }) => code)).toEqual(["AD4001"]);
  expect(diagnostics[0].chain.map(({ name }) => name)).toContain("helper");
});

test("classes whose fields have no types", () =>
  check(
    `class Spline {
      xs: any;
      ys: any;
      slopes: any;
      last: any;
      constructor(xs: any, ys: any) {
        this.xs = xs;
        this.ys = ys;
        this.slopes = this.natural(new Float64Array(xs.length));
        this.last = null;
      }
      natural(slopes: any): any {
        for (let i = 0; i < slopes.length; i++) slopes[i] = this.ys[i] * (i + 1);
        return slopes;
      }
      at(x: any): any {
        let i = 0;
        while (this.xs[i] < x && i < this.xs.length - 1) i++;
        this.last = this.ys[i] * this.slopes[i];
        return this.last * x;
      }
    }
    class List {
      items: any = [];
      total: any;
      add(x: any): any {
        this.items.push(x);
        return this;
      }
      squares(): any {
        this.total = 0;
        for (const item of this.items) this.total += item * item;
        return this.total;
      }
    }
    export function f(a: number, x: number): number {
      const spline = new Spline([1, 2, 3], [a, 2 * a, 3 + a]);
      return spline.at(x) + new List().add(a).add(x).squares();
    }`,
    {
      points: [
        [2, 1.5],
        [3, 0.5],
      ],
    },
  ));

test("empty arrays in records that a callback makes", () =>
  check(
    `interface Cell { v: number; links: Cell[] }
    function grid(x: number[]): Cell[] {
      const cells: Cell[] = x.map((v) => ({ v, links: [] }));
      cells.forEach((c, i) => {
        c.links.push(cells[(i + 1) % cells.length], c);
      });
      return cells;
    }
    export function f(x: number[]): number {
      const cells = grid(x);
      const visit = (depth: number) => (c: Cell): number =>
        depth === 0 ? c.v : c.links.reduce((sum, next) => sum + visit(depth - 1)(next) * c.v, 0);
      let total = 0;
      for (const c of cells) {
        c.v *= 1.5;
        total += visit(2)(c);
      }
      return total;
    }`,
    { points: [[[1, 2, 3]], [[0.5, -1]]] },
  ));

test("objects of several forms that one function returns", () => {
  check(
    `const RADII: any = { km: 6371, mile: 3960 };
    const toRad = (num: any) => num * Math.PI / 180;
    const convertCoordinates = function (format: any, coordinates: any): any {
        switch (format) {
        case '[lat,lon]':
          return { latitude: coordinates[0], longitude: coordinates[1] }
        case '{lon,lat}':
          return { latitude: coordinates.lat, longitude: coordinates.lon }
        case 'geojson':
          return { latitude: coordinates.geometry.coordinates[1], longitude: coordinates.geometry.coordinates[0] }
        default:
          return coordinates
        }
    };
    function haversine (startCoordinates: any, endCoordinates: any, options?: any): any {
        options   = options || {}
        var R = RADII.km
        var start = convertCoordinates(options.format, startCoordinates)
        var end = convertCoordinates(options.format, endCoordinates)
        var dLat = toRad(end.latitude - start.latitude)
        if (options.threshold) {
          return options.threshold
        }
        return R * dLat;
    }
    export function f(lat: number): number { return haversine({ latitude: lat, longitude: -81 }, { latitude: 27.950575, longitude: -82.457178 }); }`,
    { points: [[30]] },
  );
});

test("a list of records in which the checker knows the names of fields only", () =>
  check(
    `function pairs(a: any, b: any) {
      const list = [{ at: a, by: [a] }, { at: b, by: [b, a] }];
      list.push({ at: a * b, by: [] });
      return list;
    }
    export function f(x: number, y: number): number {
      let sum = 0;
      for (const { at, by } of pairs(x, y)) for (const each of [at, ...by]) sum += at * each;
      return sum;
    }`,
    { points: [{ args: [3, 2], value: 68, gradient: [38, 47] }] },
  ));
