import { grad } from "cotangent";
import determinant from "gl-mat4/determinant.js";
import { mat3, vec3 } from "gl-matrix";
import cross from "gl-vec3/cross.js";
import normalize from "gl-vec3/normalize.js";
import type { Case } from "./case.js";

const f0 = (a: number, b: number): number => determinant([a, 2, 3, 4, 5, b, 7, 8, 9, 1, 11, 12, 13, 14, 15, 1]);
const f1 = (a: number, b: number): number => mat3.determinant([a, b, 3, 4, 5, 6, 7, 8, 10]);
const f2 = (a: number, b: number): number => vec3.length([a, b, 3]);
const f3 = (a: number, b: number): number => vec3.angle([a, b, 3], [3, 1, 2]);
const f4 = (a: number, b: number): number => cross([0, 0, 0], [a, b, 3], [4, 5, 6])[0];
const f5 = (a: number, b: number): number => normalize([0, 0, 0], [a, b, 3])[0];

export const cases: readonly Case[] = [
  { name: "gl-mat4: determinant", at: [1, 2], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "gl-matrix: mat3.determinant", at: [1, 2], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "gl-matrix: vec3.length", at: [1, 2], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
  { name: "gl-matrix: vec3.angle", at: [1, 2], value: f3, gradient: grad(f3, { argnums: [0, 1] }) },
  { name: "gl-vec3: cross", at: [1, 2], value: f4, gradient: grad(f4, { argnums: [0, 1] }) },
  { name: "gl-vec3: normalize", at: [1, 2], value: f5, gradient: grad(f5, { argnums: [0, 1] }) },
];
