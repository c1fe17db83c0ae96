import { grad } from "cotangent";
import { polygonArea, polygonCentroid, polygonLength } from "d3-polygon";
import { Vec3 } from "vec3";
import Quaternion from "quaternion";
import Victor from "victor";
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
const f5 = (a: number, b: number): number => new Quaternion(a, b, 0.2, 0.1).mul(b, a, 0.1, 0.2).norm();
const f6 = (a: number, b: number): number => new Quaternion(a, b, 0.2, 0.1).exp().w;
const f7 = (a: number, b: number): number => new Quaternion(a, b, 0.2, 0.1).normalize().rotateVector([1, 2, a])[0];
const f8 = (a: number, b: number): number => new Victor(a, b).add(new Victor(b, 1)).length();
const f9 = (a: number, b: number): number => new Victor(a, b).rotate(a).x;
const f10 = (a: number, b: number): number => new Victor(a, b).projectOnto(new Victor(b, 2)).y;

export const cases: readonly Case[] = [
  { name: "d3-polygon: polygonArea", at: [1, 2], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "d3-polygon: polygonCentroid", at: [1, 2], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "d3-polygon: polygonLength", at: [1, 2], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
  { name: "vec3: cross", at: [1, 2], value: f3, gradient: grad(f3, { argnums: [0, 1] }) },
  { name: "vec3: unit", at: [1, 2], value: f4, gradient: grad(f4, { argnums: [0, 1] }) },
  { name: "quaternion: mul", at: [1.5, 0.7], value: f5, gradient: grad(f5, { argnums: [0, 1] }) },
  { name: "quaternion: exp", at: [0.5, 0.7], value: f6, gradient: grad(f6, { argnums: [0, 1] }) },
  { name: "quaternion: rotateVector", at: [1.5, 0.7], value: f7, gradient: grad(f7, { argnums: [0, 1] }) },
  { name: "victor: length", at: [1.5, 0.7], value: f8, gradient: grad(f8, { argnums: [0, 1] }) },
  { name: "victor: rotate", at: [1.5, 0.7], value: f9, gradient: grad(f9, { argnums: [0, 1] }) },
  { name: "victor: projectOnto", at: [1.5, 0.7], value: f10, gradient: grad(f10, { argnums: [0, 1] }) },
];
