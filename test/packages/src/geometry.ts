import { grad } from "cotangent";
import { polygonArea, polygonCentroid, polygonLength } from "d3-polygon";
import { Vec3 } from "vec3";
import type { Case } from "./case.js";

const f0 = (a: number, b: number): number =>
  polygonArea([
    [a, b],
    [4, 1],
    [3, 5],
  ]);
const f1 = (a: number, b: number): number =>
  polygonCentroid([
    [a, b],
    [4, 1],
    [3, 5],
  ])[0];
const f2 = (a: number, b: number): number =>
  polygonLength([
    [a, b],
    [4, 1],
    [3, 5],
  ]);
const f3 = (a: number, b: number): number => new Vec3(a, b, 3).cross(new Vec3(4, 5, 6)).x;
const f4 = (a: number, b: number): number => new Vec3(a, b, 3).unit().y;

export const cases: readonly Case[] = [
  { name: "d3-polygon: polygonArea", at: [1, 2], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "d3-polygon: polygonCentroid", at: [1, 2], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "d3-polygon: polygonLength", at: [1, 2], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
  { name: "vec3: cross", at: [1, 2], value: f3, gradient: grad(f3, { argnums: [0, 1] }) },
  { name: "vec3: unit", at: [1, 2], value: f4, gradient: grad(f4, { argnums: [0, 1] }) },
];
