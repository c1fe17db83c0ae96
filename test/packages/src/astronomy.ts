import { grad } from "cotangent";
import { kepler, sidereal, solar } from "astronomia";
import { geodeticToEcf } from "satellite.js";
import { getMoonPosition, getPosition } from "suncalc";
import type { Case } from "./case.js";

const f0 = (e: number, m: number): number => kepler.kepler1(e, m, 10);
const f2 = (jd: number): number => sidereal.mean(jd);
const f3 = (t: number): number => solar.radius(t);
const f4 = (t: number): number => solar.eccentricity(t);
const f5 = (a: number, b: number): number => geodeticToEcf({ latitude: a, longitude: b, height: 0.37 }).x;
const f6 = (lat: number, lng: number): number => getPosition(new Date(1.6e12), lat, lng).altitude;
const f7 = (lat: number, lng: number): number => getMoonPosition(new Date(1.6e12), lat, lng).azimuth;

export const cases: readonly Case[] = [
  { name: "astronomia: kepler1", at: [0.1, 0.6], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "astronomia: sidereal.mean", at: [2446895.7], value: f2, gradient: grad(f2, { argnums: [0] }) },
  { name: "astronomia: solar.radius", at: [-0.07], value: f3, gradient: grad(f3, { argnums: [0] }) },
  { name: "astronomia: solar.eccentricity", at: [-0.07], value: f4, gradient: grad(f4, { argnums: [0] }) },
  { name: "satellite.js: geodeticToEcf", at: [0.6, -2.1], value: f5, gradient: grad(f5, { argnums: [0, 1] }) },
  { name: "suncalc: getPosition", at: [50.5, 30.5], value: f6, gradient: grad(f6, { argnums: [0, 1] }) },
  { name: "suncalc: getMoonPosition", at: [50.5, 30.5], value: f7, gradient: grad(f7, { argnums: [0, 1] }) },
];
