import { grad } from "cotangent";
import bs from "black-scholes";
import { fv, irr, npv, pmt } from "financial";
import greeks from "greeks";
import type { Case } from "./case.js";

const f0 = (s: number, v: number): number => bs.blackScholes(s, 34, 0.25, v, 0.08, "call");
const f1 = (s: number, v: number): number => bs.blackScholes(s, 34, 0.25, v, 0.08, "put");
const f2 = (s: number, v: number): number => greeks.getDelta(s, 34, 0.25, v, 0.08, "call");
const f3 = (s: number, v: number): number => greeks.getVega(s, 34, 0.25, v, 0.08);
const f4 = (s: number, v: number): number => greeks.getGamma(s, 34, 0.25, v, 0.08);
const f5 = (rate: number, payment: number): number => fv(rate / 12, 120, payment, -100);
const f6 = (rate: number, value: number): number => pmt(rate, 10, value);
const f7 = (rate: number, first: number): number => npv(rate, [-100, first, 70]);
const f8 = (first: number, second: number): number => irr([-100, first, second]);

export const cases: readonly Case[] = [
  { name: "black-scholes: call", at: [30, 0.2], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "black-scholes: put", at: [30, 0.2], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "greeks: getDelta", at: [30, 0.2], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
  { name: "greeks: getVega", at: [30, 0.2], value: f3, gradient: grad(f3, { argnums: [0, 1] }) },
  { name: "greeks: getGamma", at: [30, 0.2], value: f4, gradient: grad(f4, { argnums: [0, 1] }) },
  { name: "financial: fv", at: [0.05, -100], value: f5, gradient: grad(f5, { argnums: [0, 1] }) },
  { name: "financial: pmt", at: [0.05, -100], value: f6, gradient: grad(f6, { argnums: [0, 1] }) },
  { name: "financial: npv", at: [0.05, 60], value: f7, gradient: grad(f7, { argnums: [0, 1] }) },
  { name: "financial: irr", at: [60, 70], value: f8, gradient: grad(f8, { argnums: [0, 1] }) },
];
